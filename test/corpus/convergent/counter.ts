import { checkpoint, go, Mutex, shared } from 'happens-before';

/** `processes` that add to a counter `rounds` times each, under a lock. */
export function counter(processes: number, rounds: number): () => Promise<number> {
  return async () => {
    const x = shared(0, 'x');
    const mutex = new Mutex('mutex');
    const adders = Array.from({ length: processes }, (_, index) =>
      go(`P${index}`, async () => {
        for (let round = 0; round < rounds; round++) {
          await checkpoint(round);
          await mutex.lock();
          await x.write((await x.read()) + 1);
          await mutex.unlock();
        }
      }),
    );
    for (const adder of adders) await adder.join();
    return await x.read();
  };
}
