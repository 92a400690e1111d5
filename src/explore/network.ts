/**
 * The network between the nodes of an execution, and what the adversary of its model may do to it and to them.
 *
 * A message that has left is a send that waits for its receiver, as on a channel without a buffer, and that nobody waits for:
 * it is delivered in the step that receives it, and until then it is on its way. Under the asynchronous model nobody can tell
 * that from one that has arrived earlier. Its fate is an alternative of the step that sends it, for the same reason. A crash
 * is a step of its own, which conflicts with every step of its node.
 */
import { covers } from '../causality/vector-time.ts';
import type { Letter, Neighbours, NodeCore } from '../kernel/node.ts';
import type { FaultBudgets, Model } from '../trace/model.ts';
import { isTimed } from '../trace/model.ts';
import type { Clock } from './clock.ts';
import type { ProcessIdentity } from './context.ts';
import { Touch } from './footprint.ts';
import { budgets, nodePlace } from './places.ts';
import type { ProcessRun } from './process-run.ts';
import type { Stage } from './stage.ts';
import type { Pending, Transition } from './transition.ts';

/** What becomes of a message: an alternative of the step that sends it. */
export const fates = { carried: 0, lost: 1, doubled: 2, cut: 3 } as const;

/** What the adversary may do so many times. */
export type FaultName = 'loss' | 'duplication' | 'crashes' | 'restarts' | 'partitions';

const faultNames: readonly FaultName[] = ['loss', 'duplication', 'crashes', 'restarts', 'partitions'];

/** How a step that the adversary has so many of uses them up. */
export function spending(fault: FaultName): Touch {
  return new Touch(budgets, faultNames.indexOf(fault), 'exhaust');
}

/** The fault that a fate is. */
export function faultOf(fate: number): FaultName | undefined {
  if (fate === fates.lost) return 'loss';
  return fate === fates.doubled ? 'duplication' : undefined;
}

/** The names of what may happen to one life of a node: handed out beforehand, so that they are the same whenever it ends. */
export interface Life {
  readonly process: ProcessIdentity;
  /** Of its crash, and of the restart after that. */
  readonly crash: number;
  readonly restart: number;
}

/** Whether a message that was on its way when its receiver crashed is forgotten with it. */
export interface Fate {
  readonly message: Pending;
  /** Those that had to arrive before it: it can only have arrived when they had. */
  readonly before: readonly Pending[];
}

/** A node in one execution. */
export class NodeRun {
  readonly core: NodeCore;
  readonly index: number;
  readonly clock: Clock;
  /** Runs its body. */
  readonly run: (node: NodeCore) => unknown;
  readonly lives: readonly Life[];
  /** Its own processes: the one that runs its body first. */
  processes: ProcessRun[] = [];
  isUp = true;
  /** Whether it may crash at all, so that it matters when. */
  readonly isMortal: boolean;

  constructor(
    core: NodeCore,
    index: number,
    clock: Clock,
    run: (node: NodeCore) => unknown,
    lives: readonly Life[],
    isMortal: boolean,
  ) {
    this.core = core;
    this.index = index;
    this.clock = clock;
    this.run = run;
    this.lives = lives;
    this.isMortal = isMortal;
  }

  /** Whether any of it still runs, so that a crash would end something. */
  get isRunning(): boolean {
    return this.isUp && this.processes.some(({ core }) => core.state === 'running');
  }
}

/** What cuts the network: messages of the one side no longer reach the other. */
interface Cut {
  readonly from: ReadonlySet<number>;
  readonly to: ReadonlySet<number>;
  readonly isTwoWay: boolean;
}

export class Network {
  readonly nodes: NodeRun[] = [];
  readonly neighbours: Neighbours = new Map();
  readonly model: FaultBudgets;
  /** Whether it is known which messages have arrived, and not only which are delivered. */
  readonly hasArrivals: boolean;
  /** What the adversary could have done, had it wanted to. */
  readonly offered: Set<FaultName> = new Set<FaultName>();
  readonly #used: Record<FaultName, number> = { loss: 0, duplication: 0, crashes: 0, restarts: 0, partitions: 0 };
  #cut: Cut | undefined = undefined;
  /** All cuts there were. */
  readonly #cuts: Cut[] = [];
  /** What has left for each inbox, in the order of that, delivered or not. */
  readonly #left = new Map<NodeCore, Pending[]>();

