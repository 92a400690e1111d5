/**
 * Keeps account, while an execution runs, of what tells its states apart: what each process has done, under names that do
 * not depend on what others did, and which objects it may still use.
 */
import { CancellationCore } from '../kernel/cancellation.ts';
import { Mutex } from '../kernel/mutex.ts';
import { KernelObject } from '../kernel/operation.ts';
import { ModelTimer } from './clock.ts';
import type { Context, ProcessIdentity, TrackedPromise } from './context.ts';
import type { Hash } from './digest.ts';
import { Digest, keyOf, textHash } from './digest.ts';
import type { Execution } from './execution.ts';
import type { Call, ObjectRecord } from './history.ts';
import { History } from './history.ts';
import type { Insight } from './insight.ts';
import { reachable } from './liveness.ts';
import type { ProcessRun } from './process-run.ts';
import type { PastAccess } from './race-knowledge.ts';
import { RaceKnowledge } from './race-knowledge.ts';
import { requestOf } from './request.ts';
import type { Step } from './step.ts';
import type { Pending, Transition } from './transition.ts';
import type { Names } from './value-digest.ts';
import { digestValue } from './value-digest.ts';
import type { Watcher } from './watcher.ts';

const mainName = textHash('main');
const nobody: Hash = textHash('nobody');
const nothing: readonly never[] = [];

export class Account implements Watcher {
  readonly execution: Execution;
  readonly insight: Insight;
  readonly histories: Map<ProcessRun, History> = new Map<ProcessRun, History>();
  /** Calls by their operations, also those that are done. */
  readonly calls: Map<Pending, Call> = new Map<Pending, Call>();
  readonly records: Map<object, ObjectRecord> = new Map<object, ObjectRecord>();
  readonly races: RaceKnowledge = new RaceKnowledge();
  /** Objects that stay part of the state for ever: they were used by processes that had not seemed to know them. */
  readonly pinned: Set<ObjectRecord> = new Set<ObjectRecord>();
  readonly #byIdentity = new Map<ProcessIdentity, History>();
  readonly #signals = new Map<AbortSignal, ObjectRecord>();
  readonly #origins = new Map<object, Hash>();
  readonly #owners = new Map<object, History>();
  /** Names that objects were given. */
  readonly #named = new Set<number>();
  /** Which process last locked each lock. */
  readonly #lockers = new Map<KernelObject, History>();
  readonly #recordOf = (core: object): ObjectRecord | undefined => this.records.get(core);
  /** Processes that went on in the step in progress. */
  readonly #woken = new Set<History>();
  /** The process whose operation has just completed. */
  #current: History | undefined = undefined;

  constructor(execution: Execution, insight: Insight) {
    this.execution = execution;
    this.insight = insight;
    execution.calls.watcher = this;
    execution.tracker.onEnter = (context, awaited) => this.#enter(context, awaited);
  }

  history(run: ProcessRun): History {
    return this.histories.get(run) ?? this.#addHistory(run, mainName, new Set());
  }

  made(object: { readonly id: number }, by: ProcessRun): void {
    if (!(object instanceof KernelObject)) return;
    const maker = this.history(by);
    const name = this.#freeName(maker.next());
    const record: ObjectRecord = { core: object, name, key: keyOf(name) };
    this.records.set(object, record);
    maker.hand.add(record);
    if (object instanceof CancellationCore) this.#signals.set(object.controller.signal, record);
    if (this.insight.pinned.has(record.key)) this.pinned.add(record);
    maker.deeds.hash(textHash(object.type));
  }

  spawned(process: ProcessRun, by: ProcessRun): void {
    const maker = this.history(by);
    this.#addHistory(process, this.records.get(process.core)?.name ?? maker.next(), maker.hand);
    maker.deeds.hash(textHash(process.core.name ?? ''));
  }

