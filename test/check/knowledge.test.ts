import { describe, expect, it } from 'vitest';
import type { Cut } from '../../src/causality/consistent-cuts.ts';
import { eventsIn } from '../../src/causality/consistent-cuts.ts';
import { PointTable } from '../../src/check/knowledge/point-table.ts';
import type { Fact, Knowing, Run, State } from '../../src/entry/check.ts';
import { commonKnowledge, knows, pointsOf, possibly, replay } from '../../src/entry/check.ts';
import { chan, choose, go, mark, shared, sleep, synchronous } from '../../src/entry/main.ts';

const heard = (state: State): boolean => state.marks('Q').some(({ label }) => label === 'received');
const sent = (state: State): boolean => state.marks('P').some(({ label }) => label === 'sending');

/** P sends through a channel of some capacity and Q receives. */
function message(capacity: number): () => Promise<void> {
  return async () => {
    const wire = chan<string>(capacity, 'wire');
    go('P', async () => {
      await mark('sending');
      await wire.send('hello');
      await mark('sent');
    });
    go('Q', async () => {
      await wire.receive();
      await mark('received');
    });
  };
}

/** Messages go to and fro; each may be lost, and then nobody sends any more. */
function generals(messages: number): () => Promise<void> {
  return async () => {
    const wires = Array.from({ length: messages }, (_, at) => chan<number>(1, `wire ${at + 1}`));
    const general = (own: number) => async (): Promise<void> => {
      if (own === 0) await mark('dawn');
      for (const [at, wire] of wires.entries()) {
        if (at % 2 === own) {
          if ((await choose('delivered', 'lost')) === 'delivered') await wire.send(at + 1);
        } else {
          await wire.receive();
          await mark(`heard ${at + 1}`);
        }
      }
    };
    go('A', general(0), { background: true });
    go('B', general(1), { background: true });
  };
}

function answersAt(views: readonly { knows: (fact: typeof sent) => Knowing }[], fact: typeof sent): string[] {
  return views.map((view) => view.knows(fact).answer);
}

