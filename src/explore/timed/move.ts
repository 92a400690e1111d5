/** Moves: what can happen next, and when it does in its component. */

import type { OperationName } from '../../trace/trace.ts';
import type { Footprint } from '../footprint.ts';
import { conflicting } from '../footprint.ts';
import { budgets } from '../places.ts';
import type { Transition, TransitionName } from '../transition.ts';
import { shareOperation } from '../transition.ts';

/**
 * `now`: at the present of its component. `there`: also, because what it waits for had come by then. `comes`: when that comes,
 * or a process gets going. `later`: at any time from the present on.
 */
export type When = 'now' | 'there' | 'comes' | 'later';

export interface Move {
  /** Undefined when a component only gets going again after it was woken. */
  readonly transition: Transition | undefined;
  readonly when: When;
  /** The components that it is an event of. */
  readonly components: readonly number[];
  /** Those of them in which no time passes before it although others wait for time there. */
  readonly tied: readonly number[];
  /** Whether whom it wakes then stands still for a while. */
  readonly isPaused: boolean;
  /** For one without transition: the event that woke it. */
  readonly wokenIn: number;
  /** For a look at how many messages have arrived: which. */
  readonly arrived: readonly number[] | undefined;
  /** What tells it from others, the same in every execution. */
  readonly key: string;
}

export function moveOf(
  transition: Transition | undefined,
  when: When,
  components: readonly number[],
  { tied = none, isPaused = false, wokenIn = -1, arrived }: Partial<Move> = {},
): Move {
  const { identity, alternative, partner, partnerAlternative } = transition?.name ?? nowhere;
  const parts = [identity, alternative, partner, partnerAlternative, when, tied, isPaused, wokenIn, arrived];
  const key = transition === undefined ? `${components.join()} ${wokenIn} ${tied.join()}` : parts.join(' ');
  return { transition, when, components, tied, isPaused, wokenIn, arrived, key };
}

const none: readonly number[] = [];
const nowhere: TransitionName = { identity: 0, alternative: 0, partner: -1, partnerAlternative: -1 };

/** A move that was explored, with what it used. */
export class Moved {
  readonly key: string;
  readonly name: TransitionName | undefined;
  readonly components: readonly number[];
  readonly footprint: Footprint;
  /** Whether it happens at the present, whatever the times are, and says nothing of them. */
  readonly #isTimeless: boolean;

  constructor(move: Move, footprint: Footprint) {
    const { key, transition, components } = move;
    this.#isTimeless = isTimeless(move);
    this.key = key;
    this.name = transition?.name;
    this.components = components;
    this.footprint = footprint;
  }

  /** Whether the one may have to do with the other: performed in the other order they may not lead to the same. */
  conflictsWith(other: Moved): boolean {
    const { name, components, footprint } = other;
    if (this.footprint.ends || footprint.ends) return true;
    const isApart = this.#isTimeless && other.#isTimeless;
    if (!isApart && this.components.some((component) => components.includes(component))) return true;
    if (this.name !== undefined && name !== undefined && shareOperation(this.name, name)) return true;
    return conflictInTime(this.footprint, footprint);
  }
}

/** Operations that touch nothing which another component could. */
export const ownOperations: readonly OperationName[] = [
  'choose',
  'mark',
  'checkpoint',
  'post',
  'get',
  'set',
  'delete',
  'list',
  'sync',
];

/** Operations that only do something: they wake nobody from without, and look at nothing that comes with time. */
const timeless: ReadonlySet<OperationName> = new Set<OperationName>([
  ...ownOperations,
  'send',
  'read',
  'write',
  'load',
  'store',
  'swap',
  'add',
  'compareAndSwap',
  'lock',
  'unlock',
]);

function isTimeless({ transition, when, components, isPaused }: Move): boolean {
  if (transition === undefined || when !== 'now' || components.length !== 1 || isPaused) return false;
  return transition.sender === undefined && timeless.has(transition.pending.operation.kind);
}

/** Whether two steps use something so that it matters which is first. What the adversary has so many of is no such thing. */
export function conflictInTime({ touches: ours }: Footprint, { touches: theirs }: Footprint): boolean {
  return ours.some(
    ({ object, place, use }) =>
      object !== budgets &&
      theirs.some((other) => other.object === object && other.place === place && conflicting(use, other.use)),
  );
}
