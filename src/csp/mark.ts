import { driver } from '../kernel/driver.ts';

/**
 * Names a point in this process's life, for knowledge and properties. Orders nothing, waits for nothing.
 *
 * @param label what the point is called. @param data what is worth knowing there.
 */
export function mark(label: string, data?: unknown): Promise<void> {
  return driver().note('mark', { label, data });
}
