/** What can happen next as far as the program is concerned, and when: whether there are times for it the timeline knows. */
import { InboxCore } from '../../kernel/node.ts';
import { mayWait } from '../../kernel/operation.ts';
import type { OperationName } from '../../trace/trace.ts';
import type { Execution } from '../execution.ts';
import { isAdverse } from '../network.ts';
import type { Pending, Transition } from '../transition.ts';
import { cancelled, otherwise } from '../transition.ts';
import { componentOf, messagesTo, operationsOf } from './component.ts';
import type { Move } from './move.ts';
import { moveOf, ownOperations } from './move.ts';
import type { Timeline } from './timeline.ts';
import { armedIn, isInbox } from './timeline.ts';

/** Everything that the order of what happened lets happen next. */
export interface Possible {
  readonly moves: readonly Move[];
  /** Components in which something can go that waits for nothing: time passes only when it has. */
  readonly urgent: ReadonlySet<number>;
}

export function possibleMoves(execution: Execution, timeline: Timeline, transitions: readonly Transition[]): Possible {
  const urgent = new Set<number>();
  const reached = transitions.filter(({ pending }) => isAdverse(pending) || timeline.isReached(pending));
  for (const transition of reached) {
    if (!isAdverse(transition.pending) && comesWithTime(transition, execution) === undefined)
      urgent.add(componentOf(transition.pending, execution));
  }
  const finder = new MoveFinder(execution, timeline, urgent);
  for (const transition of reached) finder.add(transition);
  finder.addOpenings();
  return { moves: finder.moves, urgent };
}

/** What only time brings that the transition needs: a message, a firing, or the end of a process of another component. */
function comesWithTime(transition: Transition, execution: Execution): 'message' | 'firing' | 'end' | undefined {
  const { pending, sender, alternative } = transition;
  const { kind, object } = pending.operation;
  if (sender?.letter !== undefined) return 'message';
  if (kind === 'fire') return 'firing';
  if (alternative === cancelled || alternative === otherwise) return undefined;
  const one = pending.request?.cases[alternative];
  if (one !== undefined && sender === undefined && armedIn(one) !== undefined) return 'firing';
  if (kind !== 'join') return undefined;
  const joined = execution.processes.find(({ core }) => core === object);
  const own = pending.process.node;
  return joined === undefined || joined.node === own ? undefined : 'end';
}

class MoveFinder {
  readonly moves: Move[] = [];
  readonly #execution: Execution;
  readonly #timeline: Timeline;
  readonly #urgent: ReadonlySet<number>;

  constructor(execution: Execution, timeline: Timeline, urgent: ReadonlySet<number>) {
    this.#execution = execution;
    this.#timeline = timeline;
    this.#urgent = urgent;
  }

