/**
 * Every operation that is not on a channel, run for real with the kernel's own semantics: at once when its object lets it,
 * otherwise in the queue of its object, from which it is let go first come, first served.
 */
import { ChannelCore } from '../kernel/channel.ts';
import type { Effects, KernelObject, Operation, Use } from '../kernel/operation.ts';
import type { AbortEntry, Cancellable } from './aborts.ts';
import { cancelOnAbort, refusal } from './aborts.ts';
import { wakeAll } from './channels.ts';
import type { Settlers, Wanted } from './observer.ts';
import { observed } from './observer.ts';
import { done, turn } from './turn.ts';

/** An operation that waits. */
class Pending implements Settlers, Cancellable {
  readonly #operation: Operation;
  readonly #by: Performer;
  resolve!: (value: unknown) => void;
  reject!: (error: unknown) => void;
  entry: AbortEntry | undefined = undefined;

  constructor(operation: Operation, by: Performer) {
    this.#operation = operation;
    this.#by = by;
  }

  wait(): Promise<unknown> {
    const operation = this.#operation;
    const promise = new Promise<unknown>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (operation.signal !== undefined) this.entry = cancelOnAbort(operation.signal, this);
    // What a Cond has woken waits for its lock: the words are found when they are asked for.
    if (observed.by !== undefined) observed.by.waits(this, () => waitingOn(operation), wantedBy(operation));
    return promise;
  }

  /** Leaves the queue of its object, and its signal. */
  leave(): void {
    this.#operation.list?.remove(this.#operation);
    if (this.entry !== undefined) this.entry.leave();
  }

  cancel(reason: unknown): void {
    this.leave();
    this.#by.withdraw(this.#operation);
    this.reject(reason);
  }
}

function wantedBy({ kind, object }: Operation): Wanted {
  return kind === 'join' ? { joined: object } : {};
}

function waitingOn({ kind, object }: Operation): string {
  return `${kind === 'relock' ? 'lock' : kind} ${object.name ?? object.type}`;
}

/** Performs operations, and lets go those that wait for what they changed. */
export class Performer implements Effects {
  /** Objects that may have changed while somebody waited there. */
  #changed: KernelObject[] = [];
  /** Performing an operation can run listeners of the program, and so another operation inside it. */
  #depth = 0;

  perform(operation: Operation): Promise<unknown> {
    const { object, signal } = operation;
    if (signal !== undefined) {
      const refused = refusal(signal);
      if (refused !== undefined) return Promise.reject(refused.reason);
    }
    // An acquire that has to wait takes its place in its semaphore's own queue, so that nobody who comes later passes it.
    if (object.enabled(operation) || operation.kind === 'acquire') this.#act(operation);
    else object.waiting.push(operation);
    const result = operation.record as Promise<unknown> | undefined;
    const promise = result === undefined ? this.#wait(operation) : turn.result(result);
    if (this.#changed.length > 0) this.#settle();
    return promise;
  }

  /** After `object` changed on its own account, as a process does that ends. */
  changed(object: KernelObject): void {
    this.#changed.push(object);
    this.#settle();
  }

  /** After `operation` was cancelled and has left its queue. */
  withdraw(operation: Operation): void {
    operation.object.withdraw(operation, this);
    this.#settle();
  }

  complete(operation: Operation, value: unknown): void {
    const pending = operation.record as Pending | undefined;
    if (pending === undefined) {
      operation.record = value === undefined ? done : Promise.resolve(value);
      return;
    }
    pending.leave();
    pending.resolve(value);
  }

  fail(operation: Operation, error: unknown): void {
    const pending = operation.record as Pending | undefined;
    if (pending === undefined) operation.record = Promise.reject(error);
    else pending.cancel(error);
  }

  wait(operation: Operation): void {
    const { waiting } = operation.object;
    if ((operation.list as unknown) === waiting) return;
    operation.list?.remove(operation);
    waiting.push(operation);
    this.#changed.push(operation.object);
  }

  touch(object: KernelObject, _place: number, use: Use): void {
    if (use === 'read') return;
    if (object.waiting.head !== undefined || object instanceof ChannelCore) this.#changed.push(object);
  }

  acquire(): void {}
  release(): void {}
  publish(): void {}
  access(): void {}

  #act(operation: Operation): void {
    this.#depth++;
    try {
      operation.object.perform(operation, this);
    } catch (error) {
      operation.record = Promise.reject(error);
    } finally {
      this.#depth--;
    }
  }

  #wait(operation: Operation): Promise<unknown> {
    const pending = new Pending(operation, this);
    operation.record = pending;
    return pending.wait();
  }

  #settle(): void {
    if (this.#depth > 0) return;
    this.#depth++;
    for (let object = this.#changed.shift(); object !== undefined; object = this.#changed.shift()) {
      if (!(object instanceof ChannelCore)) this.#letGo(object);
      else if (object.closed) wakeAll(object);
    }
    this.#depth--;
  }

  #letGo(object: KernelObject): void {
    for (let first = object.firstToGo(); first !== undefined; first = object.firstToGo())
      first.object.perform(first, this);
  }
}
