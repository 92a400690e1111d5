// After finalizer_test.go of Go's race detector suite. Garbage collection is not explored, so a heap plays it.
import { type Channel, chan, go, Mutex, shared, sleep } from 'happens-before';

type Finalizer = () => Promise<void>;

/**
 * Stands in for Go's heap: a collection hands the finalizers of what nobody refers to, here of all there are by then, to one
 * process that runs them. So setting a finalizer, and what its collector did before, come before it, and it orders nothing.
 */
class Heap {
  readonly #set: Channel<Finalizer> = chan(Infinity, 'finalizers');
  readonly #due: Channel<Finalizer> = chan(Infinity, 'garbage');

  constructor() {
    const run = async (): Promise<void> => {
      for await (const finalizer of this.#due) await finalizer();
    };
    go('finalizers', run, { background: true });
  }

  setFinalizer(finalizer: Finalizer): Promise<void> {
    return this.#set.send(finalizer);
  }

  async collect(): Promise<void> {
    for (let next = await this.#set.tryReceive(); next?.done === false; next = await this.#set.tryReceive()) {
      await this.#due.send(next.value);
    }
  }
}

export async function noRaceFin(): Promise<void> {
  const heap = new Heap();
  const c = chan<boolean>(0, 'c');
  go(async () => {
    const x = shared('', 'x');
    await heap.setFinalizer(() => x.write('foo'));
    await x.write('bar');
    await c.send(true);
  });
  await c.receive();
  await heap.collect();
  await sleep(100);
}

export async function noRaceFinGlobal(): Promise<void> {
  const heap = new Heap();
  const finVar = { mu: new Mutex('finVar'), cnt: shared(0, 'finVar.cnt') };
  const count = async (): Promise<void> => {
    await finVar.mu.lock();
    await finVar.cnt.update((cnt) => cnt + 1);
    await finVar.mu.unlock();
  };
  const c = chan<boolean>(0, 'c');
  go(async () => {
    await heap.setFinalizer(count);
    await c.send(true);
  });
  await c.receive();
  await heap.collect();
  await sleep(100);
  await count();
}

export async function raceFin(): Promise<void> {
  const heap = new Heap();
  const c = chan<boolean>(0, 'c');
  const y = shared(0, 'y');
  go(async () => {
    await heap.setFinalizer(() => y.write(42));
    await c.send(true);
  });
  await c.receive();
  await heap.collect();
  await sleep(100);
  await y.write(66);
}
