import { shared } from 'happens-before';
import { inParallel } from './processes.ts';

/** Store buffering: each process writes one cell and reads the other. */
export async function storeBuffering(): Promise<string> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  let seenX = 0;
  let seenY = 0;
  await inParallel(
    async () => {
      await x.write(1);
      seenY = await y.read();
    },
    async () => {
      await y.write(1);
      seenX = await x.read();
    },
  );
  return `${seenY}${seenX}`;
}

/** Message passing: data, then a flag, read the other way round. */
export async function messagePassing(): Promise<string> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  let seenX = 0;
  let seenY = 0;
  await inParallel(
    async () => {
      await x.write(1);
      await y.write(1);
    },
    async () => {
      seenY = await y.read();
      seenX = await x.read();
    },
  );
  return `${seenY}${seenX}`;
}

/** Load buffering: each process reads one cell and then writes the other. */
export async function loadBuffering(): Promise<string> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  let seenX = 0;
  let seenY = 0;
  await inParallel(
    async () => {
      seenY = await y.read();
      await x.write(1);
    },
    async () => {
      seenX = await x.read();
      await y.write(1);
    },
  );
  return `${seenY}${seenX}`;
}

/** 2+2W: two cells written by both processes, in opposite orders. */
export async function twoPlusTwoWrites(): Promise<string> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  await inParallel(
    async () => {
      await x.write(1);
      await y.write(2);
    },
    async () => {
      await y.write(1);
      await x.write(2);
    },
  );
  return `${await x.read()}${await y.read()}`;
}

/** WRC, write to read causality: a value seen and passed on through a second cell. */
export async function writeToReadCausality(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  await inParallel(
    () => x.write(1),
    async () => {
      await x.read();
      await y.write(1);
    },
    async () => {
      await y.read();
      await x.read();
    },
  );
}

/** ISA2: message passing through a third process. */
export async function isa2(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const z = shared(0, 'z');
  await inParallel(
    async () => {
      await x.write(1);
      await y.write(1);
    },
    async () => {
      await y.read();
      await z.write(1);
    },
    async () => {
      await z.read();
      await x.read();
    },
  );
}

/** The example of optimal partial-order reduction (POPL 2014): which accesses there are depends on what was read. */
export async function conditionalWrites(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const z = shared(0, 'z');
  await inParallel(
    () => x.write(1),
    () => y.write(1),
    async () => {
      if ((await y.read()) === 0) await z.write(1);
    },
    async () => {
      if ((await z.read()) === 1 && (await y.read()) === 0) await x.write(2);
    },
  );
}
