/**
 * Preemption bounding, as in CHESS: Musuvathi, Qadeer, "Iterative context bounding for systematic testing of multithreaded
 * programs", PLDI 2007.
 *
 * To take the turn from somebody who could go on costs one preemption; when nobody is in the middle of anything, or whoever
 * was has to wait, whoever goes next is free. With few preemptions there are polynomially many executions in the number of
 * steps, and most bugs need one or two.
 *
 * Where it differs: the unit that goes on is a strand, not a thread, so that a process whose strands take turns preempts
 * itself; and a timer that fires interrupts whoever is running, at the cost of one preemption, and takes no turn of its own.
 * Alternatives of one operation cost nothing.
 */
import type { Transition } from '../transition.ts';
import { Bounded } from './bounded.ts';
import type { Strategy } from './strategy.ts';
import type { Turn } from './turn.ts';
import { continues } from './turn.ts';

/** Every execution with at most `most` preemptions, those with fewer first. */
export function preemptionBounded(most: number): Strategy {
  return new Bounded(preemptions, most);
}

function preemptions(transitions: readonly Transition[], last: Turn): readonly number[] {
  const goesOn = transitions.map((transition) => continues(transition, last));
  const canGoOn = goesOn.includes(true);
  return goesOn.map((own) => (canGoOn && !own ? 1 : 0));
}
