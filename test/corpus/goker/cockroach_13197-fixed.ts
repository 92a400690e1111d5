// cockroach#13197, repaired: who begins the transaction ends it, here by rolling it back.
//
// Expected: nothing.
import { type Cancellation, cancellation, go } from 'happens-before';

class Tx {
  readonly context: Cancellation;

  constructor(context: Cancellation) {
    this.context = context;
  }

  async awaitDone(): Promise<void> {
    await this.context.done.receive();
  }

  async rollback(): Promise<void> {
    await this.rollbackUnchecked();
  }

  async rollbackUnchecked(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    await this.context.cancel();
  }
}

class Database {
  begin(parent: Cancellation): Tx {
    const tx = new Tx(cancellation({ parent }));
    go('awaitDone', () => tx.awaitDone());
    return tx;
  }
}

export default async function cockroach13197Fixed(): Promise<void> {
  const database = new Database();
  const tx = database.begin(cancellation());
  await tx.rollback();
}
