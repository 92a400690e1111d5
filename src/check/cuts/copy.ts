/** Copies of a program's values, which it may change later. */

const structured = structuredClone;

/** A copy of `value`; what cannot be copied, such as a function or a channel, is itself. */
export function copyOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? copyIn(value, new Map()) : value;
}

function copyIn(value: object, copies: Map<object, unknown>): unknown {
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    copies.set(value, copy);
    for (const one of value as readonly unknown[]) copy.push(copyWithin(one, copies));
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const copy: Record<string, unknown> = {};
    copies.set(value, copy);
    for (const [key, one] of Object.entries(value)) copy[key] = copyWithin(one, copies);
    return copy;
  }
  return copyOfInstance(value);
}

function copyWithin(value: unknown, copies: Map<object, unknown>): unknown {
  return typeof value === 'object' && value !== null ? copyIn(value, copies) : value;
}

/** Objects of the platform have a copy; those of classes would lose theirs. */
function copyOfInstance(value: object): unknown {
  if (!platform.some((type) => value instanceof type)) return value;
  try {
    return structured(value);
  } catch {
    return value;
  }
}

const platform: readonly (abstract new (...args: never[]) => object)[] = [
  Map,
  Set,
  Date,
  RegExp,
  Error,
  ArrayBuffer,
  DataView,
  Object.getPrototypeOf(Uint8Array) as abstract new () => object,
];
