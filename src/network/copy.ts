/** Nodes share nothing, so what passes from one to another, or survives one, is a copy. */

/** A structured clone of `value`. @throws TypeError that says what could not be copied, and by which call. */
export function copyOf<T>(value: T, call: string): T {
  if (isPrimitive(value)) return value;
  try {
    return structuredClone(value);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TypeError(`${call}: the value cannot be copied to another component (${why})`, { cause: error });
  }
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');
}
