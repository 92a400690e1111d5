/** What `hb run` wants to know of a program while it runs for real. Switched on before the program is loaded; only on Node. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ProcessCore } from '../kernel/process.ts';
import type { Observer, Settlers } from './observer.ts';
import { observed } from './observer.ts';

/** A process that has not ended, and the operation it waits in. A process of several strands can wait in several. */
export interface LiveWaiting {
  readonly process: string;
  /** Such as `receive jobs`. */
  readonly waitingOn: string;
  /** Where the program called it: the stack of that moment. */
  readonly stack: string;
  readonly background: boolean;
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
  /** Who has not ended, and where they wait, in the order of starting. */
  waiting(): LiveWaiting[];
}

interface Watched {
  readonly name: string;
  readonly background: boolean;
  readonly waits: Set<WatchedWait>;
}

interface WatchedWait {
  readonly on: () => string;
  readonly stack: string;
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

  constructor(onFailure: (failure: LiveFailure) => void) {
    this.#onFailure = onFailure;
  }

  async main<T>(program: () => T | PromiseLike<T>): Promise<T> {
    const main: Watched = { name: 'main', background: false, waits: new Set() };
    this.#alive.add(main);
    try {
      return await this.#running.run(main, program);
    } finally {
      this.#alive.delete(main);
    }
  }

  current(): string | undefined {
    return this.#running.getStore()?.name;
  }

  waiting(): LiveWaiting[] {
    return [...this.#alive].flatMap(({ name, background, waits }) => {
      const rows = [...waits].map(({ on, stack }) => ({ process: name, waitingOn: on(), stack, background }));
      // It awaits a promise that is none of ours.
      return rows.length > 0 ? rows : [{ process: name, waitingOn: 'a promise', stack: '', background }];
    });
  }

  starts(process: ProcessCore, body: () => unknown): () => unknown {
    const watched: Watched = { name: process.name ?? '', background: process.background, waits: new Set() };
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

  waits(wait: Settlers, on: () => string): void {
    const waits = this.#running.getStore()?.waits;
    if (waits === undefined) return;
    const { resolve, reject } = wait;
    const entry = { on, stack: new Error('waits here').stack ?? '' };
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
}
