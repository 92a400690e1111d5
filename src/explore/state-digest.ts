/**
 * The fingerprint of a state: what every process has done since what it last forgot and what it waits for, every object that
 * somebody may still use, the clock, and what races may still come of past accesses. Two states with the same one go on
 * alike, and whatever is found from the one is found from the other.
 */

import type { VectorTime } from '../causality/vector-time.ts';
import { maximum } from '../causality/vector-time.ts';
import { CancellationCore } from '../kernel/cancellation.ts';
import { ChannelCore } from '../kernel/channel.ts';
import type { KernelObject, Operation, Slot } from '../kernel/operation.ts';
import { ProcessCore } from '../kernel/process.ts';
import type { Survey } from '../kernel/survey.ts';
import { canonical } from '../trace/value.ts';
import type { Account } from './account.ts';
import { ModelTimer } from './clock.ts';
import type { Hash } from './digest.ts';
import { Digest, Sum, textHash } from './digest.ts';
import type { Call, History, ObjectRecord } from './history.ts';
import { reachable } from './liveness.ts';
import type { Holder } from './race-knowledge.ts';
import { requestOf } from './request.ts';
import type { Pending } from './transition.ts';
import { digestValue } from './value-digest.ts';

type Vector = readonly number[];

const nameless: Hash = textHash('nameless');

/** Computes the fingerprint of the state the account's execution is in. */
export function stateOf(account: Account): Hash {
  return new StateDigest(account).finish();
}

class StateDigest {
  readonly #account: Account;
  readonly #sum = new Sum();
  readonly #slots: { readonly name: Hash; readonly slot: Slot }[] = [];
  readonly #strands: Holder[] = [];
  #isWhole = true;

  constructor(account: Account) {
    this.#account = account;
  }

  finish(): Hash {
    const account = this.#account;
    const { insight, execution } = account;
    const live = reachable(account);
    for (const history of account.histories.values()) this.#process(history);
    for (const record of live) this.#object(record);
    this.#clock(live);
    const { mainResult, mainValue } = execution;
    if (mainResult !== undefined) {
      const value = mainValue === undefined ? '' : canonical(mainValue);
      this.#sum.add(
        new Digest()
          .word(mainResult.threw ? 2 : 1)
          .text(value)
          .finish(),
      );
    }
    this.#isWhole &&= !insight.isRaw;
    account.races.survey(this.#strands, () => this.#suppliers(), this.#isWhole, this.#sum);
    return this.#sum.finish();
  }

  #process(history: History): void {
    const { insight } = this.#account;
    if (history.isEnded && history.pending.size === 0 && !insight.isRaw) return;
    if (!history.isSingle) this.#isWhole = false;
    const digest = new Digest()
      .hash(history.name)
      .hash(history.digest)
      .word(history.isSingle ? 1 : 0);
    digest.word(history.hasBegun ? 1 : 0).word(history.isEnded ? 1 : 0);
    // Whether what a loop goes round for has changed and changed back decides whether it is held.
    for (const changed of this.#account.execution.spins.changes(history.run)) digest.word(changed ? 1 : 0);
    for (const call of history.pending) {
      this.#call(call, digest);
      const name = new Digest().hash(history.name).hash(call.id).finish();
      const sync = this.#surelyAfter(call, new Set());
      if (call.isPassive) this.#slots.push({ name, slot: { clock: { sync } } });
      else this.#strands.push({ name, sync });
    }
    if (!history.isEnded && history.strands === 0) this.#strands.push({ name: history.name, sync: history.time.sync });
    this.#sum.add(digest.finish());
  }

  /** An operation on its way. */
  #call({ pending, id, what }: Call, digest: Digest): void {
    const { operation, cancelRequested, cancelOnly } = pending;
    digest.hash(id).hash(what).hash(textHash(operation.kind));
    digest.word(operation.phase).word((operation.granted ? 1 : 0) + (cancelRequested ? 2 : 0) + (cancelOnly ? 4 : 0));
    digest.hash(this.#account.records.get(operation.object)?.name ?? nameless);
    if (pending.steps > 0 && requestOf(pending) === undefined) digest.word(pending.steps);
    for (const { channel } of requestOf(pending)?.cases ?? []) {
      // Who waited for a timer before it was armed cannot have missed its firing.
      if (channel.source instanceof ModelTimer) digest.word(pending.calledAt <= channel.source.armedStep ? 1 : 0);
    }
  }

