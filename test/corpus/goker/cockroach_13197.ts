// cockroach#13197 (GoBench kernel, blocking: communication deadlock, channel and context).
//
// A transaction starts a process that waits for the end of its context; a transaction that is neither committed nor
// rolled back leaves it waiting.
//
// Expected: leak, in every execution. `awaitDone` waits to receive from the context's `done`.
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

export default async function cockroach13197(): Promise<void> {
  const database = new Database();
  database.begin(cancellation());
}
