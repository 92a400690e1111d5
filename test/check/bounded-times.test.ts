import { describe, expect, test } from 'vitest';
import { differenceOf } from '../../src/check/difference.ts';
import type { CheckOptions } from '../../src/entry/check.ts';
import { check, replay, ScheduleError } from '../../src/entry/check.ts';
import type { Model, SynchronousModel } from '../../src/entry/main.ts';
import {
  after,
  asynchronous,
  every,
  node,
  partiallySynchronous,
  select,
  sleep,
  synchronous,
} from '../../src/entry/main.ts';
import { markedModel, scheduleMark } from '../../src/trace/model.ts';

/** P asks Q, and waits for the answer as long as `timeout`. */
function request(timeout: number): () => void {
  return () => {
    node('P', async (self) => {
      await self.send('Q', 'question');
      return (await select({ reply: self.inbox, late: after(timeout) })).case;
    });
    node('Q', async (self) => {
      await self.inbox.receive();
      await self.send('P', 'answer');
    });
  };
}

function twoTimers(): void {
  node('P', async () => {
    const first = after(5);
    const second = after(5);
    return (await select({ second, first })).case;
  });
}

/** P sets a timer, sends, and sets another; both at one instant. */
function twoClocks(first: number, second: number): () => void {
  return () => {
    node('P', async (self) => {
      const slow = after(first);
      await self.send('Q', 1);
      const fast = after(second);
      return (await select({ fast, slow })).case;
    });
    node('Q', () => sleep(10));
  };
}

/** P waits for what Q sends when 10 have passed by its clock. */
function toldLater(ms: number): () => void {
  return () => {
    node('P', async (self) => (await select({ message: self.inbox, late: after(ms) })).case);
    node('Q', async (self) => {
      await sleep(10);
      await self.send('P', 1);
    });
  };
}

/** What the node P comes to, where it does not crash. */
async function answers(program: () => unknown, options: CheckOptions): Promise<unknown[]> {
  const report = await check(program, options);
  expect(report.certainty).toBe('exhaustive');
  const values = report.outcomes.map(({ value }) => (value as { P: unknown }).P);
  return [...new Set(values.filter((value) => value !== 'crashed'))].sort();
}

const given = { delay: [1, 3], step: [0, 1] } as const;

describe('a request with a timeout, under bounded times', () => {
  const both = ['late', 'reply'];
  test.each([
    [1, ['late'], ['late']],
    [2, both, both],
    [3, both, both],
    [4, both, both],
    [5, both, both],
    [6, both, both],
    [7, both, both],
    [8, ['reply'], both],
    [10, ['reply'], both],
  ])('of %d is answered or not as the bounds say', async (timeout, without, withCrash) => {
    expect(await answers(request(timeout), { model: synchronous(given) })).toEqual(without);
    expect(await answers(request(timeout), { model: synchronous({ ...given, crashes: 1 }) })).toEqual(withCrash);
  });

  test.each([1, 10, 1000])('of %d says nothing where delays are not bounded', async (timeout) => {
    const model = partiallySynchronous({ ...given, delay: [0, 3], stabilises: true });
    expect(await answers(request(timeout), { model })).toEqual(both);
  });

  test.each([
    ['a loss', { loss: 1 }],
    ['a pause', { pauses: 1 }],
  ])('says nothing with %s', async (_, fault) => {
    expect(await answers(request(8), { model: synchronous({ ...given, ...fault }) })).toEqual(both);
  });

  test('that is over is not over with a crash only', async () => {
    const report = await check(request(8), { model: synchronous({ ...given, crashes: 1 }) });
    const late = report.outcomes.map(({ value }) => value as { P: string; Q: string }).filter(({ P }) => P === 'late');
    expect(late).toEqual([{ P: 'late', Q: 'crashed' }]);
  });

  test('comes out the same without reduction', async () => {
    const model = synchronous({ ...given, crashes: 1 });
    const values = async (strategy: CheckOptions['strategy'] & object): Promise<string[]> => {
      const { outcomes } = await check(request(6), { model, strategy });
      return outcomes.map(({ value }) => JSON.stringify(value)).sort();
    };
    const naive = await values({ exhaustive: 'naive' });
    expect(naive.length).toBeGreaterThan(3);
    expect(await values({ exhaustive: 'sleep' })).toEqual(naive);
    const { outcomes } = await check(request(6), { model });
    expect(outcomes.map(({ value }) => JSON.stringify(value)).sort()).toEqual(naive);
  });
});

