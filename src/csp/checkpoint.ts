import { driver } from '../kernel/driver.ts';

/**
 * Promises that from here on this process depends on `state` alone, which lets a search that merges states forget how it
 * got here. Orders nothing, waits for nothing.
 */
export function checkpoint(state: unknown): Promise<void> {
  return driver().note('checkpoint', state);
}