  #object({ core, name }: ObjectRecord): void {
    const digest = new Digest().hash(name);
    const writer = new Writer(this.#account, digest, (slot, index) => {
      this.#slots.push({ name: new Digest().hash(name).number(index).finish(), slot });
    });
    core.survey(writer);
    this.#queue(core, digest);
    if (core instanceof ChannelCore && core.source instanceof ModelTimer) {
      const { armed, firings, exhausted } = core.source;
      digest.word((armed ? 1 : 0) + (exhausted ? 2 : 0)).word(firings);
    }
    if (core instanceof CancellationCore) {
      const children = new Sum();
      for (const child of core.children) children.add(this.#account.records.get(child)?.name ?? nameless);
      digest.hash(children.finish());
    }
    if (core instanceof ProcessCore && writer.sawUnknown) this.#ender(core, digest);
    this.#sum.add(digest.finish());
  }

  /** What a process returned whose content cannot be seen is known by what it did. */
  #ender(core: ProcessCore, digest: Digest): void {
    for (const { run, digest: done } of this.#account.histories.values()) if (run.core === core) digest.hash(done);
  }

  /** The order in which strands of one process wait for an object; that of different processes makes no difference. */
  #queue({ waiting }: KernelObject, digest: Digest): void {
    if (waiting.head === waiting.tail) return;
    const queues = new Map<History, Digest>();
    for (let one = waiting.head; one !== undefined; one = one.next) {
      const call = this.#account.calls.get(one.record as Pending);
      if (call === undefined || call.history.isSingle) continue;
      const queue = queues.get(call.history) ?? new Digest().hash(call.history.name);
      queues.set(call.history, queue.hash(call.id));
    }
    const sum = new Sum();
    for (const queue of queues.values()) sum.add(queue.finish());
    digest.hash(sum.finish());
  }

  #clock(live: ReadonlySet<ObjectRecord>): void {
    const { execution, calls, records } = this.#account;
    const firings = new Map<unknown, Call>();
    for (const pending of execution.pending) {
      if (pending.operation.kind === 'fire') firings.set(pending.operation.argument, calls.get(pending) as Call);
    }
    const recordOf = ({ channel }: ModelTimer): ObjectRecord | undefined => channel && records.get(channel);
    const matters = (timer: ModelTimer): boolean => {
      const record = recordOf(timer);
      return firings.has(timer) || (record !== undefined && live.has(record));
    };
    const digest = new Digest();
    const writer = new Writer(this.#account, digest, (slot, index) => {
      this.#slots.push({ name: new Digest().hash(nameless).number(index).finish(), slot });
    });
    execution.clock.survey(writer);
    execution.clock.surveyArmed(writer, matters, (timer) => {
      const call = firings.get(timer);
      if (call !== undefined) digest.hash(call.history.name).hash(call.id);
      digest.hash(recordOf(timer)?.name ?? nameless);
    });
    // What reads the time sees how much of it has passed.
    if (execution.surprises.size > 0) digest.number(execution.clock.now);
    this.#sum.add(digest.finish());
  }

  /** What the strand of the call is ordered after by the time it does anything else. */
  #surelyAfter({ pending }: Call, seen: Set<Call>): Vector {
    const { operation, past } = pending;
    let { sync } = past;
    if (operation.signal !== undefined) return sync;
    for (const slot of operation.object.surelyAcquires(operation)) sync = joined(sync, slot);
    if (operation.kind !== 'join') return sync;
    // Who ends comes after what it is sure to come after before.
    for (const other of this.#account.histories.values()) {
      if (other.run.core !== operation.object || other.isEnded || !other.isSingle) continue;
      for (const call of other.pending) {
        if (call.isPassive || seen.has(call)) continue;
        seen.add(call);
        sync = maximum(sync, this.#surelyAfter(call, seen));
      }
    }
    return sync;
  }

  #suppliers(): Holder[] {
    return this.#slots.flatMap(({ name, slot }) => {
      const time = slot.clock as Pick<VectorTime, 'sync'> | undefined;
      return time === undefined ? [] : [{ name, sync: time.sync }];
    });
  }
}

function joined(sync: Vector, slot: Slot): Vector {
  const time = slot.clock as VectorTime | undefined;
  return time === undefined ? sync : maximum(sync, time.sync);
}

/** Writes what an object says of itself into a digest. */
class Writer implements Survey {
  /** Whether a value had no content that can be seen, and no origin. */
  sawUnknown = false;
  readonly #account: Account;
  readonly #digest: Digest;
  readonly #slot: (slot: Slot, index: number) => void;
  #count = 0;

  constructor(account: Account, digest: Digest, slot: (slot: Slot, index: number) => void) {
    this.#account = account;
    this.#digest = digest;
    this.#slot = slot;
  }

  number(value: number): void {
    this.#digest.number(value);
  }

  value(value: unknown): void {
    if (!digestValue(value, this.#digest, this.#account.names)) this.sawUnknown = true;
  }

  operation(operation: Operation): void {
    const call = this.#account.calls.get(operation.record as Pending);
    if (call !== undefined) this.#digest.hash(call.history.name).hash(call.id);
  }

  object(object: KernelObject): void {
    const record = this.#account.records.get(object);
    if (record !== undefined) this.#digest.hash(record.name);
    else object.survey(this);
  }

  slot(slot: Slot, index?: number): void {
    this.#slot(slot, index ?? 1000 + this.#count++);
  }
}
