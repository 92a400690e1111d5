import { describe, expect, test } from 'vitest';
import { always, check, eventually, type State } from '../../src/entry/check.ts';
import { mark, node, sleep, synchronous } from '../../src/entry/main.ts';

/** Clocks may be a tenth too fast or too slow: 10 is over by 11.2 at the latest, 20 is not before 18.1, and 12 may be at 10.9. */
const model = synchronous({ delay: [0, 0], step: [0, 0], drift: 0.1 });

/** P names a point after 10, and Q one after so long; neither hears of the other. */
const apart = (ms: number) => (): void => {
  node('P', async () => {
    await sleep(10);
    await mark('p');
  });
  node('Q', async () => {
    await sleep(ms);
    await mark('q');
  });
};

const isAt = (state: State, name: string): boolean => state.marks(name).length > 0;
const neverQAlone = always('never Q alone', (state) => isAt(state, 'P') || !isAt(state, 'Q'));
const onceP = eventually('once P alone', (state) => isAt(state, 'P') && !isAt(state, 'Q'));

describe('where it matters when things happen, a property looks at', () => {
  test.each([
    ['no state that is at no instant', 20, 'ok'],
    ['every state that is at some instant', 12, 'violation'],
  ] as const)('%s', async (_, ms, verdict) => {
    for (const property of [neverQAlone, onceP]) {
      const report = await check(apart(ms), { model, properties: [property] });
      expect(report.verdict).toBe(verdict);
      expect(report.certainty).toBe('exhaustive');
    }
  });
});
