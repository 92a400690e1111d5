/** What a search needs around it when a test drives it itself. */
import type { Execution } from '../../src/explore/execution.ts';
import type { Explorer } from '../../src/explore/explorer.ts';
import { Owned } from '../../src/explore/owned.ts';
import { install } from '../../src/kernel/driver.ts';

/** Runs `body` with what the search owns in its hands, and puts back what was there. */
export function withOwnedWorld<T>(search: Explorer, body: () => T): T {
  const live = install(undefined);
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => search.execution?.unhandled(reason));
  const restore = new Owned(() => search.execution as Execution).take();
  search.tracker.start();
  try {
    return body();
  } finally {
    search.tracker.stop();
    restore();
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    install(live);
  }
}

/** Runs `body` in a macrotask of its own: the microtask queue cannot be drained from within a microtask. */
export function inMacrotask<T>(body: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(body());
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}
