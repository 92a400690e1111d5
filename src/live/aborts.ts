import type { Linked } from '../base/linked-list.ts';
import { LinkedList } from '../base/linked-list.ts';
import { abortReason } from '../kernel/errors.ts';

/** Something that waits and can be told not to. */
export interface Cancellable {
  /** Leaves every queue and rejects with `reason`. */
  cancel(reason: unknown): void;
}

/** What counts those that wait for something that a timer brings about, so that it keeps the process alive for them. */
export interface Source {
  await(): void;
  leave(): void;
}

/** One wait that a signal can end. */
export class AbortEntry implements Linked<AbortEntry> {
  readonly waits: SignalWaits;
  readonly target: Cancellable;
  previous: AbortEntry | undefined = undefined;
  next: AbortEntry | undefined = undefined;
  list: LinkedList<AbortEntry> | undefined = undefined;

  constructor(waits: SignalWaits, target: Cancellable) {
    this.waits = waits;
    this.target = target;
  }

  /** The wait is over: nothing of it stays with the signal. */
  leave(): void {
    this.waits.remove(this);
  }
}

/**
 * All the waits of one signal behind one listener, which is there only while somebody waits: a thousand waits cost a signal
 * no more than one, and taking a listener out of a signal's own list takes time in proportion to its length.
 */
class SignalWaits {
  readonly #signal: AbortSignal;
  readonly #entries: LinkedList<AbortEntry> = new LinkedList<AbortEntry>();
  readonly #onAbort = (): void => this.#abort();
  /** Keeps the deadline behind the signal, if it has one, running. */
  source: Source | undefined = undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(target: Cancellable): AbortEntry {
    if (this.#entries.head === undefined) this.#signal.addEventListener('abort', this.#onAbort);
    const entry = new AbortEntry(this, target);
    this.#entries.push(entry);
    this.source?.await();
    return entry;
  }

  remove(entry: AbortEntry): void {
    if (entry.list === undefined) return;
    this.#entries.remove(entry);
    this.source?.leave();
    if (this.#entries.head === undefined) this.#signal.removeEventListener('abort', this.#onAbort);
  }

  #abort(): void {
    const reason = abortReason(this.#signal);
    for (let entry = this.#entries.head; entry !== undefined; entry = this.#entries.head) {
      this.remove(entry);
      entry.target.cancel(reason);
    }
  }
}

const waitsOf = new WeakMap<AbortSignal, SignalWaits>();

function waitsFor(signal: AbortSignal): SignalWaits {
  let waits = waitsOf.get(signal);
  if (waits === undefined) {
    waits = new SignalWaits(signal);
    waitsOf.set(signal, waits);
  }
  return waits;
}

/** From now until it leaves, `target` is cancelled when `signal` aborts. */
export function cancelOnAbort(signal: AbortSignal, target: Cancellable): AbortEntry {
  return waitsFor(signal).add(target);
}

/** Makes those that wait with `signal` count as waiting for `source`. */
export function countWaits(signal: AbortSignal, source: Source): void {
  waitsFor(signal).source = source;
}

/** Why an operation with this signal cannot begin: it has been aborted already, or is no signal. */
export function refusal(signal: AbortSignal): { readonly reason: unknown } | undefined {
  if (!(signal instanceof AbortSignal)) {
    return { reason: new TypeError(`signal: an AbortSignal is needed, not ${String(signal)}`) };
  }
  return signal.aborted ? { reason: abortReason(signal) } : undefined;
}
