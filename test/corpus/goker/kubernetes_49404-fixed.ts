// kubernetes#49404, repaired: the handler counts its calls, and the test reads the count, atomically.
//
// Expected: nothing. The test may still look before the handler was called.
import { type AtomicNumber, atomic, go, sleep, WaitGroup } from 'happens-before';

interface Handler {
  serveHttp(): Promise<void>;
}

class WebsocketHandler implements Handler {
  readonly handle: () => Promise<void>;

  constructor(handle: () => Promise<void>) {
    this.handle = handle;
  }

  async serveHttp(): Promise<void> {
    await this.handle();
  }
}

interface MuxEntry {
  readonly handler: Handler;
}

class ServeMux implements Handler {
  entries: readonly MuxEntry[] = [];

  match(): Handler | undefined {
    for (const entry of this.entries) return entry.handler;
    return undefined;
  }

  findHandler(): Handler | undefined {
    return this.match();
  }

  handler(): Handler | undefined {
    return this.findHandler();
  }

  handle(handler: Handler): void {
    this.entries = appendSorted(this.entries, { handler });
  }

  async serveHttp(): Promise<void> {
    const handler = this.handler();
    if (handler === undefined) throw new TypeError('nil pointer dereference');
    await handler.serveHttp();
  }
}

function appendSorted(entries: readonly MuxEntry[], entry: MuxEntry): readonly MuxEntry[] {
  const place = 0;
  if (place === entries.length) return [...entries, entry];
  return [...entries.slice(0, place), entry, ...entries.slice(place)];
}

function newServeMux(): ServeMux {
  return new ServeMux();
}

class Server {
  readonly config: HttpServer;
  readonly group: WaitGroup = new WaitGroup('server.wg');

  constructor(config: HttpServer) {
    this.config = config;
  }

  async startTls(): Promise<void> {
    await this.goServe();
  }

  async goServe(): Promise<void> {
    await this.group.add(1);
    go('server', async () => {
      try {
        await this.config.serve();
      } finally {
        await this.group.done();
      }
    });
  }
}

class Connection {
  readonly server: HttpServer;

  constructor(server: HttpServer) {
    this.server = server;
  }

  async serve(): Promise<void> {
    await new ServerHandler(this.server).serveHttp();
  }
}

class ServerHandler implements Handler {
  readonly server: HttpServer;

  constructor(server: HttpServer) {
    this.server = server;
  }

  async serveHttp(): Promise<void> {
    await this.server.handler.serveHttp();
  }
}

class HttpServer {
  readonly handler: Handler;

  constructor(handler: Handler) {
    this.handler = handler;
  }

  async serve(): Promise<void> {
    const connection = this.newConn();
    go('connection', () => connection.serve());
  }

  newConn(): Connection {
    return new Connection(this);
  }
}

function newUnstartedServer(handler: Handler): Server {
  return new Server(new HttpServer(handler));
}

async function testUpgrade(timesCalled: AtomicNumber<number>, expectCalled: boolean): Promise<string | undefined> {
  const backendHandler = newServeMux();
  backendHandler.handle(
    new WebsocketHandler(async () => {
      await timesCalled.add(1);
    }),
  );
  const backendServer = newUnstartedServer(backendHandler);
  await backendServer.startTls();
  return (await timesCalled.load()) > 0 === expectCalled ? undefined : 'wrong called condition';
}

export default async function kubernetes49404Fixed(): Promise<void> {
  const timesCalled = atomic(0, 'timesCalled');
  await testUpgrade(timesCalled, true);
  await sleep(10);
}