  constructor(model: Model) {
    this.model = model;
    this.hasArrivals = isTimed(model);
  }

  /** Whether nodes may crash. */
  get isMortal(): boolean {
    return this.model.crashes > 0 && this.nodes.length > 0;
  }

  /** Whether something may happen that may as well not. */
  get isHostile(): boolean {
    return this.nodes.length > 0 && (this.model.crashes > 0 || this.model.partitions > 0);
  }

  /** What may become of a message that is sent now. */
  fatesOf(letter: Letter): readonly number[] {
    if (this.#isCut(letter)) return [fates.cut];
    const open: number[] = [fates.carried];
    if (this.#may('loss')) open.push(fates.lost);
    if (this.#may('duplication')) open.push(fates.doubled);
    return open;
  }

  /** The message leaves. */
  post(pending: Pending, fate: number, stage: Stage): void {
    const letter = pending.operation.argument as Letter;
    const { order, partitions, restarts } = this.model;
    const { id } = letter.from;
    if (order !== 'none') stage.touch(letter.from, nodePlace.linkTo(this.#indexOf(letter.to)), 'write');
    if (restarts > 0) stage.touch(letter.to, nodePlace.arrivals, 'commute');
    if (partitions > 0) stage.use(id, nodePlace.cutFrom(this.#indexOf(letter.to)), 'read', false);
    if (letter.cell !== undefined) {
      stage.touch(letter.cell, 0, 'read');
      stage.access(letter.cell, false, false);
    }
    if (fate === fates.lost) this.#spend('loss', stage);
    if (fate === fates.doubled) this.#spend('duplication', stage);
    letter.copies = fate === fates.carried ? 1 : fate === fates.doubled ? 2 : 0;
    stage.complete(pending.operation, undefined);
  }

  /** Whether `node` can crash now. */
  canCrash(node: NodeRun): boolean {
    return node.isRunning && this.#may('crashes');
  }

  /** Whether a node that has ended could have crashed instead. */
  couldHaveCrashed({ operation: { argument } }: Pending): boolean {
    const node = argument as NodeRun;
    return node.isUp && !node.isRunning && this.#may('crashes');
  }

  /** Whether a node that has crashed can start again. */
  canRestart(): boolean {
    return this.#may('restarts');
  }

  /** The node is gone, with all its processes and what they waited for; what it has sent is on its way. */
  crash(node: NodeRun, stage: Stage): void {
    this.#spend('crashes', stage);
    node.isUp = false;
    for (const pending of stage.pending) {
      if (pending.process.node !== node || isAdverse(pending)) continue;
      stage.prevent(pending);
      stage.retire(pending);
    }
    for (const { core } of node.processes) if (core.state === 'running') core.state = 'crashed';
    node.clock.disarmAll();
    node.core.storage.revert();
  }

  /** It starts again. */
  restart(node: NodeRun, stage: Stage): void {
    this.#spend('restarts', stage);
    stage.touch(node.core, nodePlace.arrivals, 'write');
    node.isUp = true;
    node.processes = [];
    node.core.restarts++;
  }

  /** In how many ways the network can be cut now. */
  get cuts(): number {
    return this.nodes.length < 2 || !this.#may('partitions') ? 0 : cutCount(this.nodes.length);
  }

  /** Cuts the network in the `way`-th way, from 0. */
  cut(way: number, stage: Stage): void {
    this.#spend('partitions', stage);
    this.#cut = cutAt(way, this.nodes.length);
    this.#cuts.push(this.#cut);
    this.#touchCut(stage);
  }

  heal(stage: Stage): void {
    this.#touchCut(stage);
    this.#cut = undefined;
  }

  /** What the `ordinal`-th cut is, from 1, in words. */
  cutText(ordinal: number): string {
    const { from, to, isTwoWay } = this.#cuts[ordinal - 1] as Cut;
    const names = (side: ReadonlySet<number>): string =>
      [...side].map((index) => (this.nodes[index] as NodeRun).core.label).join(', ');
    return isTwoWay ? `${names(from)} | ${names(to)}` : `${names(from)} → ${names(to)}`;
  }

  /** Notes that `message` has left; names those that have to be delivered before it, or under fifo the latest of them. */
  enqueue(message: Pending): readonly number[] {
    const { to } = message.letter as Letter;
    const left = this.#left.get(to) ?? [];
    this.#left.set(to, left);
    const before = left.filter((other) => this.precedes(other, message)).map(({ identity }) => identity);
    left.push(message);
    return this.model.order === 'causal' ? before : before.slice(-1);
  }

  /** Whether `ahead`, which left for the same inbox before `message`, has to be delivered before it. */
  precedes(ahead: Pending, message: Pending): boolean {
    const { order } = this.model;
    const one = (ahead.letter as Letter).from;
    const other = (message.letter as Letter).from;
    // Of two copies it makes no difference which is which.
    if (ahead.letter === message.letter) return true;
    if (order === 'none') return false;
    return one === other || (order === 'causal' && covers(message.past, ahead.past));
  }

  /** The messages on their way that have to be delivered before `message`. */
  ahead(message: Pending): readonly Pending[] {
    const [own] = message.request?.cases ?? [];
    const others: Pending[] = [];
    for (let one = own?.channel.senders.head; one !== undefined && one !== own; one = one.next) {
      const other = one.operation?.record as Pending;
      if (this.precedes(other, message)) others.push(other);
    }
    return others;
  }

  #spend(fault: FaultName, stage: Stage): void {
    this.#used[fault]++;
    const { object, place, use } = spending(fault);
    stage.use(object, place, use, false);
  }

  #may(fault: FaultName): boolean {
    if (this.#used[fault] >= this.model[fault]) return false;
    this.offered.add(fault);
    return true;
  }

  #isCut({ from, to }: Letter): boolean {
    return this.#cut !== undefined && separates(this.#cut, this.#indexOf(from), this.#indexOf(to));
  }

  #touchCut(stage: Stage): void {
    const cut = this.#cut as Cut;
    for (const { core, index } of this.nodes) {
      for (const other of this.nodes)
        if (separates(cut, index, other.index)) stage.use(core.id, nodePlace.cutFrom(other.index), 'write', false);
    }
  }

  #indexOf(core: NodeCore): number {
    return this.nodes.findIndex((node) => node.core === core);
  }
}

/** Whether it is none of the program's operations, but something that may happen to it. */
export function isAdverse({ operation: { kind } }: Pending): boolean {
  switch (kind) {
    case 'deliver':
    case 'fate':
    case 'crash':
    case 'restart':
    case 'partition':
    case 'heal':
      return true;
    default:
      return false;
  }
}

/** Whether it may as well never happen: an execution is over when nothing else can. */
export function isOptional({ pending: { operation } }: Transition): boolean {
  return operation.kind === 'crash' || operation.kind === 'partition' || operation.kind === 'heal';
}

/** What of `all` has to happen, or something that makes it impossible: as long as there is any, an execution is not over. */
export function obligations(all: readonly Transition[]): readonly Transition[] {
  return all.some(isOptional) ? all.filter((one) => !isOptional(one)) : all;
}

/** Each set of some nodes but not all can be cut off from the rest one way; and, counting each split once, both ways. */
function cutCount(nodes: number): number {
  const sides = 2 ** nodes - 2;
  return sides + sides / 2;
}

function cutAt(way: number, nodes: number): Cut {
  const sides = 2 ** nodes - 2;
  const isTwoWay = way >= sides;
  const side = 1 + (isTwoWay ? way - sides : way);
  const all = Array.from({ length: nodes }, (_, index) => index);
  const from = new Set(all.filter((index) => (side & (1 << index)) !== 0));
  return { from, to: new Set(all.filter((index) => !from.has(index))), isTwoWay };
}

function separates({ from, to, isTwoWay }: Cut, one: number, other: number): boolean {
  return (from.has(one) && to.has(other)) || (isTwoWay && to.has(one) && from.has(other));
}