  called(pending: Pending, by: ProcessRun): void {
    const caller = this.history(by);
    const history = this.history(pending.process);
    const { kind } = pending.operation;
    const id = kind === 'start' ? history.name : caller.next();
    this.#useObjects(pending, caller);
    const what = this.#digestCall(pending, caller, id);
    const call: Call = { pending, history, id, what, site: this.insight.siteOf(id), isPassive: isPassive(pending) };
    this.calls.set(pending, call);
    history.pending.add(call);
    if (pending.promise !== undefined) this.#owners.set(pending.promise, history);
    this.insight.ownership.note(call, this.#recordOf);
    if (kind === 'unlock') this.#noteUnlock(pending, caller);
    caller.deeds.hash(what);
  }

  completing(pending: Pending, threw: boolean, value: unknown): void {
    const call = this.calls.get(pending) as Call;
    const { history } = call;
    history.pending.delete(call);
    this.#current = history;
    if (call.isPassive) return;
    this.#woken.add(history);
    history.time = this.execution.tracker.settling;
    this.#noteLock(call, threw, value);
    if (pending.operation.kind === 'start') return;
    if (pending.operation.kind === 'checkpoint' && this.#mayForget(history)) return this.#forget(call);
    const result = new Digest().hash(call.id).word(threw ? 1 : 0);
    digestValue(value, result, this.#namesFor(history, undefined));
    if (!history.isSingle || this.insight.isRaw) result.hash(this.races.known(history.time.sync));
    history.learn(result.finish());
  }

  /** How many processes have ended. */
  get ended(): number {
    let count = 0;
    for (const history of this.histories.values()) if (history.isEnded) count++;
    return count;
  }

  /** A name for the transition that is the same wherever the processes have done the same since what they forgot. */
  wayOf({ pending, alternative, sender, partnerAlternative }: Transition): number {
    const digest = new Digest().hash(this.calls.get(pending)?.id ?? nobody).word(alternative);
    if (sender !== undefined) digest.hash(this.calls.get(sender)?.id ?? nobody).word(partnerAlternative);
    return keyOf(digest.finish());
  }

  /** Whether the call, if it is all its process waits for, can be explored alone. */
  isAlone(call: Call): boolean {
    return call.history.strands === 1 && this.insight.ownership.isAlone(call, this.#recordOf);
  }

  /** What races may come of a step that no execution took before. */
  accessesOf(step: Step): readonly PastAccess[] {
    if (step.accesses.length === 0) return nothing;
    const accesses: PastAccess[] = [];
    for (const { object, changes, atomic, pending } of step.accesses) {
      const record = this.records.get(object);
      const call = this.calls.get(pending);
      if (record === undefined || call === undefined) continue;
      this.insight.noteAccess(record.key, call.history, changes, atomic);
      if (!this.insight.contended.has(record.key)) continue;
      const label = new Digest()
        .text(pending.process.name)
        .hash(textHash(pending.operation.kind))
        .hash(call.site)
        .word((changes ? 1 : 0) + (atomic ? 2 : 0))
        .finish();
      accesses.push({ object: record.key, chain: step.time.chain, position: step.time.position, label });
    }
    return accesses;
  }

  /** The step in progress made these accesses. */
  recall(accesses: readonly PastAccess[]): void {
    for (const access of accesses) this.races.add(access);
  }

  /** The step is over, or main's beginning. Returns a process that did something else after the same before, if one did. */
  finish(isFresh: boolean): History | undefined {
    this.#current = undefined;
    let other: History | undefined;
    for (const history of this.#woken) {
      for (const call of history.pending) {
        // Firings of a timer that was disarmed are gone without having completed.
        if (call.pending.operation.kind === 'fire' && call.pending.list === undefined) history.pending.delete(call);
      }
      if (history.isEnded) history.deeds.hash(this.resultOf(history));
      else if (history.strands !== 1) history.isSingle = false;
      if (isFresh && !this.insight.keepsItsWord(history.digest, history.deeds.finish())) other ??= history;
      history.deeds = new Digest();
    }
    this.#woken.clear();
    return other;
  }

  /**
   * The execution is over. Its parts let go of one another: a collector of young garbage that has kept one of them for some
   * reason would keep them all.
   */
  close(): void {
    this.calls.clear();
    this.records.clear();
    this.histories.clear();
    this.pinned.clear();
    this.#byIdentity.clear();
    this.#owners.clear();
    this.#current = undefined;
    this.execution.calls.watcher = undefined;
    this.execution.tracker.onEnter = undefined;
    this.execution.steps.length = 0;
  }

  /** How a process ended. */
  resultOf(history: History): Hash {
    const { state, result } = history.run.core;
    const digest = new Digest().word(state === 'threw' ? 1 : 0);
    if (!digestValue(result, digest, this.names)) digest.hash(history.digest);
    return digest.finish();
  }

  /** For values that nobody comes across by being asked for them. */
  readonly names: Names = {
    mention: (object) => this.records.get(object)?.name,
    originOf: (object) => this.#origins.get(object),
  };

  #addHistory(run: ProcessRun, name: Hash, hand: ReadonlySet<ObjectRecord>): History {
    const history = new History(run, name, hand);
    this.histories.set(run, history);
    this.#byIdentity.set(run.identity, history);
    return history;
  }

  /** The name, or one like it where an object of that name may still be used. */
  #freeName(name: Hash): Hash {
    let free = name;
    if (this.#named.has(keyOf(name))) {
      const taken = new Set([...reachable(this)].map(({ key }) => key));
      for (let count = 1; taken.has(keyOf(free)); count++) free = new Digest().hash(name).word(count).finish();
    }
    this.#named.add(keyOf(free));
    return free;
  }

  /** Takes note that `caller` uses the objects of an operation; they should be ones it may know of. */
  #useObjects(pending: Pending, caller: History): void {
    const { operation } = pending;
    const request = requestOf(pending);
    if (request === undefined) this.#useObject(operation.object, caller);
    else for (const { channel } of request.cases) this.#useObject(channel, caller);
    if (operation.signal === undefined) return;
    const signalled = this.#signals.get(operation.signal);
    // A signal of the platform is state that we do not see.
    if (signalled === undefined) this.insight.noteRaw();
    else this.#useObject(signalled.core, caller);
  }

  #useObject(object: KernelObject, caller: History): void {
    const record = this.records.get(object);
    if (record === undefined || caller.hand.has(record)) return;
    if (!this.pinned.has(record)) this.insight.pin(record.key);
    caller.hand.add(record);
  }

