/** What nodes call while they are explored, and what follows when something happens to them. */
import type { VectorTime } from '../causality/vector-time.ts';
import { Case } from '../kernel/channel.ts';
import { MisuseError } from '../kernel/errors.ts';
import type { Letter } from '../kernel/node.ts';
import { InboxCore, NodeCore } from '../kernel/node.ts';
import type { KernelObject } from '../kernel/operation.ts';
import { Operation } from '../kernel/operation.ts';
import { ProcessCore } from '../kernel/process.ts';
import { StorageCore } from '../kernel/storage.ts';
import { isVirtualTime } from '../trace/model.ts';
import type { OperationName } from '../trace/trace.ts';
import { show, tag } from '../trace/value.ts';
import type { Calls, Parts } from './calls.ts';
import { clockOf } from './clocks.ts';
import type { Fate, Life } from './network.ts';
import { NodeRun } from './network.ts';
import { nodeClock } from './places.ts';
import type { ProcessRun } from './process-run.ts';
import type { Stage } from './stage.ts';
import { withAdded } from './stage.ts';
import { Pending } from './transition.ts';

const never = new Promise<never>(() => {});
const unheard = (): void => {};

/** The names of a cut of the network and of the healing after that. */
interface Cutting {
  readonly partition: number;
  readonly heal: number;
}

export class Nodes {
  readonly #parts: Parts;
  readonly #calls: Calls;
  /** The only node that may touch an object, once one has. */
  readonly #owners = new Map<KernelObject, NodeRun>();
  /** The names of the copies of each message, and of what a crash of its receiver did to them. */
  readonly #copies = new Map<Letter, readonly number[]>();
  #cuttings: readonly Cutting[] = [];
  #cutsMade = 0;

  constructor(parts: Parts, calls: Calls) {
    this.#parts = parts;
    this.#calls = calls;
  }

  /** @throws Error when there is a node of that name. */
  declare(name: string, core: ProcessCore, run: (node: NodeCore) => unknown): void {
    const { network, tracker, settings, clock } = this.#parts;
    const { neighbours, nodes, model } = network;
    if (this.#parts.processes.all.length === 0)
      throw new Error(`node('${name}'): make nodes inside the program's function, or leave out the default export`);
    if (neighbours.has(name)) throw new Error(`node('${name}'): there is a node of that name already`);
    const calls = this.#calls;
    const inbox = calls.adopt(new InboxCore(name));
    const storage = calls.adopt(new StorageCore(`storage of ${name}`));
    const node = calls.adopt(new NodeCore(name, neighbours, inbox, storage));
    const { running, identities } = tracker;
    const next = (): number => running.nextIdentity(identities);
    const lives: Life[] = [];
    for (let life = 0; life <= model.restarts; life++)
      lives.push({ process: running.nextProcess(identities), crash: next(), restart: next() });
    if (nodes.length === 0)
      this.#cuttings = Array.from({ length: model.partitions }, () => ({ partition: next(), heal: next() }));
    const isFirst = nodes.length === 0;
    let own = clock;
    if (!isVirtualTime(settings.model)) {
      own = clockOf(settings.model, settings.ticks);
      own.id = nodeClock(nodes.length);
    }
    const made = new NodeRun(node, nodes.length, own, run, lives, model.crashes > 0);
    nodes.push(made);
    this.#live(made, lives[0] as Life, core, running.time);
    if (isFirst) this.#mayCut(running.time);
  }

  post(letter: Letter): Promise<void> {
    const { tracker, network } = this.#parts;
    const { running, identities } = tracker;
    const { duplication, restarts } = network.model;
    const copies = duplication > 0 ? 2 : 1;
    const names = Array.from({ length: restarts > 0 ? 2 * copies : copies }, () => running.nextIdentity(identities));
    this.#copies.set(letter, names);
    return this.#calls.call(new Operation('post', letter.from, letter)) as Promise<void>;
  }

  /** Why `process` may not touch `object`; undefined when it may. */
  trespass(object: KernelObject, { node }: ProcessRun): MisuseError | undefined {
    if (node === undefined || !isOwned(object)) return undefined;
    const owner = this.#owners.get(object);
    if (owner === undefined) this.#owners.set(object, node);
    if (owner === undefined || owner === node) return undefined;
    const what = object.name === undefined ? `a ${object.type} without a name` : `${object.type} '${object.name}'`;
    return new MisuseError(
      `${what} is touched by node '${owner.core.label}' and by node '${node.core.label}'; nodes share nothing: send a message`,
    );
  }

  /** Whether the program is still to hear of what `process` calls. */
  isGone({ core }: ProcessRun): boolean {
    return core.state === 'crashed';
  }

  /** What follows from a step, before the program goes on. */
  follow({ operation, process }: Pending, alternative: number, time: VectorTime): void {
    const { kind, argument } = operation;
    if (kind === 'post') this.#carry(argument as Letter, process, time);
    else if (kind === 'partition')
      this.#add('heal', operation.object, undefined, (this.#cuttings[this.#cutsMade++] as Cutting).heal, process, time);
    else if (kind === 'heal') this.#mayCut(time);
    else if (kind === 'crash') this.#mayRestart(argument as NodeRun, process, time);
    else if (kind === 'restart' && alternative === 0) this.#restart(argument as NodeRun, time);
  }

  #carry(letter: Letter, process: ProcessRun, time: VectorTime): void {
    const names = this.#copies.get(letter) as readonly number[];
    if (this.#parts.settings.explained) letter.text = show(tag(letter.open().body));
    for (let copy = 0; copy < letter.copies; copy++) this.#deliver(letter, names[copy] as number, process, time);
    // Whoever waits for the receipt of a message that is lost waits for ever.
    if (letter.copies === 0 && letter.isSynchronous)
      lose(this.#deliver(letter, names[0] as number, process, time), this.#parts.stage);
  }

  #deliver(letter: Letter, identity: number, process: ProcessRun, time: VectorTime): Pending {
    const { inbox } = letter.to;
    const one = new Case<unknown>(inbox as never, true, letter.open(), '');
    const operation = new Operation('deliver', inbox, { cases: [one], otherwise: false, shape: 'nothing' });
    one.operation = operation;
    let hear: (value: unknown) => void = unheard;
    if (letter.isSynchronous && letter.receipt === undefined) {
      letter.receipt = new Promise((resolve) => {
        hear = resolve;
      });
    }
    const pending = this.#pend(operation, identity, process, time, hear, letter.receipt);
    pending.letter = letter;
    pending.isHeardOf = hear !== unheard;
    pending.heldBy = this.#parts.network.enqueue(pending).map((by) => ({ object: inbox, sends: true, by }));
    inbox.senders.push(one as never);
    return pending;
  }

  #mayRestart(node: NodeRun, process: ProcessRun, time: VectorTime): void {
    const { restart } = node.lives[node.core.restarts] as Life;
    if (node.core.restarts + 1 < node.lives.length) this.#add('restart', node.core, node, restart, process, time);
  }

