import type { CannotTell, Fact, Knowing, Knows, Points, Proposition, State, View } from 'happens-before/check';
import { commonKnowledge, definitely, knows, pointsOf, possibly } from 'happens-before/check';
import { describe, expectTypeOf, test } from 'vitest';

// Checked by the compiler: what is right has exactly the type that is said, and every misuse below is an error.

declare const view: View;
const isSo: Proposition = () => true;

/** Calls that are never made: only the compiler reads them. */
function expectCompiles(_calls: () => void | Promise<void>): void {}

describe('knowledge', () => {
  test('is certain where it is claimed, and has its reasons where it is denied', () => {
    expectTypeOf<Extract<Knowing, { answer: 'knows' }>['certainty']>().toEqualTypeOf<'exhaustive'>();
    expectTypeOf<Extract<Knowing, { answer: 'does not know' }>['because']>().toEqualTypeOf<readonly CannotTell[]>();
    expectCompiles(() => {
      const knowing = view.knows(isSo);
      // @ts-expect-error no reason is there before it is known that something is not
      void knowing.because;
      // @ts-expect-error only what is claimed is certain
      if (knowing.answer === 'undecided') void knowing.certainty;
    });
  });

  test('is a fact, which can be known again', () => {
    expectTypeOf(knows('P', isSo)).toEqualTypeOf<Knows>();
    expectTypeOf(knows('P', knows('Q', commonKnowledge(['P', 'Q'], isSo)))).toExtend<Fact>();
    expectCompiles(() => {
      view.knows((state) => state.ended('P'));
      // @ts-expect-error a proposition says yes or no
      knows('P', (state: State) => state.marks('P').length);
      // @ts-expect-error a group is a list
      commonKnowledge('P', isSo);
      // @ts-expect-error a state is no program
      void pointsOf(isSo);
    });
  });

  test('is asked for of all executions of a program', () => {
    expectTypeOf(pointsOf).returns.resolves.toEqualTypeOf<Points>();
    expectCompiles(async () => {
      const points = await pointsOf(() => undefined, { budget: { executions: 1 } });
      expectTypeOf(points.at('P', 'here')).toEqualTypeOf<readonly View[]>();
      expectTypeOf(points.runs.map((run) => possibly(isSo).in(run))).toEqualTypeOf<boolean[]>();
      expectTypeOf(points.runs.map((run) => definitely(isSo).in(run))).toEqualTypeOf<boolean[]>();
      // @ts-expect-error every execution is explored, however
      await pointsOf(() => undefined, { strategy: 'random' });
    });
  });
});
