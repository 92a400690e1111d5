import { driver } from '../kernel/driver.ts';

/**
 * Names a point in this process's life: a witness shows it. Waits for nothing, orders nothing.
 *
 * @param label what the point is called.
 * @param data what is worth knowing there.
 * @example
 * const attempts = 3
 * await mark('gave up', { attempts })
 */
export function mark(label: string, data?: unknown): Promise<void> {
  return driver().note('mark', { label, data });
}
