/** Copies of a program's values, which it may change later. */
import { coresIn } from './value-digest.ts';

const structured = structuredClone;

/**
 * A copy of `value`; what cannot be copied, such as a function or a channel, is itself, wherever it is within. It never throws: where
 * a getter or a trap does, there is no copy.
 */
export function copyOf(value: unknown): unknown {
  try {
    return copyWithin(value, new Map());
  } catch {
    return value;
  }
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

/** Objects of classes stay what they are, and so do those of ours, and those that show nothing of what they hold. */
function copyOfInstance(value: object): unknown {
  const isOfPlatform = platform.some((type) => value instanceof type);
  if (!isOfPlatform && (Object.keys(value).length === 0 || coresIn(value).length > 0)) return value;
  try {
    const copy: object = structured(value);
    return isOfPlatform ? copy : Object.setPrototypeOf(copy, Object.getPrototypeOf(value) as object);
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
