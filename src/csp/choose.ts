import { driver } from '../kernel/driver.ts';

/**
 * Resolves to one of the options: to every one of them under the checker, to one drawn fairly live. Waits for nothing,
 * orders nothing.
 *
 * @param options what to choose from, at least one.
 * @throws RangeError when there is nothing to choose from.
 * @example
 * const vote = await choose('yes', 'no')
 * console.log(['yes', 'no'].includes(vote)) // true
 */
export function choose<const T extends readonly unknown[]>(...options: T): Promise<T[number]> {
  if (options.length === 0) throw new RangeError('choose(): at least one option is needed');
  return driver().choose(options) as Promise<T[number]>;
}
