/**
 * What may be so, and what is sure to come to be so, in one execution (Cooper & Marzullo, "Consistent detection of global
 * predicates", 1991): some or every order of its events that keeps its dependence passes through a state in which it is.
 */
import type { Cut } from '../../causality/consistent-cuts.ts';
import { wayAround } from '../../causality/consistent-cuts.ts';
import { momentsOf } from './moments.ts';
import type { Run } from './run.ts';
import type { State } from './state.ts';
import { CutState } from './state.ts';

/** Something that is so in a state or is not. It looks at nothing but the state. */
export type Proposition = (state: State) => boolean;

/** What is claimed of one execution by a proposition. */
export interface RunClaim {
  readonly kind: 'possibly' | 'definitely';
  readonly proposition: Proposition;
  /** Whether it is so. */
  in(run: Run): boolean;
}

/** The first cut of the run, in lexical order, that the proposition holds at, one for all cuts with the same state. */
function cutWhere(run: Run, proposition: Proposition): Cut | undefined {
  for (const cut of momentsOf(run, (event) => run.visible.has(event)))
    if (proposition(new CutState(run, cut))) return cut;
  return undefined;
}

/** A way through the run on which the proposition never holds, if there is one. */
function cutsAround(run: Run, proposition: Proposition): readonly Cut[] | undefined {
  const { order, isMoment, visible } = run;
  const holds = (cut: Cut): boolean => proposition(new CutState(run, cut));
  if (isMoment === undefined) return wayAround(order, holds, (event) => visible.has(event));
  return wayAround(order, (cut) => !isMoment(cut) || holds(cut));
}

/**
 * Claims that some order of the events of an execution passes through a state in which the proposition holds: it can have
 * been so, though nobody need have seen it.
 *
 * @param proposition looks at nothing but the state it is given.
 * @example
 * const bothIn = possibly((state) => state.marks('P').length > 0 && state.marks('Q').length > 0)
 * const meet = async (): Promise<void> => {
 *   go('P', () => mark('in'))
 *   go('Q', () => mark('in'))
 * }
 * const { runs } = await pointsOf(meet)
 * console.log(runs.every((run) => bothIn.in(run))) // true
 */
export function possibly(proposition: Proposition): RunClaim {
  return { kind: 'possibly', proposition, in: (run) => cutWhere(run, proposition) !== undefined };
}

/**
 * Claims that every order of the events of an execution passes through a state in which the proposition holds.
 *
 * @param proposition looks at nothing but the state it is given.
 * @example
 * const alone = definitely((state) => state.marks('P').length > state.marks('Q').length)
 * const meet = async (): Promise<void> => {
 *   go('P', () => mark('in'))
 *   go('Q', () => mark('in'))
 * }
 * const { runs } = await pointsOf(meet)
 * console.log(runs.some((run) => alone.in(run))) // false
 */
export function definitely(proposition: Proposition): RunClaim {
  return { kind: 'definitely', proposition, in: (run) => cutsAround(run, proposition) === undefined };
}
