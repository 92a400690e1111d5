/**
 * The search under a model that bounds times: every order of steps for which there are times that keep to all bounds.
 *
 * It goes down one execution after the other, and at each point tries every move that there are times for. What was explored
 * beside a move sleeps after it as long as the two have nothing to do with each other. Two such moves bound the same times in
 * either order; where there are no times for both, the one is not possible after the other, and never again. Where a component can only do something that is nobody else's
 * business, that alone is tried. Races are not reversed: what comes of a reversal there may be no times for.
 *
 * An execution counts when nothing more has to happen in it. One that has something left, and no times for any of it, never
 * was; a panic has to come before all that others still had to do.
 */
import type { PartiallySynchronousModel, SynchronousModel } from '../../trace/model.ts';
import type { Tracker } from '../context.ts';
import { Execution, sameCompletions } from '../execution.ts';
import type { Explorer } from '../explorer.ts';
import type { Footprint } from '../footprint.ts';
import { isOptional, obligations } from '../network.ts';
import { NotRepeatable } from '../not-repeatable.ts';
import type { End, Observer, SearchSettings, SearchWorld } from '../search.ts';
import { Search } from '../search.ts';
import type { Step } from '../step.ts';
import { TraceHash } from '../trace-hash.ts';
import type { TransitionName } from '../transition.ts';
import { nameOf, sameTransition } from '../transition.ts';
import type { Move } from './move.ts';
import { Moved } from './move.ts';
import { loneMoves, possibleMoves } from './moves.ts';
import { Timeline } from './timeline.ts';

/** A point of the execution in hand, with what is still to be tried there. */
interface Node {
  /** What is tried, the first of them now; and what would have been, had that not turned out to be enough. */
  moves: readonly Move[];
  others: readonly Move[];
  readonly sleep: readonly Moved[];
  readonly done: Moved[];
  step: Step | undefined;
}

/** How it goes on at some point: with these moves, or not at all. */
type Next =
  | { readonly moves: readonly Move[]; readonly others: readonly Move[]; readonly isOver: boolean }
  | 'complete'
  | 'redundant'
  | 'dead';

type TimedModel = SynchronousModel | PartiallySynchronousModel;

const noFootprint: Footprint = { touches: [], ends: false };

export class TimedSearch implements Explorer {
  readonly world: SearchWorld;
  readonly settings: SearchSettings;
  stepsPerformed = 0;
  /** Beginnings that there were times for, and no times to go on with. */
  dead = 0;
  readonly #model: TimedModel;
  readonly #observer: Observer;
  /** Runs single executions, and has the one in hand. */
  readonly #single: Search;
  readonly #path: Node[] = [];
  #names: TransitionName[] = [];
  #timeline: Timeline | undefined = undefined;
  #mustRestart = false;
  /** Executions that are over, by their traces: different moves can come to one. */
  #seen = new Set<number>();
  #hash = new TraceHash();
  /** The only steps there are to be, where that is said. */
  readonly #along: readonly TransitionName[] | undefined;

  constructor(
    world: SearchWorld,
    settings: SearchSettings,
    model: TimedModel,
    observer: Observer,
    along?: readonly TransitionName[],
  ) {
    this.world = world;
    this.#along = along;
    this.settings = settings;
    this.#model = model;
    this.#observer = observer;
    this.#single = new Search(world, settings, observer);
  }

  get tracker(): Tracker {
    return this.world.tracker;
  }

  get execution(): Execution | undefined {
    return this.#single.execution;
  }

