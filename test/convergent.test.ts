// Searches that tell states apart, held against those that do not.
import { after, atomic, cancellation, chan, checkpoint, choose, go, Mutex, mark, select, shared } from 'happens-before';
import type { CheckOptions, Report } from 'happens-before/check';
import { check, replay } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { counter } from './corpus/convergent/counter.ts';
import { lossy } from './corpus/convergent/lossy.ts';
import { twoPhaseCommit } from './corpus/convergent/two-phase-commit.ts';

type Program = () => Promise<unknown>;

const cached: CheckOptions = { strategy: { exhaustive: 'cached' } };
const limitMs = 120_000;

/** What two searches of one program must agree on. */
function found({ verdict, outcomes, findings }: Report): unknown {
  const ends = outcomes.map(({ kind, value }) => JSON.stringify([kind, value]));
  const told = findings.map((finding) => JSON.stringify({ ...finding, schedule: '' }));
  return { verdict, ends: ends.sort(), told: told.sort() };
}

async function agree(program: Program): Promise<Report> {
  const [full, merged] = [await check(program), await check(program, cached)];
  expect(found(merged)).toEqual(found(full));
  expect(merged.certainty).toBe('exhaustive');
  return merged;
}

describe('where both end, both find the same', () => {
  test.each<[string, Program]>([
    ['counter 2x2', counter(2, 2)],
    ['counter 3x2', counter(3, 2)],
    ['lossy 1, 1', lossy(1, 1)],
    ['lossy 2, 2', lossy(2, 2)],
    ['two-phase commit 2', twoPhaseCommit(2)],
    ['two-phase commit 3', twoPhaseCommit(3)],
  ])('%s', { timeout: limitMs }, async (_name, program) => {
    const { executions, states = 0 } = await agree(program);
    expect(executions).toBeGreaterThan(0);
    expect(states).toBeGreaterThan(0);
  });
});

