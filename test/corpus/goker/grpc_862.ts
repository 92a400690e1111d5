// grpc-go#862 (GoBench kernel, blocking: communication deadlock, channel and context).
//
// Dialling starts a process that connects again and again until the connection's context ends. A dial that failed
// returns no connection, so nobody can ever close it.
//
// Expected: livelock, since main has returned. `resetAddrConn` ends only when the context's `done` is closed, which nobody is
// left to do. It never waits for that alone: it goes on connecting for ever.
//
// What stands in: the waits between attempts are in ms and do not subtract the time an attempt took; nothing bounds when
// a timer fires in a check, so they stand for all waits. `conn` is nil throughout the kernel, as it is here.
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
  }
}

export default async function grpc862(): Promise<void> {
  const context = cancellation();
  go('dial', () => dialContext(context));
  go('canceller', () => context.cancel());
}