  add(transition: Transition): void {
    const { pending, alternative } = transition;
    const component = componentOf(pending, this.#execution);
    const { kind, object } = pending.operation;
    if (isAdverse(pending)) {
      const isLater = component < 0 || (kind === 'restart' && alternative === 0);
      this.moves.push(moveOf(transition, isLater ? 'later' : 'now', component < 0 ? [] : [component]));
      return;
    }
    if (comesWithTime(transition, this.#execution) !== undefined) return this.#addComing(transition, component);
    if (kind === 'length' && object instanceof InboxCore) return this.#addCounts(transition, component);
    const isLax = component === 0 && this.#execution.network.nodes.length > 0 && mayWait(kind);
    const when = isLax ? 'later' : 'now';
    const components = this.#componentsOf(transition, component);
    const isStart = kind === 'start' && pending.process.node?.processes[0] === pending.process;
    this.#addPaused(moveOf(transition, when, components), isStart);
  }

  /** Processes that were woken where others wait too get going at a time of their own. */
  addOpenings(): void {
    for (const { index, openings } of this.#timeline.components) {
      for (const { wokenIn } of openings) {
        for (const tied of this.#ties(index, undefined))
          this.moves.push(moveOf(undefined, 'comes', [index], { tied, wokenIn }));
      }
    }
  }

  #addComing(transition: Transition, component: number): void {
    const { pending } = transition;
    const components = this.#componentsOf(transition, component);
    const others = components.slice(1);
    const tiesOfOthers = others.length === 0 ? [[]] : this.#ties(others[0] as number, undefined);
    if (this.#timeline.isFresh(pending) && pending.operation.kind !== 'fire')
      for (const tied of tiesOfOthers) this.moves.push(moveOf(transition, 'there', components, { tied }));
    if (pending.request?.otherwise === true) return;
    for (const own of this.#ties(component, pending)) {
      for (const tied of tiesOfOthers)
        this.#addPaused(moveOf(transition, 'comes', components, { tied: [...own, ...tied] }), true);
    }
  }

  /** The move, and the same with whom it wakes standing still. */
  #addPaused(move: Move, wakes: boolean): void {
    this.moves.push(move);
    const { transition, when, components, tied } = move;
    if (wakes && transition?.pending.operation.kind !== 'join' && this.#timeline.mayPause)
      this.moves.push(moveOf(transition, when, components, { tied, isPaused: true }));
  }

  /** A look at how many messages have arrived: each set of them that their order lets arrive first. */
  #addCounts(transition: Transition, component: number): void {
    const messages = messagesTo(component, this.#execution).filter(({ isUndecided }) => !isUndecided);
    const { network } = this.#execution;
    for (let set = 0; set < 2 ** messages.length; set++) {
      const arrived = messages.filter((_, at) => (set & (2 ** at)) !== 0);
      if (arrived.length !== transition.alternative) continue;
      const isOpen = messages.every(
        (message, at) =>
          !arrived.includes(message) ||
          messages.slice(0, at).every((ahead) => arrived.includes(ahead) || !network.precedes(ahead, message)),
      );
      if (isOpen)
        this.moves.push(moveOf(transition, 'now', [component], { arrived: arrived.map(({ identity }) => identity) }));
    }
  }

  /**
   * Whether time passes in `component` before an event of `pending`: not where something can go at once. Where others have only
   * just begun to wait for what time brings, they may have it by then, so that both are tried.
   */
  #ties(component: number, pending: Pending | undefined): readonly (readonly number[])[] {
    if (this.#urgent.has(component)) return [[component]];
    const others = operationsOf(component, this.#execution).some(
      (other) => other !== pending && this.#timeline.isReached(other) && this.#isWatching(other),
    );
    return others ? [[], [component]] : [[]];
  }

  /** Whether it began to wait at the present for what time brings. */
  #isWatching(pending: Pending): boolean {
    if (!this.#timeline.isFresh(pending)) return false;
    if (pending.operation.kind === 'fire' || pending.operation.kind === 'join') return true;
    return pending.request?.cases.some((one) => isInbox(one) || armedIn(one) !== undefined) === true;
  }

  /** Its own component, and that of whoever hears of it. */
  #componentsOf({ sender }: Transition, component: number): readonly number[] {
    if (sender === undefined || (sender.letter !== undefined && !isHeard(sender))) return [component];
    const other = componentOf(sender, this.#execution);
    return other === component ? [component] : [component, other];
  }
}

/** Whether a process waits to hear of the receipt of a message. */
function isHeard({ letter, isHeardOf, process }: Pending): boolean {
  return letter !== undefined && isHeardOf && process.core.state === 'running';
}

/** Operations that need no others tried beside them. */
const lone: ReadonlySet<OperationName> = new Set<OperationName>(['start', ...ownOperations]);

/**
 * The moves of one component that need no others tried beside them: the only thing it can do is an operation that waits for
 * nothing and touches nothing of others. Empty where there is none.
 */
export function loneMoves(execution: Execution, timeline: Timeline, { moves, urgent }: Possible): readonly Move[] {
  const { restarts, partitions } = execution.network.model;
  for (const index of urgent) {
    const [own, other] = operationsOf(index, execution);
    if (own === undefined || other !== undefined) continue;
    if ((timeline.components[index]?.openings.length ?? 0) > 0) continue;
    if ([...execution.pending].some((pending) => isHeard(pending) && componentOf(pending, execution) === index))
      continue;
    const { kind, signal } = own.operation;
    if (!lone.has(kind) || signal !== undefined) continue;
    if (kind === 'post' && restarts + partitions > 0) continue;
    return moves.filter(({ components }) => components.includes(index));
  }
  return [];
}