describe('bounded times', () => {
  test('keep decimal fractions apart and together', async () => {
    const relay = (timeout: number) => () => {
      node('P', async (self) => {
        await self.send('Q', 1);
        return (await select({ reply: self.inbox, late: after(timeout) })).case;
      });
      node('Q', async (self) => {
        await self.inbox.receive();
        await sleep(0.1);
        await self.send('P', 1);
      });
    };
    const model = synchronous({ delay: [0.1, 0.1], step: [0, 0] });
    expect(await answers(relay(0.2), { model })).toEqual(['late']);
    // 0.1 + 0.1 + 0.1 is more than 0.3 where fractions are binary.
    expect(await answers(relay(0.3), { model })).toEqual(['late', 'reply']);
    expect(await answers(relay(0.4), { model })).toEqual(['reply']);
  });

  test('fire timers that were armed at one instant in order', async () => {
    expect(await answers(twoTimers, { model: synchronous(given) })).toEqual(['first']);
  });

  test('say how many messages have arrived', async () => {
    const program = (wait: number) => () => {
      node('P', async (self) => {
        await sleep(wait);
        const length = await self.inbox.length();
        return [length, (await self.inbox.tryReceive()) === undefined ? 'none' : 'one'].join();
      });
      node('Q', (self) => self.send('P', 1));
    };
    const model = synchronous({ delay: [1, 3], step: [0, 0] });
    expect(await answers(program(0.5), { model })).toEqual(['0,none']);
    expect(await answers(program(2), { model })).toEqual(['0,none', '0,one', '1,one']);
    expect(await answers(program(4), { model })).toEqual(['1,one']);
  });

  test('have errors that end the program come before what others were to do', async () => {
    const program = (first: number, second: number) => () => {
      node('P', async () => {
        await sleep(first);
        throw new Error('first');
      });
      node('Q', async () => {
        await sleep(second);
        throw new Error('second');
      });
    };
    const model = synchronous({ delay: [0, 0], step: [0, 1] });
    const errors = async (first: number, second: number): Promise<string[]> => {
      const { outcomes } = await check(program(first, second), { model });
      return outcomes.map(({ value }) => /first|second/.exec(JSON.stringify(value))?.[0] ?? 'none').sort();
    };
    expect(await errors(3, 5)).toEqual(['first', 'second']);
    expect(await errors(3, 5.5)).toEqual(['first']);
  });

  test('have clocks run fast or slow by their drift, one clock for all of a node', async () => {
    const drifting = synchronous({ delay: [0, 0], step: [0, 1], drift: 0.1 });
    expect(await answers(twoClocks(10, 11), { model: drifting })).toEqual(['slow']);
    expect(await answers(twoClocks(10, 10), { model: drifting })).toEqual(['fast', 'slow']);
    expect(await answers(twoClocks(11, 10), { model: drifting })).toEqual(['fast']);
    // Q's clock may have come to 10 when P's is at 9, or at 12.
    const exact = { delay: [0, 0], step: [0, 0] } as const;
    const heard = async (ms: number, drift: number): Promise<unknown[]> =>
      answers(toldLater(ms), { model: synchronous({ ...exact, drift, ...(drift === 0 ? { order: 'none' } : {}) }) });
    expect(await heard(9, 0)).toEqual(['late']);
    expect(await heard(9, 0.1)).toEqual(['late', 'message']);
    expect(await heard(8, 0.1)).toEqual(['late']);
    expect(await heard(12, 0.1)).toEqual(['late', 'message']);
    expect(await heard(13, 0.1)).toEqual(['message']);
  });

  test('are not for tickers', async () => {
    const program = (): void => {
      node('P', async () => every(5).channel.receive());
    };
    await expect(check(program, { model: synchronous(given) })).rejects.toThrow('a ticker (every, setInterval) under');
  });

  test('show clocks that may show something else', async () => {
    const program = (): void => {
      node('P', () => Date.now() >= 0);
    };
    const { certainty, notes } = await check(program, { model: synchronous(given) });
    expect(certainty).toBe('bounded');
    expect(notes.some((note) => /^Date.* was read/.test(note))).toBe(true);
  });

  test('are no use to a strategy that draws executions', async () => {
    await expect(check(request(3), { model: synchronous(given), strategy: 'random' })).rejects.toThrow(
      'model: where times are bounded the strategies are',
    );
  });
});