describe('knowledge', () => {
  it('of what came before a message is there when it comes', async () => {
    const points = await pointsOf(message(1));
    expect(points.certainty).toBe('exhaustive');
    expect(answersAt(points.at('Q', 'received'), sent)).toEqual(['knows']);
  });

  it('that a message has come is missing where sending does not wait for it', async () => {
    const points = await pointsOf(message(1));
    const [view] = points.at('P', 'sent');
    const knowing = view?.knows(heard);
    expect(knowing?.answer).toBe('does not know');
    expect(view?.twins.map(({ state }) => heard(state)).sort()).toEqual([false, true]);
  });

  it('is shown missing by an execution that comes to the point and looks the same', async () => {
    const program = message(1);
    const points = await pointsOf(program);
    const knowing = points.at('P', 'sent')[0]?.knows(heard);
    if (knowing?.answer !== 'does not know') throw new Error('it does know');
    const [{ process, twin } = { process: '', twin: undefined }] = knowing.because;
    expect(process).toBe('P');
    expect(twin && heard(twin.state)).toBe(false);
    const witness = await twin?.witness();
    const { events } = await replay(program, witness?.schedule ?? '');
    expect(events).toEqual(witness?.trace.events);
    // The first event is main's start, which is no step.
    const before = events.slice(1, 1 + (witness?.until ?? 0)).flatMap(({ participants }) => participants);
    expect(before.filter(({ operation }) => operation === 'mark').map(({ argument }) => argument)).toEqual([
      '"sending"',
      '"sent"',
    ]);
    expect(events.length).toBeGreaterThan(1 + (witness?.until ?? 0));
  });

  it('of a hand-over is on both sides, but not that the other has gone on', async () => {
    const points = await pointsOf(message(0));
    expect(answersAt(points.at('P', 'sent'), heard)).toEqual(['does not know']);
    expect(points.at('P', 'sent')[0]?.knows(knows('Q', sent)).answer).toBe('knows');
    expect(points.at('Q', 'received')[0]?.knows(knows('P', sent)).answer).toBe('knows');
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'of the other grows by a level with each of %i deliveries, and is never common',
    async (messages) => {
      const points = await pointsOf(generals(messages));
      expect(points.certainty).toBe('exhaustive');
      const dawn = (state: State): boolean => state.marks('A').length > 0;
      const levels: Fact[] = [dawn];
      for (let level = 0; level <= messages; level++)
        levels.push(knows(level % 2 === 0 ? 'B' : 'A', levels[level] as Fact));
      const holds = levels.map((fact) => points.somewhere(fact) !== undefined);
      expect(holds).toEqual(levels.map((_, level) => level <= messages));
      const last = messages % 2 === 0 ? 'A' : 'B';
      const reached = points.at(last, `heard ${messages}`).map((view) => levels.map((fact) => view.knows(fact).answer));
      expect(reached).toEqual([levels.map((_, level) => (level <= messages ? 'knows' : 'does not know'))]);
      expect(points.somewhere(commonKnowledge(['A', 'B'], dawn))).toBeUndefined();
    },
  );

  it('that is common is there where nobody can have seen anything else', async () => {
    const points = await pointsOf(message(1));
    const named = (): boolean => true;
    expect(points.at('P', 'sent')[0]?.knows(commonKnowledge(['P', 'Q'], named)).answer).toBe('knows');
    const knowing = points.at('Q', 'received')[0]?.knows(commonKnowledge(['P', 'Q'], sent));
    if (knowing?.answer !== 'does not know') throw new Error('it is common knowledge');
    const last = knowing.because.at(-1);
    expect(last && sent(last.twin.state)).toBe(false);
  });

  it('is never said to be there where not every execution was explored, and its lack is', async () => {
    const points = await pointsOf(message(1), { budget: { executions: 1, steps: 4 } });
    expect(points.certainty).toBe('bounded');
    const answers = points.runs.flatMap(() => answersAt(points.at('P', 'sent'), () => true));
    expect(answers.filter((answer) => answer === 'knows')).toEqual([]);
    const racing = await pointsOf(
      async () => {
        const x = shared(0, 'x');
        go('P', async () => {
          await x.write(1);
          await mark('done');
        });
        go('Q', () => x.write(2));
      },
      { budget: { executions: 1 } },
    );
    expect(racing.certainty).toBe('bounded');
    expect(racing.at('P', 'done').map((view) => view.knows((state) => state.ended('Q')).answer)).toEqual([
      'does not know',
    ]);
    expect(racing.at('P', 'done').map((view) => view.knows(() => true).answer)).toEqual(['undecided']);
  });

  it('takes in what was read: two views of one mark', async () => {
    const points = await pointsOf(async () => {
      const x = shared(0, 'x');
      go('Q', () => x.write(1));
      go('P', async () => {
        await x.read();
        await mark('read');
      });
    });
    const written = (state: State): boolean => state.value('x') === 1;
    expect(answersAt(points.at('P', 'read'), written).sort()).toEqual(['does not know', 'knows']);
  });

  it('of a process that there is not is an error that names those there are', async () => {
    const points = await pointsOf(message(0));
    expect(() => points.at('R', 'sent')).toThrow('there is no process R; there are P, Q, main');
  });
});

describe('a clock', () => {
  const program = (reads: boolean) => async (): Promise<void> => {
    const wire = chan<string>(1);
    go('Q', async () => {
      const pace = await choose('fast', 'slow');
      await mark(pace);
      await sleep(pace === 'fast' ? 10 : 20);
      await wire.send('done');
    });
    go('P', async () => {
      await wire.receive();
      const now = reads ? Date.now() : 0;
      await mark('got it', now > 0);
    });
  };
  const isFast = (state: State): boolean => state.marks('Q').some(({ label }) => label === 'fast');
  const model = synchronous({ delay: [0, 0], step: [0, 0] });

  it('is part of the view of who reads it, where the model says what it shows', async () => {
    const blind = await pointsOf(program(false), { model });
    expect(blind.certainty).toBe('exhaustive');
    expect(answersAt(blind.at('P', 'got it'), isFast)).toEqual(['does not know']);
    const seeing = await pointsOf(program(true), { model });
    expect(seeing.certainty).toBe('exhaustive');
    expect(answersAt(seeing.at('P', 'got it'), isFast).sort()).toEqual(['does not know', 'knows']);
  });

  it('says nothing that is certain where the model does not', async () => {
    const points = await pointsOf(program(true));
    expect(points.certainty).toBe('bounded');
    expect(answersAt(points.at('P', 'got it'), () => true)).not.toContain('knows');
  });
});

describe('where it matters when things happen', () => {
  it('only cuts that are moments count', async () => {
    const points = await pointsOf(message(1));
    const table = (runs: readonly Run[]): PointTable => new PointTable(runs, ['P'], true);
    const sizes = (one: PointTable): number => new Set(one.points.map(({ cut }) => cut.join())).size;
    // As if nothing of Q could happen before all of P has.
    const late = points.runs.map((run) => ({
      ...run,
      isMoment: (cut: Cut) => {
        const inside = eventsIn(run.order, cut).map((event) => run.processes[run.events[event]?.process ?? 0]);
        return !inside.includes('Q') || inside.filter((process) => process === 'P').length === 4;
      },
    }));
    expect(sizes(table(late))).toBeLessThan(sizes(table(points.runs)));
    for (const { run, cut } of table(late).points) expect(run.isMoment?.(cut)).toBe(true);
    const isDone = (state: State): boolean => state.ended('P');
    for (const run of points.runs) expect(possibly((state) => heard(state) && !isDone(state)).in(run)).toBe(true);
    for (const run of late) expect(possibly((state) => heard(state) && !isDone(state)).in(run)).toBe(false);
  });
});
