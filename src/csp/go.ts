import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import type { ProcessOptions } from '../kernel/process.ts';
import { ProcessCore } from '../kernel/process.ts';
import type { WaitOptions } from './channel.ts';

/** A process that was started. Not a promise, so leaving it alone is fine. */
export interface Process<T> extends AsyncDisposable {
  /** The name it was given, or its function's; empty when there is none. */
  readonly name: string;
  /**
   * Waits for the end of the process, which wakes it, and resolves to what the process returned. Ordered after that end
   * (rule 2).
   *
   * @throws the error the process ended with; the signal's reason when cancelled, which leaves the process alone.
   */
  join(options?: WaitOptions): Promise<T>;
  /** Joins, so that `await using p = go(…)` waits at the end of the block. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The process behind `Process`. Internal: users see the interface. */
export class ProcessFacade<T> implements Process<T> {
  readonly #core: ProcessCore;
  readonly #driver: Driver;

  constructor(core: ProcessCore, by: Driver) {
    this.#core = core;
    this.#driver = by;
  }

  get name(): string {
    return this.#core.name ?? '';
  }

  join(options?: WaitOptions): Promise<T> {
    return this.#driver.perform(new Operation('join', this.#core, undefined, options?.signal)) as Promise<T>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.join();
  }
}

/** What a process runs. */
export type Body<T> = () => T | PromiseLike<T>;

/**
 * Starts a process. Its body never runs inside the call; the call waits for nothing and comes before the body's first step
 * (rule 1). An error that ends the body while nobody is joining ends the program, unless it is `supervised`.
 *
 * @param name what reports call it; by default the function's name.
 * @param body what it runs; what it returns, or the promise it returns resolves to, is what `join` resolves to.
 * @param options `background`: the owner of a resource, which may wait for ever. `supervised`: an error is kept for a later `join`.
 * @throws TypeError when the body is no function.
 * @example
 * const worker = go('worker', async () => 6 * 7)
 * console.log(await worker.join()) // 42
 */
export function go<T>(name: string, body: Body<T>, options?: ProcessOptions): Process<T>;
export function go<T>(body: Body<T>, options?: ProcessOptions): Process<T>;
export function go<T>(
  nameOrBody: string | Body<T>,
  bodyOrOptions?: Body<T> | ProcessOptions,
  lastOptions?: ProcessOptions,
): Process<T> {
  const named = typeof nameOrBody === 'string';
  const body = named ? (bodyOrOptions as Body<T>) : nameOrBody;
  const options = (named ? lastOptions : (bodyOrOptions as ProcessOptions | undefined)) ?? {};
  if (typeof body !== 'function') throw new TypeError('go: the body of a process must be a function');
  const by = driver();
  const core = by.adopt(new ProcessCore(named ? nameOrBody : body.name, options));
  by.spawn(core, body);
  return new ProcessFacade<T>(core, by);
}
