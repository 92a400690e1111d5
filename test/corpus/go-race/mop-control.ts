// After mop_test.go of Go's race detector suite: switches and loops.
import { chan, go, type Shared, shared } from 'happens-before';
import { discard } from './discard.ts';
import { assign, type GoMap, lookup, makeMap, present } from './go-map.ts';
import { loadAll, makeSlice } from './go-slice.ts';

/** The original's switch has its default first; the condition is still evaluated before. */
export async function raceCaseBody(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  await y.read();
  const ch = chan<number>(2, 'ch');
  go(async () => {
    await y.write(await x.read());
    await ch.send(1);
  });
  go(async () => {
    if ((await x.read()) === 100) await x.write(-(await x.read()));
    else await x.write(1);
    await ch.send(1);
  });
  await ch.receive();
  await ch.receive();
}

/** The case that holds is empty, and Go does not go on to the next. */
export async function noRaceCaseFallthrough(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const z = shared(0, 'z');
  await y.read();
  const ch = chan<number>(2, 'ch');
  await z.write(1);
  go(async () => {
    await y.write(await x.read());
    await ch.send(1);
  });
  go(async () => {
    const first = (await z.read()) === 1;
    if (!first && (await z.read()) === 2) await x.write(2);
    await ch.send(1);
  });
  await ch.receive();
  await ch.receive();
}

/** The case that holds goes on to the next, without its condition. */
export async function raceCaseFallthrough(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const z = shared(0, 'z');
  await y.read();
  const ch = chan<number>(2, 'ch');
  await z.write(1);
  go(async () => {
    await y.write(await x.read());
    await ch.send(1);
  });
  go(async () => {
    if ((await z.read()) === 1 || (await z.read()) === 2) await x.write(2);
    await ch.send(1);
  });
  await ch.receive();
  await ch.receive();
}

/** A switch without cases still evaluates what it is over. */
export async function raceCaseIssue6418(): Promise<void> {
  const m = makeMap<string, GoMap<string, string>>('m', [['a', makeMap('m[a]', [['b', 'c']])]]);
  const ch = chan<number>(0, 'ch');
  go(async () => {
    await assign(await present(m, 'a'), 'x', 'y');
    await ch.send(1);
  });
  await lookup(await present(m, 'a'), 'b');
  await ch.receive();
}

/** A switch over the type of what a variable holds reads the variable. */
export async function raceCaseType(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const i = shared<unknown>(await x.read(), 'i');
  const c = chan<number>(1, 'c');
  go(async () => {
    discard(typeof (await i.read()));
    await c.send(1);
  });
  await i.write(await y.read());
  await c.receive();
}

/** The variable holds a pointer, through which the case writes. */
export async function raceCaseTypeBody(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const i = shared<Shared<number> | undefined>(x, 'i');
  const c = chan<number>(1, 'c');
  go(async () => {
    const pointer = await i.read();
    if (pointer !== undefined) await pointer.write(await y.read());
    await c.send(1);
  });
  await x.write(await y.read());
  await c.receive();
}

/** What is switched over comes from a map in a map; it is nothing or a number, never a pointer. */
export async function raceCaseTypeIssue5890(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const m = makeMap<number, GoMap<number, number | Shared<number>>>('m');
  await assign(m, 0, makeMap('m[0]'));
  const c = chan<number>(1, 'c');
  go(async () => {
    const i = await lookup(await present(m, 0), 1);
    if (typeof i === 'object') await i.write(await x.read());
    await c.send(1);
  });
  await assign(await present(m, 0), 1, await y.read());
  await c.receive();
}

/**
 * One variable holds each element in turn while the goroutines of earlier turns read it. The loop is over a copy of the
 * array; yielding the processor has no counterpart.
 */
export async function raceRange(): Promise<void> {
  const N = 2;
  const a = makeSlice(N, 0, 'a');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  await x.read();
  await y.read();
  const done = chan<boolean>(N, 'done');
  const i = shared(0, 'i');
  const v = shared(0, 'v');
  for (const [index, element] of (await loadAll(a)).entries()) {
    await i.write(index);
    await v.write(element);
    const goroutine = async (turn: number): Promise<void> => {
      await (turn === 0 ? x : y).write(await v.read());
      await done.send(true);
    };
    const argument = await i.read();
    go(() => goroutine(argument));
  }
  for (let ended = 0; ended < N; ended++) await done.receive();
}

/** What the loop starts with comes before its first message. */
export async function noRaceForInit(): Promise<void> {
  const done = chan<boolean>(0, 'done');
  const c = chan<boolean>(0, 'c');
  const x = shared(0, 'x');
  go(async () => {
    for (;;) {
      const { done: closed } = await c.next();
      if (closed) {
        await done.send(true);
        return;
      }
      await x.update((value) => value + 1);
    }
  });
  let i = 0;
  for (await x.write(42); i < 10; i++) await c.send(true);
  await c.close();
  await done.receive();
}

/** What a loop does between its turns is not done by a loop without any. */
export async function noRaceForIncr(): Promise<void> {
  const done = chan<boolean>(0, 'done');
  const x = shared(0, 'x');
  const increment = (value: number): number => value + 1;
  go(async () => {
    await x.update(increment);
    await done.send(true);
  });
  for (const i = 0; i < 0; await x.update(increment)) discard();
  await done.receive();
}
