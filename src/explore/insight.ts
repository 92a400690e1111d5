/** What a cached search learns of its program: who uses what, from where, and what each process did after what. */
import type { Hash } from './digest.ts';
import { Digest, keyOf } from './digest.ts';
import { FingerprintTable } from './fingerprint-table.ts';
import type { History } from './history.ts';
import { Ownership } from './ownership.ts';

interface Accessors {
  readonly processes: Set<number>;
  changes: boolean;
  plain: boolean;
}

/** Frames of a call that are looked at. */
const frames = 24;
/** Where the program's own frames end. */
const below = /processTicksAndRejections|runMicrotasks|#runBody/;

export class Insight {
  readonly ownership: Ownership = new Ownership();
  /** Objects, by name, that were used by processes that had not seemed to know them. */
  readonly pinned: Set<number> = new Set<number>();
  /** Objects, by name, that accesses race for, if nothing orders them. */
  readonly contended: Set<number> = new Set<number>();
  /** Whether a process waited for a promise that another settled, or for a signal of the platform. */
  isRaw = false;
  readonly #accessors = new Map<number, Accessors>();
  readonly #sites = new Map<number, Hash>();
  readonly #words = new FingerprintTable();
  #wasWrong = false;

  /** Whether something was taken for granted that turned out wrong: what was explored is void. */
  get wasWrong(): boolean {
    return this.#wasWrong || this.ownership.wasWrong;
  }

  /** A search begins, knowing what was learnt. */
  restart(): void {
    this.#wasWrong = false;
    this.#words.clear();
    this.ownership.restart();
  }

  noteRaw(): void {
    if (this.isRaw) return;
    this.isRaw = true;
    this.#wasWrong = true;
  }

  pin(key: number): void {
    if (this.pinned.has(key)) return;
    this.pinned.add(key);
    this.#wasWrong = true;
  }

  noteAccess(key: number, { key: process, isSingle }: History, changes: boolean, atomic: boolean): void {
    if (this.contended.has(key)) return;
    let known = this.#accessors.get(key);
    if (known === undefined) {
      known = { processes: new Set(), changes: false, plain: false };
      this.#accessors.set(key, known);
    }
    known.processes.add(process);
    // Strands of one process race as well.
    if (!isSingle) known.processes.add(-1 - process);
    known.changes ||= changes;
    known.plain ||= !atomic;
    if (known.processes.size < 2 || !known.changes || !known.plain) return;
    this.contended.add(key);
    this.#wasWrong = true;
  }

  /** The line of the call in progress, the one that has the name `call`. */
  siteOf(call: Hash): Hash {
    const key = keyOf(call);
    let site = this.#sites.get(key);
    if (site === undefined) {
      site = lineHere();
      this.#sites.set(key, site);
    }
    return site;
  }

  /** Whether a process did after `digest` what it did the last time, in `deeds`. */
  keepsItsWord(digest: Hash, deeds: Hash): boolean {
    const word = (deeds.a ^ deeds.b) >>> 0 || 1;
    const known = this.#words.get(digest);
    if (known === 0) this.#words.set(digest, word);
    return known === 0 || known === word;
  }
}

/** The program's frames of the call in progress. */
function lineHere(): Hash {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = frames;
  const lines = (new Error().stack ?? '').split('\n');
  Error.stackTraceLimit = limit;
  const end = lines.findIndex((line) => below.test(line));
  const asynchronous = end < 0 ? [] : lines.slice(end).filter((line) => line.includes('at async '));
  return new Digest().text([...(end < 0 ? lines : lines.slice(0, end)), ...asynchronous].join('\n')).finish();
}
