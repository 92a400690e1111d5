import type { Property, State } from 'happens-before/check';
import { always, call, check, eventually, linearizable, refines } from 'happens-before/check';
import { describe, expectTypeOf, test } from 'vitest';

// Checked by the compiler: what is right has exactly the type that is said, and every misuse below is an error.

/** Calls that are never made: only the compiler reads them. */
function expectCompiles(_calls: () => void | Promise<void>): void {}

const program = async (): Promise<void> => {};

describe('properties', () => {
  test('of states take a name if they like, and a predicate', () => {
    expectCompiles(() => {
      expectTypeOf(always('name', (state) => state.ended('P'))).toEqualTypeOf<Property>();
      expectTypeOf(eventually((state: State) => state.outcome !== undefined)).toEqualTypeOf<Property>();
      // @ts-expect-error a predicate is needed
      always('name');
      // @ts-expect-error a predicate answers with true or false
      always(() => 1);
      // @ts-expect-error a predicate does not wait
      eventually(async () => true);
      // @ts-expect-error a value is unknown
      always((state) => state.value('x') > 1);
    });
  });

  test('of calls have a specification whose states and operations fit', () => {
    expectCompiles(() => {
      const apply = (state: number, operation: 'read') => ({ state, result: operation });
      expectTypeOf(linearizable({ initial: 0, apply })).toEqualTypeOf<Property>();
      // @ts-expect-error the first state is a number
      linearizable({ initial: '', apply });
      // @ts-expect-error what it makes of a state is needed
      linearizable({ initial: 0, apply: (state: number) => state });
      expectTypeOf(call('read', async () => 1)).toEqualTypeOf<Promise<number>>();
      expectTypeOf(call('read', () => 'at once')).toEqualTypeOf<Promise<string>>();
      // @ts-expect-error what does it is needed
      void call('read');
    });
  });

  test('of two programs are given to a check', () => {
    expectCompiles(async () => {
      await check(program, { properties: [refines(program, program, { visible: ['in'] })] });
      // @ts-expect-error two programs are needed
      refines(program);
      // @ts-expect-error a property is made by one of the four
      await check(program, { properties: [program] });
    });
  });
});
