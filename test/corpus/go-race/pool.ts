// After pool_test.go of Go's race detector suite. Go makes ten rounds of each, since a pool drops at random what it is given;
// here both are explored, and two rounds do.
import { type Channel, chan, choose, go, type Shared, shared, sleep } from 'happens-before';

const rounds = 2;

/** The bytes of a slice; only the first is used. */
type Bytes = readonly [Shared<number>, ...Shared<number>[]];

function bytes(): Bytes {
  return [shared(0, 'bytes[0]'), ...Array.from({ length: 9 }, (_, index) => shared(0, `bytes[${index + 1}]`))];
}

/** Stands in for `sync.Pool`: what is put comes before the get that finds it, unless it was dropped. */
class Pool {
  readonly #kept: Channel<Bytes> = chan(Infinity, 'pool');

  async get(): Promise<Bytes> {
    const found = await this.#kept.tryReceive();
    return found === undefined || found.done ? bytes() : found.value;
  }

  async put(value: Bytes): Promise<void> {
    if (await choose(true, false)) await this.#kept.send(value);
  }
}

export async function racePool(): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const c = chan<number>(0, 'c');
    const pool = new Pool();
    const x = await pool.get();
    await x[0].write(1);
    await pool.put(x);
    go(async () => {
      const y = await pool.get();
      await y[0].write(2);
      await c.send(1);
    });
    await x[0].write(3);
    await c.receive();
  }
}

export async function noRacePool(): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const pool = new Pool();
    const x = await pool.get();
    await x[0].write(1);
    await pool.put(x);
    go(async () => {
      const y = await pool.get();
      await y[0].write(2);
      await pool.put(y);
    });
    await sleep(100);
    const again = await pool.get();
    await again[0].write(3);
  }
}
