import { asynchronous, atomic, chan, checkpoint, choose, every, go, Mutex, mark, node, shared } from 'happens-before';
import { describe, expect, test } from 'vitest';
import type { CheckOptions, Property, Report, State } from '../../src/entry/check.ts';
import { always, check, eventually } from '../../src/entry/check.ts';

/** What is said of each property that does not hold. */
function messages({ findings }: Report): string[] {
  return findings.flatMap((finding) => ('property' in finding ? [`${finding.property}: ${finding.message}`] : []));
}

async function violations(program: () => unknown, ...properties: readonly Property[]): Promise<string[]> {
  const report = await check(program, { properties });
  expect(report.certainty).toBe('exhaustive');
  return messages(report);
}

const inside = (state: State, process: string): boolean => state.marks(process).at(-1)?.label === 'in';
const apart = always('one at a time', (state) => !(inside(state, 'P') && inside(state, 'Q')));

/** Peterson's algorithm, with sequentially consistent atomics; and what is left of it without the turn. */
function peterson(turns: boolean): () => Promise<void> {
  return async () => {
    const wants = [atomic(false), atomic(false)] as const;
    const turn = atomic(0);
    const enter = async (me: 0 | 1): Promise<void> => {
      const other = me === 0 ? 1 : 0;
      if (turns) {
        await wants[me].store(true);
        await turn.store(other);
        while ((await wants[other].load()) && (await turn.load()) === other);
      } else {
        while (await wants[other].load());
        await wants[me].store(true);
      }
      await mark('in');
      await mark('out');
      await wants[me].store(false);
    };
    const p = go('P', () => enter(0));
    const q = go('Q', () => enter(1));
    await p.join();
    await q.join();
  };
}

describe('always', () => {
  test('holds of a lock, of which the two are never held at once', async () => {
    const locked = (taken: boolean) => async (): Promise<void> => {
      const m = new Mutex();
      for (const name of ['P', 'Q']) {
        go(name, async () => {
          if (taken) await m.lock();
          await mark('in');
          await mark('out');
          if (taken) await m.unlock();
        });
      }
    };
    expect(await violations(locked(true), apart)).toEqual([]);
    expect(await violations(locked(false), apart)).toEqual([
      'always one at a time: false where P has marked in, Q has marked in',
    ]);
  });

  test("holds of Peterson's algorithm, and not without its turn", { timeout: 60_000 }, async () => {
    expect(await violations(peterson(true), apart)).toEqual([]);
    expect(await violations(peterson(false), apart)).toHaveLength(1);
  });

  test('sees states that the explored order did not pass through', async () => {
    const program = async (): Promise<void> => {
      const x = shared(0, 'x');
      const y = shared(0, 'y');
      go('P', () => x.write(1));
      go('Q', () => y.write(1));
    };
    const found = await violations(
      program,
      always('x is first', ({ value }) => Number(value('x')) >= Number(value('y'))),
      always('y is first', ({ value }) => Number(value('x')) <= Number(value('y'))),
    );
    expect(found).toEqual([
      'always x is first: false where x is 0, y is 1',
      'always y is first: false where x is 1, y is 0',
    ]);
  });

  test('sees what is so at first, and at the end', async () => {
    const program = async (): Promise<number> => {
      const x = atomic(3, 'x');
      await x.add(1);
      return x.load();
    };
    const found = await violations(
      program,
      always('not 3', (state) => state.value('x') !== 3),
      always('no 4 in the end', (state) => state.outcome?.value !== 4),
      always('made', (state) => state.value('x') !== undefined),
    );
    expect(found).toEqual([
      'always not 3: false where x is 3',
      'always no 4 in the end: false where it has returned 4',
    ]);
  });

  test('sees that a process has been started and has not begun', async () => {
    const program = async (): Promise<void> => {
      go('P', () => {});
      await mark('started');
    };
    const ended = always('over at once', (state) => state.ended('P') || state.marks('main').length === 0);
    expect(await violations(program, ended)).toHaveLength(1);
  });

  test('knows that a process ends with the last thing that it waits for, whichever that is', async () => {
    const program = async (): Promise<void> => {
      const x = shared(0, 'x');
      const y = shared(0, 'y');
      go('P', async () => void (await Promise.all([x.write(1), y.write(1)])));
      await mark('main');
    };
    const found = await violations(
      program,
      always('both', (state) => !state.ended('P') || (state.value('x') === 1 && state.value('y') === 1)),
      always('main is first', (state) => !state.ended('P') || state.marks('main').length > 0),
    );
    expect(found).toEqual(['always main is first: false where P has ended, main has marked nothing']);
  });

  test('sees values and marks as they were, whatever the program did to them later', async () => {
    const program = async (): Promise<void> => {
      const list = [1];
      const x = shared(list, 'x');
      await mark('one', list);
      list.push(2);
      await x.write(list);
      list.push(3);
      await mark('three', list);
    };
    const lengths = new Set<string>();
    const noted = always('noted', (state) => {
      const marked = state.marks().map(({ data }) => (data as number[]).length);
      lengths.add(`${(state.value('x') as number[]).length} ${marked.join()}`);
      return true;
    });
    expect(await violations(program, noted)).toEqual([]);
    expect([...lengths].sort()).toEqual(['1 ', '1 1', '3 1', '3 1,3']);
  });
});

