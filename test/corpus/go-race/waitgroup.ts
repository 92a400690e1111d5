// After waitgroup_test.go of Go's race detector suite. Arrays are a cell for each element.
import { chan, go, MisuseError, type Shared, shared, sleep, WaitGroup } from 'happens-before';
import { gosched } from './gosched.ts';
import { recovered } from './recovered.ts';

/** As many processes, each of which writes x and is counted before it is started. */
async function writers(count: number): Promise<void> {
  const x = shared(0, 'x');
  const wg = new WaitGroup('wg');
  for (let i = 0; i < count; i++) {
    await wg.add(1);
    go(async () => {
      await x.write(i);
      await wg.done();
    });
  }
  await wg.wait();
}

export function noRaceWaitGroup(): Promise<void> {
  return writers(1);
}

export function raceWaitGroup(): Promise<void> {
  return writers(2);
}

export async function noRaceWaitGroup2(): Promise<void> {
  const x = shared(0, 'x');
  const wg = new WaitGroup('wg');
  await wg.add(1);
  go(async () => {
    await x.write(1);
    await wg.done();
  });
  await wg.wait();
  await x.write(2);
}

export async function raceWaitGroup2(): Promise<void> {
  const x = shared(0, 'x');
  const wg = new WaitGroup('wg');
  await wg.add(2);
  go(async () => {
    await x.write(1);
    await wg.done();
  });
  go(async () => {
    await x.write(2);
    await wg.done();
  });
  await wg.wait();
}

export async function raceWaitGroupWrongWait(): Promise<void> {
  const c = chan<boolean>(2, 'c');
  const x = shared(0, 'x');
  const wg = new WaitGroup('wg');
  for (const value of [1, 2]) {
    go(async () => {
      await wg.add(1);
      await gosched();
      await x.write(value);
      await wg.done();
      await c.send(true);
    });
  }
  await wg.wait();
  await c.receive();
  await c.receive();
}

export async function noRaceWaitGroupMultipleWait(): Promise<void> {
  const c = chan<boolean>(2, 'c');
  const wg = new WaitGroup('wg');
  const waits = async (): Promise<void> => {
    await wg.wait();
    await c.send(true);
  };
  go(waits);
  go(waits);
  await wg.wait();
  await c.receive();
  await c.receive();
}

function cells(length: number): readonly Shared<number>[] {
  return Array.from({ length }, (_, index) => shared(0, `data[${index}]`));
}

async function incrementAll(data: readonly Shared<number>[]): Promise<void> {
  for (const cell of data) await cell.update((value) => value + 1);
}

export async function noRaceWaitGroupMultipleWait3(): Promise<void> {
  const count = 3;
  const data = cells(count);
  const done = chan<boolean>(count, 'done');
  const wg = new WaitGroup('wg');
  await wg.add(count);
  for (const cell of data) {
    go(async () => {
      await cell.write(42);
      await wg.done();
    });
  }
  for (let p = 0; p < count; p++) {
    go(async () => {
      await wg.wait();
      for (const cell of data) await cell.read();
      await done.send(true);
    });
  }
  for (let p = 0; p < count; p++) await done.receive();
}

export async function noRaceWaitGroupPanicRecover(): Promise<void> {
  const x = shared(0, 'x');
  const wg = new WaitGroup('wg');
  const error = await recovered(async () => {
    await x.write(1);
    await wg.add(-1);
  });
  if (!(error instanceof MisuseError)) throw error;
  await x.write(2);
}

export async function noRaceWaitGroupPanicRecover2(): Promise<void> {
  const x = shared(0, 'x');
  const wg = new WaitGroup('wg');
  const ch = chan<boolean>(1, 'ch');
  const f = async (): Promise<void> => {
    await x.write(2);
    await ch.send(true);
  };
  go(async () => {
    await recovered(async () => {
      await x.write(1);
      await wg.add(-1);
    });
    go(f);
  });
  await ch.receive();
}

export async function noRaceWaitGroupTransitive(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const wg = new WaitGroup('wg');
  await wg.add(2);
  go(async () => {
    await x.write(42);
    await wg.done();
  });
  go(async () => {
    await sleep(10);
    await y.write(42);
    await wg.done();
  });
  await wg.wait();
  await x.read();
  await y.read();
}

export async function noRaceWaitGroupReuse2(): Promise<void> {
  const data = cells(3);
  const wg = new WaitGroup('wg');
  for (let round = 0; round < 3; round++) {
    await wg.add(data.length);
    for (const cell of data) {
      go(async () => {
        await cell.update((value) => value + 1);
        await wg.done();
      });
    }
    const done = chan<boolean>(0, 'done');
    go(async () => {
      await wg.wait();
      await incrementAll(data);
      await done.send(true);
    });
    await wg.wait();
    await done.receive();
    await incrementAll(data);
  }
}

/** Three rounds of three processes in Go's, two of two here. What races is the group: a wait and the next round's add. */
export async function raceWaitGroupReuse(): Promise<void> {
  const rounds = 2;
  const done = chan<boolean>(rounds, 'done');
  const wg = new WaitGroup('wg');
  for (let round = 0; round < rounds; round++) {
    const data = cells(2);
    await wg.add(data.length);
    for (const cell of data) {
      go(async () => {
        await sleep(50);
        await cell.update((value) => value + 1);
        await wg.done();
      });
    }
    go(async () => {
      await wg.wait();
      await incrementAll(data);
      await done.send(true);
    });
    await sleep(100);
    await wg.wait();
  }
  for (let round = 0; round < rounds; round++) await done.receive();
}
