import { driver } from '../kernel/driver.ts';

/**
 * A nondeterministic value: every option under the checker, a fair draw live. Orders nothing, waits for nothing.
 *
 * @throws RangeError when there is nothing to choose from.
 * @example const vote = await choose('yes', 'no')
 */
export function choose<const T extends readonly unknown[]>(...options: T): Promise<T[number]> {
  if (options.length === 0) throw new RangeError('choose(): at least one option is needed');
  return driver().choose(options) as Promise<T[number]>;
}
