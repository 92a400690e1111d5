import { driver } from '../kernel/driver.ts';
import type { MarkNote } from '../kernel/mark-note.ts';

/**
 * Does `body` and records it as a call of `operation`, for `linearizable`: one mark when it begins, and one when it has
 * ended with what it resolved to. A call whose body ends in an error, or never ends, may or may not have taken place.
 *
 * @param operation what is called, as data, such as `{ push: 1 }`.
 * @param body what does it; it resolves to the operation's result.
 * @throws what the body throws.
 * @example
 * const stack: number[] = []
 * await call({ push: 1 }, () => void stack.push(1))
 * console.log(await call('pop', () => stack.pop())) // 1
 */
export async function call<T>(operation: unknown, body: () => T | PromiseLike<T>): Promise<T> {
  const by = driver();
  const { id } = by.adopt({ id: 0 });
  const begins: MarkNote = { label: 'call', data: operation, call: { id, operation, returns: false } };
  await by.note('mark', begins);
  const result = await body();
  const returns: MarkNote = { label: 'return', data: result, call: { id, operation, returns: true } };
  await by.note('mark', returns);
  return result;
}