  names(): TransitionName[] {
    return [...this.#names];
  }

  replay(...parameters: Parameters<Explorer['replay']>): Execution {
    return this.#single.replay(...parameters);
  }

  follow(...parameters: Parameters<Explorer['follow']>): Execution {
    return this.#single.follow(...parameters);
  }

  *run(): Generator<void, boolean, void> {
    let isWhole = true;
    for (;;) {
      const how = yield* this.#execute();
      if (this.#mustRestart) {
        this.#mustRestart = false;
        this.#path.length = 0;
        this.dead = 0;
        this.#seen.clear();
        isWhole = true;
        this.#observer.restart();
        continue;
      }
      if (how === 'cut') isWhole = false;
      // What may happen beyond the end of an execution is no part of it, and happens in another.
      if (how !== 'beyond' && !this.#backtrack()) return isWhole;
    }
  }

  *#execute(): Generator<void, End | 'dead' | 'beyond', void> {
    const execution = this.#begin();
    if (this.#mustRestart) return 'cut';
    const path = this.#path;
    for (const node of path.slice()) {
      this.#move(execution, node, path.indexOf(node));
      if (this.#mustRestart) return 'cut';
      yield;
    }
    return yield* this.#goOn(execution);
  }

  #begin(): Execution {
    const execution = new Execution(this.tracker, this.#single.executionSettings(false));
    this.#single.execution = execution;
    this.#names = [];
    this.#hash = new TraceHash();
    this.#observer.begin(execution, 0);
    this.tracker.begin();
    execution.begin(this.world.root, this.world.instantiate());
    this.#observer.begun?.(execution);
    const timeline = new Timeline(execution, this.#model);
    this.#timeline = timeline;
    execution.isMoment = (inside) => timeline.isMoment(inside);
    this.#mustRestart = this.#single.learn(execution);
    return execution;
  }

  *#goOn(execution: Execution): Generator<void, End | 'dead' | 'beyond', void> {
    const timeline = this.#timeline as Timeline;
    while (timeline.holds && execution.panic === undefined) {
      const sleep = this.#asleep();
      const next = this.#next(execution, sleep);
      if (next === 'dead') return this.#die();
      if (next === 'complete' || next === 'redundant') return this.#end(execution, next);
      if (this.#path.length >= this.settings.maxSteps) return this.#end(execution, 'cut');
      const { moves, others } = next;
      const node: Node = { moves, others, sleep, done: [], step: undefined };
      this.#path.push(node);
      if (next.isOver) {
        this.#end(execution, 'complete');
        return 'beyond';
      }
      this.#move(execution, node, this.#path.length - 1);
      if (this.#mustRestart) return 'cut';
      yield;
    }
    return timeline.holds ? this.#end(execution, 'complete') : this.#die();
  }

  #end(execution: Execution, how: End): End {
    const isNew = !this.#seen.has(this.#hash.value);
    if (how === 'complete') this.#seen.add(this.#hash.value);
    this.#observer.end(execution, how === 'complete' && !isNew ? 'redundant' : how);
    return how;
  }

  #die(): 'dead' {
    this.dead++;
    return 'dead';
  }

  /** What is to be tried after the moves so far. */
  #next(execution: Execution, sleep: readonly Moved[]): Next {
    const timeline = this.#timeline as Timeline;
    const transitions = execution.transitions();
    const possible = possibleMoves(execution, timeline, transitions);
    const open = possible.moves.filter((move) => this.#isWanted(move) && timeline.allows(move));
    const along = this.#along;
    if (along !== undefined && this.#names.length === along.length) return 'complete';
    const isOver = along === undefined && obligations(transitions).length === 0;
    if (open.length === 0) return isOver ? 'complete' : 'dead';
    const awake = open.filter(({ key }) => !sleep.some((other) => other.key === key));
    if (awake.length === 0) return isOver ? 'complete' : open.every(isOptionalMove) ? 'dead' : 'redundant';
    if (isOver || this.settings.reduction !== 'optimal') return { moves: awake, others: [], isOver };
    const lone = new Set(loneMoves(execution, timeline, possible));
    const moves = awake.filter((move) => lone.has(move));
    if (moves.length === 0) return { moves: awake, others: [], isOver };
    return { moves, others: awake.filter((move) => !lone.has(move)), isOver };
  }

  #isWanted({ transition }: Move): boolean {
    const wanted = this.#along?.[this.#names.length];
    return wanted === undefined || transition === undefined || sameTransition(transition, wanted);
  }

  /** Makes the move that is in hand at `node`. */
  #move(execution: Execution, node: Node, index: number): void {
    const timeline = this.#timeline as Timeline;
    const planned = node.moves[0] as Move;
    const name = planned.transition?.name;
    // Operations are made anew in every execution.
    const transition = name === undefined ? undefined : execution.find(name);
    const move: Move = { ...planned, transition };
    if (transition === undefined && name !== undefined) throw new NotRepeatable(this, execution, node.step);
    const effect = timeline.begin(move);
    if (transition === undefined) return this.#fallAsleep(node, move, noFootprint);
    const isRepeated = node.step !== undefined;
    this.#names.push(nameOf(transition));
    const step = execution.happen(transition);
    this.stepsPerformed++;
    if (isRepeated && !sameStep(node.step as Step, step)) throw new NotRepeatable(this, execution, node.step);
    node.step = step;
    this.#hash.add(step);
    timeline.end(move, effect, step);
    if (this.#single.learn(execution)) this.#mustRestart = true;
    if (this.#mustRestart) return;
    if (execution.panic !== undefined) {
      const { urgent } = possibleMoves(execution, timeline, execution.transitions());
      timeline.endProgram(execution.panic, urgent);
      node.moves = [...node.moves, ...node.others];
      node.others = [];
    }
    if (!isRepeated) this.#fallAsleep(node, move, step.footprint);
    this.#observer.step(execution, step, index);
  }

  /** From the next move on it need not be made again, until something has to do with it. */
  #fallAsleep({ done }: Node, move: Move, footprint: Footprint): void {
    if (done.every(({ key }) => key !== move.key)) done.push(new Moved(move, footprint));
  }

  /** What need not happen where the execution stands. */
  #asleep(): readonly Moved[] {
    const parent = this.#path[this.#path.length - 1];
    if (parent === undefined || this.settings.reduction === 'naive') return [];
    const made = parent.done[parent.done.length - 1] as Moved;
    return [...parent.sleep, ...parent.done.slice(0, -1)].filter((other) => !other.conflictsWith(made));
  }

  /** Goes back to the latest point at which there is something left to try. */
  #backtrack(): boolean {
    for (let node = this.#path.pop(); node !== undefined; node = this.#path.pop()) {
      node.moves = node.moves.slice(1);
      node.step = undefined;
      if (node.moves.length === 0) continue;
      this.#path.push(node);
      return true;
    }
    return false;
  }
}

function isOptionalMove({ transition }: Move): boolean {
  return transition !== undefined && isOptional(transition);
}

/** Whether a repeated step is the same: the same operations, on the same objects, returning the same. */
function sameStep(before: Step, now: Step): boolean {
  return (
    before.kind === now.kind && before.object.id === now.object.id && sameCompletions(before.completed, now.completed)
  );
}
