/**
 * Delay bounding: Emmi, Qadeer, Rakamarić, "Delay-bounded scheduling", POPL 2011.
 *
 * A deterministic scheduler says what comes next, and a delay makes it pass over that once. With k delays, of n steps there are
 * at most (n + k)^k executions, however many processes there are; most bugs need few.
 *
 * The scheduler is a round-robin that lets a process go on until it has to wait: the operations in hand are in the order of
 * their processes, beginning with the one that took the last step, and of a process first those it goes on with, then those of
 * its other strands in the order of the calls. To take an operation costs as many delays as there are before it. Where it
 * differs: the alternatives of one operation, such as the options of `choose` or the cases of a select, cost nothing, so that
 * they are all taken; and timers fire last, when nobody else can go, or for as many delays.
 */
import type { Transition } from '../transition.ts';
import { Bounded } from './bounded.ts';
import type { Strategy } from './strategy.ts';
import type { Turn } from './turn.ts';
import { actor, agentOf, continues, timers } from './turn.ts';

/** Every execution with at most `most` delays, those with fewer first. */
export function delayBounded(most: number): Strategy {
  return new Bounded(delays, most);
}

/** Where an operation is in the order of the scheduler. */
interface Place {
  readonly operation: string;
  readonly distance: number;
  readonly continues: boolean;
}

function delays(transitions: readonly Transition[], last: Turn): readonly number[] {
  const places = transitions.map((transition) => placeOf(transition, last));
  const inOrder = [...places].sort((a, b) => a.distance - b.distance || Number(b.continues) - Number(a.continues));
  const operations = [...new Set(inOrder.map(({ operation }) => operation))];
  return places.map(({ operation }) => operations.indexOf(operation));
}

function placeOf(transition: Transition, last: Turn): Place {
  const agent = agentOf(transition);
  // Those with smaller numbers come round after all others, and timers after them.
  const distance = agent >= timers ? agent + timers : agent >= last.agent ? agent : timers + agent;
  return {
    operation: `${distance} ${actor(transition).identity}`,
    distance,
    continues: continues(transition, last),
  };
}
