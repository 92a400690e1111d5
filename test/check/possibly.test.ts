// What may be and what is sure to be in one execution, and what states tell.
import { atomic, chan, choose, go, Mutex, mark, shared } from 'happens-before';
import type { Run, State } from 'happens-before/check';
import { definitely, pointsOf, possibly } from 'happens-before/check';
import { describe, expect, it } from 'vitest';

async function runsOf(program: () => unknown): Promise<readonly Run[]> {
  return (await pointsOf(program)).runs;
}

const bothIn = (state: State): boolean => ['P', 'Q'].every((process) => state.marks(process).at(-1)?.label === 'in');

/** Two processes that each go in and out. */
function section(lock: boolean): () => Promise<void> {
  return async () => {
    const mutex = new Mutex('m');
    for (const name of ['P', 'Q']) {
      go(name, async () => {
        if (lock) await mutex.lock();
        await mark('in');
        await mark('out');
        if (lock) await mutex.unlock();
      });
    }
  };
}

describe('possibly', () => {
  it('finds two in a section at once, which no execution that was run need have shown', async () => {
    const runs = await runsOf(section(false));
    expect(runs).toHaveLength(1);
    expect(runs.map((run) => possibly(bothIn).in(run))).toEqual([true]);
  });

  it('finds none where a lock keeps them apart, in either order', async () => {
    const runs = await runsOf(section(true));
    expect(runs).toHaveLength(2);
    expect(runs.map((run) => possibly(bothIn).in(run))).toEqual([false, false]);
  });
});

describe('definitely', () => {
  it('does not hold for what some order goes round', async () => {
    const [run] = await runsOf(section(false));
    const firstIn = definitely((state) => state.marks('P').length > 0 && state.marks('Q').length === 0);
    expect(run && firstIn.in(run)).toBe(false);
    const someoneAlone = definitely((state) => state.marks().length === 1);
    expect(run && someoneAlone.in(run)).toBe(true);
  });

  it('holds for what every order passes through', async () => {
    const runs = await runsOf(section(true));
    const oneIn = definitely((state) => state.marks('P').at(-1)?.label === 'in' && state.marks('Q').length === 0);
    expect(runs.map((run) => oneIn.in(run)).sort()).toEqual([false, true]);
  });
});

describe('a state', () => {
  it('tells what cells hold, from when they are made', async () => {
    const [run] = await runsOf(async () => {
      await mark('before');
      const x = shared({ n: 0 }, 'x');
      const a = atomic(1, 'a');
      const n = shared.int32(7, 'n');
      await mark('made');
      await x.write({ n: 5 });
      await a.add(2);
      await a.compareAndSwap(0, 9);
      await n.update((value) => value + 1);
    });
    const seen = (object: string): unknown[] => {
      const values: unknown[] = [];
      if (run !== undefined)
        possibly((state) => {
          values.push(state.value(object));
          return false;
        }).in(run);
      return values.filter((value, at) => at === 0 || JSON.stringify(value) !== JSON.stringify(values[at - 1]));
    };
    expect(seen('x')).toEqual([undefined, { n: 0 }, { n: 5 }]);
    expect(seen('a')).toEqual([undefined, 1, 3]);
    expect(seen('n')).toEqual([undefined, 7, 8]);
    expect(seen('y')).toEqual([undefined]);
  });

  it('keeps what was told at a mark, whatever becomes of it', async () => {
    const [run] = await runsOf(async () => {
      const told = { steps: [1], of: new Map([['a', 1]]) };
      await mark('told', told);
      told.steps.push(2);
      told.of.clear();
      await mark('again', told);
    });
    const data: unknown[] = [];
    if (run !== undefined)
      possibly((state) => {
        data.splice(0, data.length, ...state.marks('main').map((one) => one.data));
        return false;
      }).in(run);
    expect(data).toEqual([
      { steps: [1], of: new Map([['a', 1]]) },
      { steps: [1, 2], of: new Map() },
    ]);
  });

  it('has the outcome at the end alone', async () => {
    const runs = await runsOf(async () => {
      const side = await choose('heads', 'tails');
      await mark(side);
      return side;
    });
    const outcomes = runs.map((run) => {
      const seen: unknown[] = [];
      possibly((state) => {
        seen.push(state.outcome);
        return false;
      }).in(run);
      return seen;
    });
    for (const [at, side] of ['heads', 'tails'].entries())
      expect(outcomes[at]).toEqual([undefined, { kind: 'returned', value: side }]);
  });

  it('knows who has ended, also where two things had to come together for that', async () => {
    const [run] = await runsOf(async () => {
      const a = chan<void>(1);
      const b = chan<void>(1);
      go('both', () => Promise.all([a.receive(), b.receive()]));
      go('A', () => a.send());
      go('B', () => b.send());
    });
    const tooEarly = possibly((state) => state.ended('both') && !(state.ended('A') && state.ended('B')));
    expect(run && tooEarly.in(run)).toBe(false);
    expect(run && possibly((state) => state.ended('both')).in(run)).toBe(true);
  });
});
