import { chan, checkpoint, choose, go, mark } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { runAlone } from './alone.ts';
import { upTo } from './queues.ts';

describe('a process', () => {
  test('never starts inside the call, and starts in its order', async () => {
    const order: string[] = [];
    const all = ['a', 'b', 'c'].map((name) =>
      go(name, () => {
        order.push(name);
      }),
    );
    order.push('called');
    for (const process of all) await process.join();
    expect(order).toEqual(['called', 'a', 'b', 'c']);
  });

  test('is named by its function when by nothing else', () => {
    expect(go(function worker() {}).name).toBe('worker');
    expect(go('boss', () => 1).name).toBe('boss');
  });

  test('gives its error to those that join it', async () => {
    const failures: readonly (() => unknown)[] = [
      () => {
        throw new Error('boom');
      },
      async () => {
        throw new Error('boom');
      },
    ];
    for (const body of failures) {
      const process = go(body);
      const joins = [process.join(), process.join()];
      for (const join of joins) await expect(join).rejects.toThrow('boom');
      await expect(process.join()).rejects.toThrow('boom');
    }
  });

  test('may throw what is no error', async () => {
    for (const thrown of ['text', undefined, 0]) {
      const joined = go(() => Promise.reject(thrown)).join();
      expect(
        await joined.then(
          () => 'returned',
          (error: unknown) => ({ error }),
        ),
      ).toEqual({ error: thrown });
    }
  });

  test('that is supervised keeps its error', async () => {
    const process = go('p', () => Promise.reject(new Error('kept')), { supervised: true });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(process.join()).rejects.toThrow('kept');
  });

  test('is joined at the end of a block', async () => {
    let ended = false;
    {
      await using _ = go(async () => {
        await Promise.resolve();
        ended = true;
      });
    }
    expect(ended).toBe(true);
  });
});

describe('an error that nobody joins', () => {
  test('ends the program, with its own stack first and the process named', async () => {
    const { exit, stderr } = await runAlone(`
      import { go, sleep } from 'happens-before';
      function culprit() { throw new Error('boom'); }
      go('worker', async () => { await Promise.resolve(); culprit(); });
      await sleep(1000);
      console.log('too late');
    `);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/Error: boom\n\s+at culprit .*\n[\s\S]*in process 'worker', which nobody joins/);
  });

  test('stays the error it is', async () => {
    const { exit, stdout } = await runAlone(`
      import { go } from 'happens-before';
      const error = Object.freeze(new RangeError('mine'));
      process.on('unhandledRejection', (reason) => console.log(reason === error));
      go('worker', () => { throw error; });
    `);
    expect([exit, stdout]).toEqual([0, 'true\n']);
  });

  test('need not be an Error', async () => {
    const { exit, stderr } = await runAlone(`
      import { go } from 'happens-before';
      go('worker', () => { throw 'just text'; });
    `);
    expect(exit).toBe(1);
    expect(stderr).toContain("just text was thrown in process 'worker', which nobody joins");
  });

  test('does nothing when the process is supervised or joined', async () => {
    const { exit, stdout } = await runAlone(`
      import { go, sleep } from 'happens-before';
      go('kept', () => { throw new Error('kept'); }, { supervised: true });
      go('joined', () => { throw new Error('joined'); }).join().catch((error) => console.log(error.message));
      await sleep(20);
    `);
    expect([exit, stdout]).toEqual([0, 'joined\n']);
  });

  test('an operation whose rejection nobody handles is one', async () => {
    const { exit, stderr } = await runAlone(`
      import { Mutex, sleep } from 'happens-before';
      new Mutex('m').unlock();
      await sleep(1000);
    `);
    expect(exit).toBe(1);
    expect(stderr).toContain("unlock of Mutex 'm'");
  });
});

describe('many', () => {
  test('100 000 processes', async () => {
    const results = chan<number>(10);
    for (const i of upTo(100_000)) go(() => results.send(i));
    let sum = 0;
    for (let i = 0; i < 100_000; i++) sum += (await results.receive()) ?? 0;
    expect(sum).toBe((100_000 * 99_999) / 2);
  });

  test('10 000 deep', async () => {
    const descend = async (depth: number): Promise<number> =>
      depth === 0 ? 0 : 1 + (await go(() => descend(depth - 1)).join());
    expect(await descend(10_000)).toBe(10_000);
  });
});

test('choose is a fair draw', async () => {
  const draws = 10_000;
  const counts = new Map<string, number>();
  for (let i = 0; i < draws; i++) {
    const drawn = await choose('a', 'b', 'c', 'd');
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
  for (const count of counts.values()) {
    expect(Math.abs(count - draws / 4)).toBeLessThanOrEqual(4.89 * Math.sqrt((draws * 3) / 16));
  }
  expect(() => choose()).toThrow(RangeError);
});

test('marks and checkpoints do nothing', async () => {
  expect(await mark('here', 1)).toBeUndefined();
  expect(await checkpoint({ n: 1 })).toBeUndefined();
});