describe('eventually', () => {
  const both = eventually('both', (state) => state.value('x') === 1 && state.value('y') === 1);
  const first = eventually('x alone', (state) => state.value('x') === 1 && state.value('y') === 0);
  const writers = async (): Promise<void> => {
    const x = atomic(0, 'x');
    const y = atomic(0, 'y');
    go('P', () => x.store(1));
    go('Q', () => y.store(1));
  };

  test('holds of what every order comes to, and not of what some pass by', async () => {
    expect(await violations(writers, both)).toEqual([]);
    const report = await check(writers, { properties: [first] });
    expect(messages(report)).toEqual(['eventually x alone: never true: it ends where x is 1, y is 1']);
    const [finding] = report.findings;
    // The witness is an order that passes it by, and goes to the end.
    const again = await check(writers, { strategy: { replay: finding?.schedule ?? '' }, properties: [first] });
    expect(messages(again)).toHaveLength(1);
  });

  const waiting = (tells: boolean) => async (): Promise<void> => {
    const ready = atomic(false);
    go('server', async () => {
      if (tells || (await choose(true, false))) await ready.store(true);
    });
    go('client', async () => {
      while (!(await ready.load()));
      await mark('served');
    });
  };
  const served = eventually('served', (state) => state.marks('client').length > 0);

  test('holds of a loop that waits for what comes, however long nobody lets it', async () => {
    expect(await violations(waiting(true), served)).toEqual([]);
  });

  test('fails where a loop may wait for ever', async () => {
    expect(await violations(waiting(false), served)).toEqual([
      'eventually served: never true: client goes round for ever where client has marked nothing',
    ]);
  });

  test('fails of a deadlock and of an error that come before', async () => {
    const stuck = async (): Promise<void> => {
      const jobs = chan<number>(0, 'jobs');
      await jobs.receive();
      await mark('done');
    };
    const done = eventually('done', (state) => state.marks('main').length > 0);
    expect(await violations(stuck, done)).toHaveLength(1);
    const failing = async (): Promise<void> => {
      if (await choose(true, false)) throw new Error('no');
      await mark('done');
    };
    expect(await violations(failing, done)).toHaveLength(1);
    const reached = eventually('over', (state) => state.outcome !== undefined);
    expect(await violations(failing, reached)).toEqual([]);
  });

  test('is bounded where executions are cut, and says nothing of those', async () => {
    const endless = async (): Promise<void> => {
      const x = atomic(0, 'x');
      for (;;) await x.add(1);
    };
    const options: CheckOptions = {
      budget: { steps: 20 },
      properties: [eventually('-1', ({ value }) => value('x') === -1)],
    };
    const report = await check(endless, options);
    expect([report.certainty, messages(report)]).toEqual(['bounded', []]);
    // The budget of ticks is spent, which is no end of the program.
    const ticking = async (): Promise<void> => {
      const ticker = every(10);
      for (let tick = 0; tick < 5; tick++) await ticker.channel.receive();
      await mark('done');
    };
    const done = eventually('done', (state) => state.marks('main').length > 0);
    const short = await check(ticking, { properties: [done] });
    expect([short.certainty, messages(short)]).toEqual(['bounded', []]);
    expect((await check(ticking, { ticks: 5, properties: [done] })).verdict).toBe('ok');
  });
});

