import { driver } from '../kernel/driver.ts';

/**
 * Promises that from here on this process depends on `state` alone, which lets a search that merges states forget how it
 * got here. Waits for nothing, orders nothing.
 *
 * @param state everything the process still knows.
 * @example
 * for (let round = 0; round < 3; round++) await checkpoint({ round })
 */
export function checkpoint(state: unknown): Promise<void> {
  return driver().note('checkpoint', state);
}