describe('schedules of models with bounded times', () => {
  const models: readonly (readonly [text: string, model: Model])[] = [
    [
      "synchronous({ delay: [1, 3], step: [0, 1], drift: 0.05, crashes: 2, order: 'none' })",
      synchronous({ ...given, drift: 0.05, crashes: 2, order: 'none' }),
    ],
    ['synchronous({ delay: [0, 0], step: [0, 0], loss: 1 })', synchronous({ delay: [0, 0], step: [0, 0], loss: 1 })],
    [
      'partiallySynchronous({ delay: [0, 2.5], step: [0, 0], crashes: 1, pauses: 3 })',
      partiallySynchronous({ delay: [0, 2.5], crashes: 1, pauses: 3 }),
    ],
    [
      "partiallySynchronous({ delay: [1, 3], step: [1, 2], stabilises: false, order: 'causal' })",
      partiallySynchronous({ delay: [1, 3], stabilises: false, step: [1, 2], order: 'causal' }),
    ],
  ];

  test.each(models)('name %s', (text, model) => {
    expect(markedModel(scheduleMark(model))).toBe(text);
  });

  test('are refused by others, and replayed by their own', async () => {
    const program = request(6);
    const model: SynchronousModel = synchronous(given);
    const { outcomes } = await check(program, { model });
    const schedules = outcomes.map(({ schedule }) => schedule);
    expect(schedules.every((schedule) => schedule.endsWith('~sync_1_3_0_1_0_'))).toBe(true);
    for (const schedule of schedules) {
      expect((await replay(program, schedule, { model })).schedule).toBe(schedule);
      for (const other of [asynchronous(), synchronous({ ...given, step: [0, 2] })]) {
        await expect(replay(program, schedule, { model: other })).rejects.toThrow(ScheduleError);
      }
    }
  });
});

describe('what makes the difference between two executions under bounded times', () => {
  const program = request(8);
  const source = { name: 'request', instantiate: () => program, model: synchronous({ ...given, crashes: 1 }) };

  /** The sentence of the difference between the executions in which P comes to `first`, and to `second`. */
  async function why(first: string, second: string): Promise<string> {
    const { outcomes } = await check(program, { model: source.model });
    const schedules = [first, second].map(
      (wanted) => outcomes.find(({ value }) => (value as { P: unknown }).P === wanted)?.schedule ?? '',
    );
    return (await differenceOf(source, ...(schedules as [string, string]))).summary;
  }

  test('is never an order that there are no times for', async () => {
    // Had Q not crashed, and all else been as it was, P would have given up on a Q in good health.
    const summary = await why('late', 'reply');
    expect(summary).not.toContain('{P: "late", Q: undefined}');
    expect(summary).toContain('It takes further ones to end as the second does.');
    expect(await why('reply', 'crashed')).toContain('P: "crashed"');
  });
});