  #restart(node: NodeRun, time: VectorTime): void {
    const core = this.#calls.adopt(new ProcessCore(node.core.label, {}));
    this.#live(node, node.lives[node.core.restarts] as Life, core, time);
    const { network } = this.#parts;
    // What was on its way when the node crashed may have arrived by then, and is forgotten with it.
    for (let one = node.core.inbox.senders.head; one !== undefined; one = one.next) {
      const message = one.operation?.record as Pending;
      const names = this.#copies.get(message.letter as Letter) as readonly number[];
      const fate = names[names.indexOf(message.identity) + names.length / 2] as number;
      message.isUndecided = true;
      message.heldBy = [...(message.heldBy ?? []), { object: node.core.inbox, sends: true, by: fate }];
      const before = network.ahead(message);
      this.#add('fate', node.core.inbox, { message, before } satisfies Fate, fate, message.process, time);
    }
  }

  /** Begins a life of `node`, whose process is `core`. */
  #live(node: NodeRun, { process, crash }: Life, core: ProcessCore, time: VectorTime): void {
    const run = this.#calls.begin(core, process, () => node.run(node.core), time, node);
    if (node.isMortal) this.#add('crash', node.core, node, crash, run, time);
  }

  #mayCut(time: VectorTime): void {
    const { network, processes } = this.#parts;
    const cutting = this.#cuttings[this.#cutsMade];
    const [first] = network.nodes;
    if (cutting === undefined || first === undefined) return;
    this.#add('partition', first.core, undefined, cutting.partition, processes.all[0] as ProcessRun, time);
  }

  #add(
    kind: OperationName,
    object: KernelObject,
    argument: unknown,
    identity: number,
    process: ProcessRun,
    time: VectorTime,
  ): void {
    this.#pend(new Operation(kind, object, argument), identity, process, time, unheard, never);
  }

  /** Makes something that may happen one of the things that can. */
  #pend(
    operation: Operation,
    identity: number,
    process: ProcessRun,
    time: VectorTime,
    resolve: (value: unknown) => void,
    promise: Promise<unknown> | undefined,
  ): Pending {
    const { stage, tracker } = this.#parts;
    const pending = new Pending(
      operation,
      identity,
      process,
      time,
      stage.moment,
      promise ?? never,
      resolve,
      unheard,
      undefined,
    );
    operation.record = pending;
    stage.pending.push(pending);
    tracker.hold(pending);
    if (!stage.repeats) stage.called = withAdded(stage.called, pending);
    return pending;
  }
}

/** Whether it is of one node alone, once one has touched it. */
function isOwned({ type }: KernelObject): boolean {
  return type !== 'nothing' && type !== 'clock' && type !== 'node';
}

/** The message never arrives; who waits for its receipt goes on waiting. */
export function lose(message: Pending, stage: Stage): void {
  for (const one of message.request?.cases ?? []) one.list?.remove(one);
  if (!message.isHeardOf) stage.retire(message);
}