describe('where the others do not end', () => {
  test('a counter under a lock, four processes six times', { timeout: limitMs }, async () => {
    const report = await check(counter(4, 6), cached);
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive', findings: [], outcomes: [{ value: 24 }] });
  });

  test('six requests, each six times again', { timeout: limitMs }, async () => {
    const report = await check(lossy(6, 6), cached);
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive', findings: [] });
    expect(report.outcomes.map(({ value }) => value).sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('two-phase commit with four participants that may crash', { timeout: limitMs }, async () => {
    const report = await check(twoPhaseCommit(4), cached);
    expect(report).toMatchObject({ verdict: 'deadlock', certainty: 'exhaustive' });
    expect(report.outcomes.map(({ kind, value }) => value ?? kind).sort()).toEqual(['abort', 'commit', 'deadlocked']);
  });

  test('a server that goes on for ever', async () => {
    const report = await check(async () => {
      const x = shared(0, 'x');
      go(
        'server',
        async () => {
          for (;;) {
            await checkpoint('idle');
            const now = await x.read();
            await x.write(1 - now);
          }
        },
        { background: true },
      );
      return await choose('a', 'b');
    }, cached);
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive' });
  });
});

describe('objects made in a loop', () => {
  const asking =
    (rounds: number): Program =>
    async () => {
      const questions = chan<{ readonly reply: ReturnType<typeof chan<number>> }>(0, 'questions');
      go('server', async () => {
        for (;;) {
          await checkpoint('idle');
          const question = await questions.receive();
          if (question === undefined) return;
          await question.reply.send(await choose(1, 2));
        }
      });
      let last = 0;
      for (let round = 0; round < rounds; round++) {
        await checkpoint({ round, last });
        const reply = chan<number>(1, 'reply');
        await questions.send({ reply });
        last = (await reply.receive()) ?? 0;
      }
      await questions.close();
      return last;
    };

  test('are forgotten with the round they were made for', { timeout: limitMs }, async () => {
    await agree(asking(2));
    const [four, eight] = [await check(asking(4), cached), await check(asking(8), cached)];
    // Twice the rounds have about twice the states, not their square.
    expect(eight.states).toBeLessThan(3 * (four.states ?? 0));
  });

  const impatient =
    (rounds: number): Program =>
    async () => {
      const ticks = chan<number>(1, 'ticks');
      go(
        'ticker',
        async () => {
          for (let tick = 0; tick < 2; tick++) {
            await checkpoint(tick);
            await ticks.send(tick);
          }
        },
        { background: true },
      );
      let late = 0;
      for (let round = 0; round < rounds; round++) {
        await checkpoint({ round, late });
        const got = await select({ tick: ticks, late: after(100) });
        if (got.case === 'late') late++;
      }
      return late;
    };

  test('timers as well', { timeout: limitMs }, async () => {
    await agree(impatient(2));
    const [four, eight] = [await check(impatient(4), cached), await check(impatient(8), cached)];
    expect(eight.states).toBeLessThan(4 * (four.states ?? 0));
  });
});

describe('a checkpoint that is not true', () => {
  const adder =
    (end: (sum: number) => Promise<unknown>): Program =>
    async () => {
      const x = shared(0, 'x');
      go('other', async () => {
        for (let round = 0; round < 2; round++) {
          await checkpoint(round);
          await x.write(round);
        }
      });
      let sum = 0;
      for (let round = 0; round < 3; round++) {
        await checkpoint(round);
        sum += await x.read();
      }
      return await end(sum);
    };

  test.each<[string, Program]>([
    ['in what it does next', adder(async (sum) => (sum > 1 ? await mark('much') : await choose(1, 2)))],
    ['in an argument', adder(async (sum) => await chan<number>(1).send(sum))],
    ['in what it returns', adder(async (sum) => sum)],
  ])('is found out %s', async (_name, program) => {
    const report = await check(program, cached);
    expect(report.findings.map(({ kind }) => kind)).toContain('broken checkpoint');
    expect(report.certainty).toBe('bounded');
    expect(report.verdict).not.toBe('ok');
    const finding = report.findings.find(({ kind }) => kind === 'broken checkpoint');
    expect(finding).toMatchObject({ process: 'main', site: expect.stringContaining('convergent.test.ts') });
  });
});

describe('what is not seen', () => {
  test('plain state that processes share is, by its effect', { timeout: limitMs }, async () => {
    const program: Program = async () => {
      let plain = 0;
      const turn = chan<void>(1);
      const p = go('P', async () => {
        await turn.send();
        plain++;
        await mark('P');
      });
      const q = go('Q', async () => {
        await mark('Q');
        if (plain > 0) await turn.receive();
      });
      await p.join();
      await q.join();
      return await turn.length();
    };
    const full = await check(program);
    const merged = await check(program, cached);
    expect(found(merged)).toEqual(found(full));
    expect(merged.notes.join()).toContain('share plain state');
  });

  test('a promise from process to process keeps checkpoints from being used', { timeout: limitMs }, async () => {
    const program: Program = async () => {
      let settle = (_value: number): void => {};
      const settled = new Promise<number>((resolve) => {
        settle = resolve;
      });
      go('P', async () => {
        await checkpoint('start');
        const value = await choose(1, 2);
        settle(value);
        await checkpoint('done');
      });
      const q = go('Q', async () => {
        await checkpoint('start');
        await mark('here');
        return await settled;
      });
      return await q.join();
    };
    const report = await agree(program);
    expect(report.notes.join()).toContain('checkpoints were not used');
  });

  test('calling off is', { timeout: limitMs }, async () => {
    const report = await agree(async () => {
      const { signal, cancel } = cancellation({ after: 10 });
      const never = chan<number>();
      const p = go('P', async () => {
        await checkpoint('waiting');
        return await never.receive({ signal }).catch(() => 'called off');
      });
      go('Q', async () => {
        if (await choose(true, false)) await cancel();
      });
      return await p.join();
    });
    expect(report.outcomes).toHaveLength(2);
  });
});

describe('rounds that can go on for ever', () => {
  /** Two that want the same, each of which steps back where it sees that the other wants it too. */
  const polite =
    (insists: boolean): Program =>
    async () => {
      const wants = [atomic(false, 'first'), atomic(false, 'second')] as const;
      const guests = (['P', 'Q'] as const).map((name, index) => {
        const [own, other] = index === 0 ? wants : ([wants[1], wants[0]] as const);
        return go(name, async () => {
          for (;;) {
            await checkpoint('at the door');
            await own.store(true);
            if (!(await other.load()) || (insists && index === 0)) break;
            await own.store(false);
          }
          await own.store(false);
        });
      });
      for (const guest of guests) await guest.join();
      return 'through';
    };

  test('two that politely give way to each other', { timeout: limitMs }, async () => {
    const report = await check(polite(false), cached);
    expect(report).toMatchObject({ verdict: 'livelock', certainty: 'exhaustive' });
    expect(report.outcomes).toMatchObject([{ kind: 'returned', value: 'through' }]);
    expect(report.findings).toMatchObject([{ kind: 'livelock', process: 'P', others: [{ process: 'Q' }] }]);
  });

  test('the schedule ends with one round', { timeout: limitMs }, async () => {
    const [finding] = (await check(polite(false), cached)).findings;
    if (finding?.kind !== 'livelock') throw new Error('no livelock');
    const { turn, schedule } = finding;
    // Both come to the door, store, look, and step back.
    expect(turn).toBe(8);
    const { events } = await replay(polite(false), schedule);
    const operations = events.slice(-turn).map(({ participants: [first] }) => first?.operation);
    expect(operations.sort()).toEqual([
      ...Array(2).fill('checkpoint'),
      ...Array(2).fill('load'),
      ...Array(4).fill('store'),
    ]);
  });

  test('who does nothing but say where it stands', { timeout: limitMs }, async () => {
    const program: Program = async () => {
      const idler = go('idler', async () => {
        for (;;) await checkpoint('idle');
      });
      await idler.join();
    };
    const { findings } = await check(program, cached);
    expect(findings).toMatchObject([{ kind: 'livelock', process: 'idler', others: [] }]);
  });

  test('not where one of them insists', { timeout: limitMs }, async () => {
    expect(await check(polite(true), cached)).toMatchObject({ verdict: 'ok', certainty: 'exhaustive', findings: [] });
  });

  const until =
    (get: (done: ReturnType<typeof atomic<boolean>>, lock: Mutex) => Promise<boolean>): Program =>
    async () => {
      const done = atomic(false, 'done');
      const lock = new Mutex('lock');
      const waiter = go('waiter', async () => {
        do await checkpoint('asking');
        while (!(await get(done, lock)));
      });
      await lock.lock();
      await done.store(true);
      await lock.unlock();
      await waiter.join();
    };

  test.each<[string, Program]>([
    ['who waits for somebody that gets his turn', until((done) => done.load())],
    [
      'who leaves a lock free now and again',
      until(async (done, lock) => {
        await lock.lock();
        const is = await done.load();
        await lock.unlock();
        return is;
      }),
    ],
    ['who can choose to end it', until(() => choose(false, true))],
    [
      'who starts a worker each time, which ends',
      async () => {
        const jobs = chan<number>(0, 'jobs');
        for (;;) {
          await checkpoint('idle');
          const worker = go('worker', async () => await jobs.send(1));
          await jobs.receive();
          await worker.join();
        }
      },
    ],
  ])('not %s', { timeout: limitMs }, async (_name, program) => {
    expect(await check(program, cached)).toMatchObject({ verdict: 'ok', certainty: 'exhaustive', findings: [] });
  });
});

describe('loops that only read again', () => {
  const loop =
    (changes: readonly number[]): Program =>
    async () => {
      const flag = atomic(0, 'flag');
      const waiter = go('waiter', async () => {
        for (;;) {
          const value = await flag.load();
          if (value !== 0) return value;
        }
      });
      for (const [at, value] of changes.entries()) {
        await checkpoint(at);
        await flag.store(value);
      }
      return await waiter.join();
    };

  test.each<[string, Program]>([
    ['until there is a change', loop([1])],
    ['of what changes and changes back', loop([1, 0, 2])],
    ['of what never changes', loop([])],
  ])('%s', { timeout: limitMs }, async (_name, program) => {
    const { states = 0 } = await agree(program);
    expect(states).toBeLessThan(50);
  });
});

test('the default search goes over to it where it does not end', { timeout: limitMs }, async () => {
  const report = await check(counter(3, 5));
  expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive', strategy: 'exhaustive' });
  expect(report.states).toBeGreaterThan(0);
  expect(report.notes.join()).toContain('--strategy cached');
});