  #digestCall(pending: Pending, caller: History, id: Hash): Hash {
    const { operation } = pending;
    const digest = new Digest().hash(textHash(operation.kind));
    const names = this.#namesFor(caller, id);
    digest.hash(this.records.get(operation.object)?.name ?? nobody);
    if (operation.signal !== undefined) digest.hash(this.#signals.get(operation.signal)?.name ?? nobody);
    const { argument } = operation;
    const request = requestOf(pending);
    if (request !== undefined) {
      digest.word(request.otherwise ? 1 : 0).text(request.shape);
      for (const { channel, sends, value, label } of request.cases) {
        digest
          .word(sends ? 1 : 0)
          .hash(this.records.get(channel)?.name ?? nobody)
          .text(label);
        digestValue(value, digest, names);
      }
    } else if (argument instanceof ModelTimer) digest.number(argument.ms).number(argument.period ?? -1);
    else if (hasTimer(argument)) {
      const { channel } = argument.timer;
      digest.number(argument.ms ?? -1).hash((channel && this.records.get(channel)?.name) ?? nobody);
    } else if (operation.kind !== 'start') digestValue(argument, digest, names);
    return digest.finish();
  }

  /** Names as `history` comes across them; what has no content that can be seen comes from `origin`, if that is known. */
  #namesFor(history: History, origin: Hash | undefined): Names {
    return {
      mention: (object) => {
        const record = this.records.get(object);
        if (record !== undefined) history.hand.add(record);
        return record?.name;
      },
      originOf: (object) => {
        const known = this.#origins.get(object);
        if (known === undefined && origin !== undefined) this.#origins.set(object, origin);
        return known ?? origin;
      },
    };
  }

  /** Whether the process may forget what it did: nothing else of it is under way, and no value it took may be lost. */
  #mayForget(history: History): boolean {
    if (this.insight.isRaw || history.strands > 0) return false;
    const { received, tracker } = this.execution;
    return received.every(({ pending, promise }) => pending.process !== history.run || tracker.isUsed(promise));
  }

  #forget(call: Call): void {
    const state = new Digest();
    const mentioned: ObjectRecord[] = [];
    digestValue(call.pending.operation.argument, state, {
      mention: (object) => {
        const record = this.records.get(object);
        if (record !== undefined) mentioned.push(record);
        return record?.name;
      },
      originOf: (object) => this.#origins.get(object),
    });
    call.history.forget(call, state.finish(), mentioned);
  }

  /** A lock that somebody else unlocks than locked it does not follow the rule. */
  #noteUnlock({ operation: { object } }: Pending, by: History): void {
    const record = this.records.get(object);
    if (record !== undefined && this.#lockers.get(object) !== by) this.insight.ownership.makeIrregular(record);
  }

  /** Keeps who holds each lock. */
  #noteLock({ history, pending }: Call, threw: boolean, value: unknown): void {
    const { kind, object } = pending.operation;
    if (!(object instanceof Mutex) || threw) return;
    if (kind === 'unlock') {
      this.#noteUnlock(pending, history);
      this.#lockers.delete(object);
    } else if (kind !== 'tryLock' || value === true) this.#lockers.set(object, history);
  }

  /** Code of a process begins to run. It should be because an operation of its own completed. */
  #enter(context: Context, awaited: TrackedPromise | undefined): void {
    // What V8 does for a promise that is resolved with another has no process of its own: it belongs to whom it is done for.
    const history = this.#historyOf(context.process) ?? this.#current;
    if (history === undefined) return this.insight.noteRaw();
    if (!history.hasBegun) {
      history.hasBegun = true;
      this.#current = history;
      this.#woken.add(history);
      return;
    }
    if (history !== this.#current) this.#hear(history, this.#current);
    if (awaited === undefined) return;
    const owner = this.#owners.get(awaited);
    if (owner !== undefined && owner !== history) this.#hear(history, owner);
    const settler = this.execution.tracker.settlerOf(awaited);
    const other = settler === undefined ? undefined : this.#byIdentity.get(settler);
    if (other !== undefined && other !== history) this.#hear(history, other);
  }

  #historyOf(identity: ProcessIdentity): History | undefined {
    const known = this.#byIdentity.get(identity);
    if (known !== undefined) return known;
    const run = this.execution.processes.find((process) => process.identity === identity);
    return run === undefined ? undefined : this.history(run);
  }

  /** A process goes on because of what another did, with no operation between them. */
  #hear(history: History, other: History | undefined): void {
    this.insight.noteRaw();
    this.#woken.add(history);
    history.learn(new Digest().hash(other?.digest ?? nobody).finish());
  }
}

interface TimerArgument {
  readonly timer: ModelTimer;
  readonly ms?: number;
}

function hasTimer(argument: unknown): argument is TimerArgument {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    (argument as Partial<TimerArgument>).timer instanceof ModelTimer
  );
}

/** Whether no strand of the process waits for it: it fires on its own, and only calls off. */
function isPassive({ operation: { kind, argument } }: Pending): boolean {
  return kind === 'fire' && !(typeof argument === 'object' && argument !== null && 'callback' in argument);
}
