/**
 * A value in short, at a cost that does not grow with the value: what a real run may spend on each operation. Small values
 * come out as `show` writes them; of others the rest is left out, and no code of theirs is run.
 */
import type { TaggedValue } from './value.ts';
import { show, tag } from './value.ts';

/** How many elements of an array and properties of an object are shown, and how deep. */
const elementsMax = 6;
const depthMax = 2;
/** Strings are cut to this length before anything is made of them. */
const lettersMax = 120;

/** A short text for `value`. */
export function preview(value: unknown): string {
  return show(outline(value, 0));
}

const leftOut: TaggedValue = { $: 'left out' };

function outline(value: unknown, depth: number): TaggedValue {
  if (typeof value === 'string') return value.length > lettersMax ? `${value.slice(0, lettersMax)}…` : value;
  if (typeof value !== 'object' || value === null) return tag(value);
  try {
    return outlineObject(value, depth);
  } catch {
    // A revoked proxy, or a trap that throws.
    return { $: 'unreadable', error: 'it throws' };
  }
}

function outlineObject(object: object, depth: number): TaggedValue {
  const length = lengthOf(object);
  if (length !== undefined && (length > elementsMax || depth === depthMax))
    return { $: `${classOf(object)}(${length})` };
  if (Array.isArray(object))
    return Array.from({ length: object.length }, (_, at) => property(object, String(at), depth));
  if (length !== undefined)
    return object instanceof Map || object instanceof Set ? { $: `${classOf(object)}(${length})` } : tag(object);
  if (object instanceof Error) return { $: 'Error', class: classOf(object), message: messageOf(object) };
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return { $: classOf(object) };
  const keys = Object.keys(object);
  if (depth === depthMax && keys.length > 0) return leftOut;
  const shown = keys.slice(0, elementsMax).map((key) => [key, property(object, key, depth)] as const);
  return Object.fromEntries(keys.length > elementsMax ? [...shown, ['…', leftOut]] : shown);
}

/** How many elements it has, when it is a collection of the language. */
function lengthOf(object: object): number | undefined {
  if (Array.isArray(object)) return object.length;
  if (object instanceof Map || object instanceof Set) return object.size;
  return ArrayBuffer.isView(object) || object instanceof ArrayBuffer ? object.byteLength : undefined;
}

/** The content of a property; a getter is not called. */
function property(object: object, key: string, depth: number): TaggedValue {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  if (descriptor === undefined) return tag(undefined);
  return 'value' in descriptor ? outline(descriptor.value, depth + 1) : leftOut;
}

function messageOf(error: Error): string {
  const message: unknown = Object.getOwnPropertyDescriptor(error, 'message')?.value;
  return typeof message === 'string' ? message.slice(0, lettersMax) : '';
}

function classOf(object: object): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (typeof prototype !== 'object' || prototype === null) return 'object';
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof maker === 'function' ? maker.name : 'object';
}
