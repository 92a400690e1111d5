/** What one process has done, as digests that are the same whenever it did the same. */
import type { VectorTime } from '../causality/vector-time.ts';
import { beginning } from '../causality/vector-time.ts';
import type { KernelObject } from '../kernel/operation.ts';
import type { Hash } from './digest.ts';
import { Digest, keyOf } from './digest.ts';
import type { ProcessRun } from './process-run.ts';
import type { Pending } from './transition.ts';

/** An object of the program, named by what its maker had done when it made it. */
export interface ObjectRecord {
  readonly core: KernelObject;
  readonly name: Hash;
  readonly key: number;
}

/** A call on its way, named by what its process had done when it called. */
export interface Call {
  readonly pending: Pending;
  readonly history: History;
  readonly id: Hash;
  /** Kind, object and arguments. */
  readonly what: Hash;
  /** Its line, as a digest. */
  readonly site: Hash;
  /** It waits for a timer without any strand of the process waiting for it. */
  readonly isPassive: boolean;
}

export class History {
  readonly run: ProcessRun;
  readonly name: Hash;
  readonly key: number;
  /** What it did since it began, or since what it last forgot. */
  digest: Hash;
  /** What it did since it began, nothing forgotten. */
  whole: Hash;
  /** What it did before its first checkpoint: it may know of that for ever. */
  before: Hash | undefined = undefined;
  /** Objects it may know of for ever: those it had come across before its first checkpoint. */
  statics: ReadonlySet<ObjectRecord> = new Set<ObjectRecord>();
  /** Objects it may use: those, and what it came across since its latest checkpoint. */
  readonly hand: Set<ObjectRecord>;
  /** Whether one strand alone has been running since then. */
  isSingle = true;
  hasBegun = false;
  /** Its latest checkpoint at which it forgot. */
  forgotAt: Call | undefined = undefined;
  /** When it last went on. */
  time: VectorTime = beginning;
  /** What it called, made and started in the step in progress. */
  deeds: Digest = new Digest();
  readonly pending: Set<Call> = new Set<Call>();
  #count = 0;

  constructor(run: ProcessRun, name: Hash, hand: ReadonlySet<ObjectRecord>) {
    this.run = run;
    this.name = name;
    this.key = keyOf(name);
    this.digest = name;
    this.whole = name;
    this.hand = new Set(hand);
  }

  get isEnded(): boolean {
    return this.run.core.state !== 'running';
  }

  /** How many of its strands wait for operations. */
  get strands(): number {
    let count = 0;
    for (const { isPassive } of this.pending) if (!isPassive) count++;
    return count;
  }

  /** A name for the next thing it does. */
  next(): Hash {
    return new Digest()
      .hash(this.digest)
      .word(this.#count++)
      .finish();
  }

  /** Something happened to it. */
  learn(what: Hash): void {
    this.digest = new Digest().hash(this.digest).hash(what).finish();
    this.whole = new Digest().hash(this.whole).hash(what).finish();
    this.#count = 0;
  }

  /** It declared at `call` that it depends on what has the digest `state`, and on `mentioned`, alone. */
  forget(call: Call, state: Hash, mentioned: readonly ObjectRecord[]): void {
    this.whole = new Digest().hash(this.whole).hash(state).finish();
    if (this.before === undefined) {
      this.before = this.digest;
      this.statics = new Set(this.hand);
    }
    this.digest = new Digest().hash(this.before).hash(call.site).hash(state).finish();
    this.#count = 0;
    this.forgotAt = call;
    this.isSingle = true;
    this.hand.clear();
    for (const record of this.statics) this.hand.add(record);
    for (const record of mentioned) this.hand.add(record);
  }
}
