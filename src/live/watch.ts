/** What `hb run` wants to know of a program while it runs for real. Switched on before the program is loaded; only on Node. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { NodeCore } from '../kernel/node.ts';
import { isPatient } from '../kernel/node.ts';
import type { ProcessCore } from '../kernel/process.ts';
import type { Observer, Settlers, Wanted } from './observer.ts';
import { observed } from './observer.ts';

/** A process that has not ended, and the operation it waits in. A process of several strands can wait in several. */
export interface LiveWaiting {
  readonly process: string;
  /** Such as `receive jobs`. */
  readonly waitingOn: string;
  /** Where the program called it: the stack of that moment. */
  readonly stack: string;
  readonly background: boolean;
  /** Whether it may wait so for ever: a node for messages or a time, or whoever joins one. */
  readonly isIdle: boolean;
}

/** A process that ended in an error nobody joins. */
export interface LiveFailure {
  readonly process: string;
  readonly error: unknown;
}

export interface LiveWatch {
  /** Runs `program` as the process main. */
  main<T>(program: () => T | PromiseLike<T>): Promise<T>;
  /** The process whose step this is, if it is one's. */
  current(): string | undefined;
  /** What became of each node; undefined when the program has none. */
  record(): Record<string, unknown> | undefined;
  /** Whether main, or part of a node, waits for what it may not wait for for ever. */
  isStuck(): boolean;
  /** Who has not ended, and where they wait, in the order of starting. */
  waiting(): LiveWaiting[];
}

interface Watched {
  readonly name: string;
  readonly background: boolean;
  readonly node: NodeCore | undefined;
  readonly waits: Set<WatchedWait>;
}

interface WatchedWait {
  readonly on: () => string;
  readonly stack: string;
  readonly wanted: Wanted;
}

/** Switches diagnostics on: `onFailure` hears of processes that end in an error nobody joins, which then ends nothing else. */
export function watchLive(onFailure: (failure: LiveFailure) => void): LiveWatch {
  const watcher = new Watcher(onFailure);
  observed.by = watcher;
  return watcher;
}

class Watcher implements Observer, LiveWatch {
  readonly #onFailure: (failure: LiveFailure) => void;
  readonly #running = new AsyncLocalStorage<Watched>();
  readonly #alive = new Set<Watched>();
  readonly #watched = new Map<ProcessCore, Watched>();
  readonly #nodes = new Map<ProcessCore, NodeCore>();
  readonly #main: Watched = { name: 'main', background: false, node: undefined, waits: new Set() };

  constructor(onFailure: (failure: LiveFailure) => void) {
    this.#onFailure = onFailure;
  }

  async main<T>(program: () => T | PromiseLike<T>): Promise<T> {
    this.#alive.add(this.#main);
    try {
      return await this.#running.run(this.#main, program);
    } finally {
      this.#alive.delete(this.#main);
    }
  }

  current(): string | undefined {
    return this.#running.getStore()?.name;
  }

  waiting(): LiveWaiting[] {
    return [...this.#alive].flatMap((process) => {
      const { name, background, waits } = process;
      const about = { process: name, background, isIdle: this.#isIdle(process) };
      const rows = [...waits].map(({ on, stack }) => ({ ...about, waitingOn: on(), stack }));
      // It awaits a promise that is none of ours.
      return rows.length > 0 ? rows : [{ ...about, waitingOn: 'a promise', stack: '' }];
    });
  }

  record(): Record<string, unknown> | undefined {
    if (this.#nodes.size === 0) return undefined;
    const record: Record<string, unknown> = {};
    for (const [{ state, result }, { label }] of this.#nodes) record[label] = state === 'returned' ? result : 'waiting';
    return record;
  }

  isStuck(): boolean {
    return [...this.#alive].some(
      (process) =>
        (process === this.#main || process.node !== undefined) && !process.background && !this.#isIdle(process),
    );
  }

  hosts(process: ProcessCore, node: NodeCore): void {
    this.#nodes.set(process, node);
  }

  starts(process: ProcessCore, body: () => unknown): () => unknown {
    const node = this.#nodes.get(process) ?? this.#running.getStore()?.node;
    const watched: Watched = { name: process.name ?? '', background: process.background, node, waits: new Set() };
    this.#alive.add(watched);
    this.#watched.set(process, watched);
    return () => this.#running.run(watched, body);
  }

  ends(process: ProcessCore): void {
    const watched = this.#watched.get(process);
    if (watched === undefined) return;
    this.#watched.delete(process);
    this.#alive.delete(watched);
  }

  fails(process: ProcessCore, error: unknown): boolean {
    this.#onFailure({ process: process.name ?? '', error });
    return true;
  }

  waits(wait: Settlers, on: () => string, wanted: Wanted): void {
    const waits = this.#running.getStore()?.waits;
    if (waits === undefined) return;
    const { resolve, reject } = wait;
    const entry = { on, stack: new Error('waits here').stack ?? '', wanted };
    waits.add(entry);
    wait.resolve = (value) => {
      waits.delete(entry);
      resolve(value);
    };
    wait.reject = (error) => {
      waits.delete(entry);
      reject(error);
    };
  }

  /** As in a check, whoever is no node may wait for one to end. */
  #isIdle({ node, waits }: Watched): boolean {
    const isFine = ({ wanted: { cases, joined } }: WatchedWait): boolean => {
      if (node !== undefined) return cases?.every(isPatient) === true;
      return [...this.#nodes.keys()].some((process) => process === joined);
    };
    return waits.size > 0 && [...waits].every(isFine);
  }
}
