// moby#22941 (GoBench kernel, non-blocking: anonymous function).
//
// The loop that starts a writer for each pair of requests shares its loop variable with them: a writer may read it while
// the loop gives it the next pair.
//
// Expected: race on `pair`, the loop's write against the read of a `writer`.
//
// What stands in: the loop variable, which the processes capture by reference, is a shared cell.
import { go, Mutex, shared, sleep } from 'happens-before';

interface Connection {
  /** Resolves to the bytes after the first. */
  write(bytes: Uint8Array): Promise<Uint8Array>;
}

class Pipe implements Connection {
  readonly writeMutex: Mutex = new Mutex('pipe.wrMu');

  async write(bytes: Uint8Array): Promise<Uint8Array> {
    await this.writeMutex.lock();
    try {
      return bytes.subarray(1);
    } finally {
      await this.writeMutex.unlock();
    }
  }
}

type Pair = readonly [asked: Uint8Array, wanted: Uint8Array];

const encoder = new TextEncoder();

/** A request as a client sends it, and as it is to arrive. */
function requestPair(end: string): Pair {
  return [
    encoder.encode(`GET /foo\nHost: /var/run/docker.sock\nUser-Agent: Docker${end}`),
    encoder.encode(`GET /foo\nHost: \r\nConnection: close\r\nUser-Agent: Docker${end}`),
  ];
}

export default async function moby22941(): Promise<void> {
  const server: Connection = new Pipe();
  const tests = [requestPair('\r\n\r\n'), requestPair('\nFoo: Bar\r\n')] as const;
  const pair = shared<Pair>(tests[0], 'pair');
  for (const test of tests) {
    await pair.write(test);
    go('writer', async () => {
      const [asked] = await pair.read();
      await server.write(asked);
    });
  }
  await sleep(10);
}
