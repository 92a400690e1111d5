// After rangefunc_test.go of Go's race detector suite: a loop over a function that runs its body in two goroutines.
//
// A body that leaves the loop early is racy. Go 1.22 compiles such a loop to a call with the body as a function, and guards
// it with a flag: read at each iteration, set by an early exit and when the loop is over. That flag is spelled out here.
import { atomic, chan, go, shared } from 'happens-before';
import { at, makeSlice, type Slice, storeAll } from './go-slice.ts';

type Body<T> = (index: number, element: T) => Promise<boolean>;

/** Ranges over a slice with a goroutine for each half. */
function ofSliceIndex<T>(s: Slice<T>): (body: Body<T>) => Promise<void> {
  return async (body) => {
    const c = chan<boolean>(2, 'c');
    const done = atomic(false, 'done');
    const half = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) {
        if (!(await done.load()) && !(await body(i, await at(s, i).read()))) {
          await done.store(true);
          await c.send(false);
        }
      }
      await c.send(true);
    };
    go('first half', () => half(0, s.length / 2));
    go('second half', () => half(s.length / 2, s.length));
    if (!(await c.receive())) return;
    await c.receive();
  };
}

/** Leaves the loop at indices that are `v` modulo 5, if there are any. Yielding the processor has no counterpart. */
async function foo(v: number): Promise<number> {
  const asum = atomic(0, 'asum');
  const exited = shared(false, 'exited');
  const s = makeSlice(10, 0, 's');
  await storeAll(s, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await ofSliceIndex(s)(async (i, x) => {
    if (await exited.read()) throw new Error('the loop went on after its body had left it');
    if (i % 5 === v) {
      await exited.write(true);
      return false;
    }
    await asum.add(x);
    return true;
  });
  await exited.write(true);
  return 100 + (await asum.load());
}

/** Both halves leave early unless one has seen the other do so; a half that goes on after that panics. */
export async function raceRangeFuncIterator(): Promise<void> {
  await foo(4);
}

export async function noRaceRangeFuncIterator(): Promise<void> {
  await foo(5);
}
