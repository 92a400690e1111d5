/**
 * Runs a search in slices: short stretches without turning the event loop, under a watchdog.
 *
 * Inside a slice the program's world is owned, unhandled errors are the program's, and a step that never ends is interrupted
 * by the engine itself. Between slices everything is as the surrounding process left it.
 */
import vm from 'node:vm';
import { InternalError, invariant } from '../base/assert.ts';
import { install } from '../kernel/driver.ts';
import { drainMicrotasks } from './drain.ts';
import type { Execution } from './execution.ts';
import type { Explorer } from './explorer.ts';
import { Owned } from './owned.ts';

/** How long a slice lasts, and how long a step may, in milliseconds. */
const sliceMs = 40;
/** How long a step may take before it is suspected, and before it is said, never to end, in milliseconds. */
const suspectMs = 400;
const stepMs = 800;
/** How long a step may last that is known to get on with something. */
export const longStepMs = 6_000;
/** Promises made within one step before the line that makes them is noted. */
const runawayPromises = 20_000;

const now = performance.now.bind(performance);
const cpu = process.cpuUsage.bind(process);
const turn = setImmediate;
const entry = Symbol.for('happens-before.slice');
const script = new vm.Script(`globalThis[Symbol.for('happens-before.slice')]()`, { filename: 'happens-before' });

/** How a stretch under the watchdog went. */
export type Watched = 'fine' | 'never ends' | 'long' | 'interrupted' | 'starved';

export type SliceEnd =
  | { readonly how: 'done'; readonly covered: boolean }
  /** `starved`: the machine gave us no time, so that nothing can be said of the step that was running. */
  /** `long`: a step took too long, but it was getting on with something. */
  | { readonly how: 'stopped' | 'starved' | 'long' | 'suspect' }
  | { readonly how: 'stuck'; readonly stack: string | undefined };

export interface SliceOptions {
  /** Asked between steps: whether to stop. */
  readonly mayGoOn: () => boolean;
  /** Called between slices; false stops. */
  readonly between: () => boolean;
  /** Whether a step may take long. */
  readonly patient: boolean;
  /** Whether a step was seen that may never end: then it gets longer, and Ctrl-C interrupts it. */
  readonly firm: boolean;
  /** Whether Ctrl-C may interrupt a step at all. */
  readonly interruptible: boolean;
}

export async function runInSlices(search: Explorer, options: SliceOptions): Promise<SliceEnd> {
  const world = (): Execution => search.execution as Execution;
  const owned = new Owned(world);
  const steps = search.run();
  let runaway: string | undefined;
  search.tracker.limit = runawayPromises;
  search.tracker.onRunaway = () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 30;
    runaway = new Error().stack;
    Error.stackTraceLimit = limit;
  };
  for (;;) {
    let end: SliceEnd | undefined;
    const stretch = (): void => {
      // A Ctrl-C that came while a step could not be interrupted is heard before the next stretch begins.
      if (!options.mayGoOn()) {
        end = { how: 'stopped' };
        return;
      }
      const until = now() + sliceMs;
      do {
        const next = steps.next();
        if (next.done === true) end = { how: 'done', covered: next.value };
        else if (!options.mayGoOn()) end = { how: 'stopped' };
      } while (end === undefined && now() < until);
    };
    const { patient, firm } = options;
    // While the engine listens for Ctrl-C itself, one that comes as it begins or ends to would kill us; so it only does
    // where a step may keep the event loop from turning for long.
    const interruptible = options.interruptible && (patient || firm);
    const limitMs = patient ? longStepMs : firm ? stepMs : suspectMs;
    const how = await watched(search, owned, stretch, interruptible, limitMs);
    if (how === 'never ends') {
      return patient || firm || runaway !== undefined ? { how: 'stuck', stack: runaway } : { how: 'suspect' };
    }
    if (how === 'interrupted') return { how: 'stopped' };
    if (how === 'starved' || how === 'long') return { how };
    if (end !== undefined) return end;
    if (!options.between() || !options.mayGoOn()) return { how: 'stopped' };
  }
}

/**
 * Runs `stretch` in the program's world, and interrupts it when a step does not end or Ctrl-C is pressed. It runs in a
 * macrotask of its own: the microtask queue cannot be drained from within a microtask.
 */
export function watched(
  search: Explorer,
  owned: Owned,
  stretch: () => void,
  interruptible: boolean,
  limitMs: number = stepMs,
): Promise<Watched> {
  return new Promise((resolve, reject) => {
    turn(() => {
      try {
        resolve(runWatched(search, owned, stretch, interruptible, limitMs));
      } catch (error) {
        reject(error);
      }
    });
  });
}

function runWatched(
  search: Explorer,
  owned: Owned,
  stretch: () => void,
  interruptible: boolean,
  limitMs: number,
): Watched {
  const listeners = process.rawListeners('unhandledRejection') as ((...args: unknown[]) => void)[];
  process.removeAllListeners('unhandledRejection');
  const onUnhandled = (error: unknown): void => {
    if (isOurs(error)) throw error;
    search.execution?.unhandled(error);
  };
  process.on('unhandledRejection', onUnhandled);
  const release = captureUncaught((error) => search.execution?.unhandled(error));
  const outer = install(search.execution?.calls);
  const restore = owned.take();
  Reflect.set(globalThis, entry, stretch);
  assertDrains();
  const before = cpu();
  const { prepareStackTrace, stackTraceLimit } = Error;
  search.tracker.start();
  try {
    script.runInThisContext({ timeout: limitMs, breakOnSigint: interruptible });
    return 'fine';
  } catch (error) {
    const code = (error as { code?: unknown } | undefined)?.code;
    // It may have been interrupted while a stack was taken, and nothing undone.
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      if (search.execution?.isBusy === true) return 'long';
      return usedMs(before) < limitMs / 2 ? 'starved' : 'never ends';
    }
    if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return 'interrupted';
    throw error;
  } finally {
    search.tracker.stop();
    Reflect.deleteProperty(globalThis, entry);
    restore();
    install(outer);
    release();
    process.off('unhandledRejection', onUnhandled);
    for (const listener of listeners) process.on('unhandledRejection', listener as (...args: unknown[]) => void);
  }
}

/** Whether it is an error of ours; what the program throws may itself throw when it is looked at. */
function isOurs(error: unknown): boolean {
  try {
    return error instanceof InternalError;
  } catch {
    return false;
  }
}

/** Processor time used since `before`, in milliseconds. */
function usedMs(before: NodeJS.CpuUsage): number {
  const { user, system } = cpu(before);
  return (user + system) / 1000;
}

/** The whole search rests on draining the queue synchronously, which fails in silence where it cannot be done. */
function assertDrains(): void {
  let drained = false;
  void Promise.resolve().then(() => {
    drained = true;
  });
  drainMicrotasks();
  invariant(drained, 'the microtask queue could not be drained');
}

/** Errors thrown where nobody can catch them (a callback of queueMicrotask) are the program's too. */
function captureUncaught(handler: (error: unknown) => void): () => void {
  if (process.hasUncaughtExceptionCaptureCallback()) return () => {};
  process.setUncaughtExceptionCaptureCallback(handler);
  return () => process.setUncaughtExceptionCaptureCallback(null);
}
