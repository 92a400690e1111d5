// grpc-go#862, repaired: a dial that returns no connection closes the one that it began to make.
//
// Expected: nothing. The connecting process may try again without bound before that, so the search ends by its budget.
import { after, type Cancellation, cancellation, go, select } from 'happens-before';

class ClientConn {
  readonly context: Cancellation = cancellation();
  conns: AddrConn[] = [];

  async close(): Promise<void> {
    await this.context.cancel();
    const conns = this.conns;
    this.conns = [];
    for (const conn of conns) await conn.tearDown();
  }

  async resetAddrConn(): Promise<void> {
    const conn = new AddrConn(this);
    this.conns.push(conn);
    await conn.resetTransport();
  }
}

class AddrConn {
  readonly cc: ClientConn;
  readonly context: Cancellation;

  constructor(cc: ClientConn) {
    this.cc = cc;
    this.context = cancellation({ parent: cc.context });
  }

  async resetTransport(): Promise<void> {
    for (let retries = 1; ; retries += 1) {
      const sleepTime = 0.000002 * retries;
      const connecting = cancellation({ parent: this.context, after: 0.00001 });
      await connecting.cancel();
      const first = await select({ done: this.context.done, pause: after(sleepTime) });
      if (first.case === 'done') return;
    }
  }

  async tearDown(): Promise<void> {
    await this.context.cancel();
  }
}

async function dialContext(context: Cancellation): Promise<ClientConn | undefined> {
  const cc = new ClientConn();
  let conn: ClientConn | undefined;
  try {
    go('resetAddrConn', () => cc.resetAddrConn());
    return conn;
  } finally {
    const polled = await select({ done: context.done }, { otherwise: true });
    if (polled.case === 'done') {
      await conn?.close();
      conn = undefined;
    }
    await cc.close();
  }
}

export default async function grpc862Fixed(): Promise<void> {
  const context = cancellation();
  go('dial', () => dialContext(context));
  go('canceller', () => context.cancel());
}