describe('eventually, of what goes on for ever', () => {
  const cached: CheckOptions = { strategy: { exhaustive: 'cached' } };

  /** A server that lets clients have their turn one after the other, for ever: the third only where it counts to three. */
  const turns = (count: number) => async (): Promise<void> => {
    const turn = chan<number>(0);
    const third = atomic(false, 'third');
    const serve = async (): Promise<void> => {
      for (let next = 0; ; next = (next + 1) % count) {
        await checkpoint(next);
        await turn.send(next);
      }
    };
    const wait = async (): Promise<void> => {
      for (;;) {
        await checkpoint('waits');
        if ((await turn.receive()) === 2) await third.store(true);
      }
    };
    go('server', serve, { background: true });
    go('clients', wait, { background: true });
  };
  const third = eventually('the third has its turn', ({ value }) => value('third') === true);

  test('fails where states come again without it, and nobody is left out', async () => {
    const report = await check(turns(2), { ...cached, properties: [third] });
    expect([report.verdict, report.certainty]).toEqual(['violation', 'bounded']);
    expect(messages(report)).toEqual([
      expect.stringMatching(/: never true: the last \d+ steps can be repeated for ever where third is false$/),
    ]);
  });

  test('is not said to hold of executions that were not all followed', async () => {
    const report = await check(turns(3), { ...cached, properties: [third] });
    expect([report.verdict, report.certainty, messages(report)]).toEqual(['undecided', 'bounded', []]);
    expect(report.notes[0]).toMatch(/^states were merged/);
  });

  test('does not fail where somebody could end the round, or marks become more', async () => {
    const unlucky = async (): Promise<void> => {
      for (;;) {
        await checkpoint('again');
        if ((await choose('arrives', 'lost')) === 'arrives') break;
      }
      await mark('arrived');
    };
    const ticking = async (): Promise<void> => {
      for (;;) {
        await checkpoint('ticks');
        await mark('tick');
      }
    };
    const arrived = eventually('arrived', (state) => state.marks('main').length > 0);
    expect(messages(await check(unlucky, { ...cached, properties: [arrived] }))).toEqual([]);
    const many = eventually('20 ticks', (state) => state.marks().length === 20);
    expect(messages(await check(ticking, { ...cached, properties: [many] }))).toEqual([]);
  });
});

describe('a state of nodes', () => {
  const program = async (): Promise<void> => {
    node('Q', async (self) => {
      await mark('life', self.restarts);
      await self.inbox.receive();
    });
  };

  test('knows a node by its name in all its lives, and that it has not ended once it is there again', async () => {
    const seen = new Set<string>();
    const lives = always('lives', (state) => {
      const made = state.marks('Q').map(({ data }) => String(data));
      seen.add(`${made.join()} ${state.ended('Q') ? 'ended' : 'is there'}`);
      return true;
    });
    const model = asynchronous({ crashes: 1, restarts: 1 });
    expect((await check(program, { model, properties: [lives] })).certainty).toBe('exhaustive');
    expect([...seen].sort()).toEqual([' ended', ' is there', '0 ended', '0 is there', '0,1 is there', '1 is there']);
  });
});
