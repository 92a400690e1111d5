import { atomic, chan, go, Mutex, mark } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { check, type Report, refines } from '../../src/entry/check.ts';

function told({ findings }: Report): string[] {
  return findings.flatMap((finding) => ('property' in finding ? [finding.message] : []));
}

/** What two values do at most: each goes in, and out in the same order, with two between at most. */
async function twoPlaces(): Promise<void> {
  const places = chan<number>(2);
  const source = go(async () => {
    for (const value of [1, 2, 3]) {
      await places.send(value);
      await mark('in', value);
    }
  });
  for (let count = 0; count < 3; count++) await mark('out', await places.receive());
  await source.join();
}

describe('refines', () => {
  /** A buffer of two one-place buffers: a value in each, one behind the other. */
  const buffer = (second: number) => async (): Promise<void> => {
    const [front, back] = [chan<number>(0), chan<number>(0)];
    const input = chan<number>(0);
    const relay = async (from: typeof front, to: typeof front, count: number): Promise<void> => {
      for (let at = 0; at < count; at++) await to.send((await from.receive()) as number);
    };
    go('first', () => relay(input, front, 2));
    go('second', () => relay(front, back, second));
    go('source', async () => {
      for (const value of [1, 2]) {
        await mark('in', value);
        await input.send(value);
      }
    });
    for (let at = 0; at < 2; at++) await mark('out', await back.receive());
  };

  /** A place is taken by a semaphore made of a channel, and values wait in a list. */
  const specification = async (): Promise<void> => {
    const queue = chan<number>(2);
    go('source', async () => {
      for (const value of [1, 2]) {
        await mark('in', value);
        await queue.send(value);
      }
    });
    for (let at = 0; at < 2; at++) await mark('out', await queue.receive());
  };

  test('a bounded buffer of two places one behind the other does what a buffer of two does', async () => {
    const implementation = buffer(2);
    const report = await check(implementation, {
      properties: [refines(implementation, specification, { name: 'two' })],
    });
    expect([report.verdict, report.certainty, report.notes]).toEqual(['ok', 'exhaustive', []]);
    expect(report.properties).toEqual(['refines two']);
  });

  test('a buffer may do less, which is said', async () => {
    const implementation = buffer(1);
    const { findings, notes } = await check(implementation, {
      properties: [refines(implementation, specification, { name: 'two' })],
    });
    expect(findings.map(({ kind }) => kind)).toContain('deadlock');
    expect(notes).toEqual([expect.stringMatching(/^refines two: the implementation may stop after in.*in.2., where/)]);
  });

  test('what hands on in another order parts at the first value that comes too early', async () => {
    const implementation = async (): Promise<void> => {
      const stack: number[] = [];
      const m = new Mutex();
      const many = chan<void>(2);
      go('source', async () => {
        for (const value of [1, 2]) {
          await mark('in', value);
          await m.lock();
          stack.push(value);
          await m.unlock();
          await many.send();
        }
      });
      for (let at = 0; at < 2; at++) {
        await many.receive();
        await m.lock();
        const value = stack.pop();
        await m.unlock();
        await mark('out', value);
      }
    };
    const report = await check(implementation, { properties: [refines(implementation, specification)] });
    expect(told(report)).toEqual(['after in(1), in(2) it does out(2); the specification can do only out(1) there']);
  });

  test('of two places is told where three values are in', async () => {
    const implementation = async (): Promise<void> => {
      for (const value of [1, 2, 3]) await mark('in', value);
      for (const value of [1, 2, 3]) await mark('out', value);
    };
    expect(told(await check(implementation, { properties: [refines(implementation, twoPlaces)] }))).toEqual([]);
    const four = async (): Promise<void> => {
      for (const value of [1, 2, 3, 4]) await mark('in', value);
    };
    expect(told(await check(four, { properties: [refines(four, twoPlaces)] }))).toEqual([
      'after in(1), in(2), in(3) it does in(4); the specification can do only out(1) there',
    ]);
  });

  test('looks at the marks that are visible, and only at those', async () => {
    const implementation = async (): Promise<void> => {
      await mark('begins');
      await mark('a');
    };
    const one = async (): Promise<void> => mark('a');
    const hidden = refines(implementation, one, { visible: ['a'] });
    expect((await check(implementation, { properties: [hidden] })).verdict).toBe('ok');
    expect(told(await check(implementation, { properties: [refines(implementation, one)] }))).toEqual([
      'at first it does begins; the specification can do only a there',
    ]);
  });

  test('is bounded where the specification was not explored whole, and then finds nothing', async () => {
    const endless = async (): Promise<void> => {
      const x = atomic(0);
      for (;;) await mark('tick', await x.add(1));
    };
    const implementation = async (): Promise<void> => mark('tock');
    const report = await check(implementation, {
      budget: { steps: 20 },
      properties: [refines(implementation, endless)],
    });
    expect([report.certainty, told(report)]).toEqual(['bounded', []]);
    expect(report.notes).toEqual([
      'refines endless: the specification was not explored whole',
      'refines endless: it was not seen to do this: tock',
    ]);
  });

  test('says that the specification itself is stuck, and that nothing was seen', async () => {
    const stuck = async (): Promise<void> => void (await chan().receive());
    const implementation = async (): Promise<void> => {};
    const { notes } = await check(implementation, { properties: [refines(implementation, stuck)] });
    expect(notes).toEqual([
      'refines stuck: the specification itself has a deadlock',
      'refines stuck was never put to the test: nothing that it speaks of ever happened',
    ]);
  });

  test('is of the program that is checked', async () => {
    const wrong = check(async () => {}, { properties: [refines(twoPlaces, specification)] });
    await expect(wrong).rejects.toThrow('refines specification: its implementation is not the program that is checked');
    expect(() => refines(twoPlaces, 1 as unknown as () => void)).toThrow('two programs are needed');
    expect(() => refines(twoPlaces, twoPlaces, { visible: 'a' as unknown as string[] })).toThrow('a list of labels');
  });
});
