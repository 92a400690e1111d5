/**
 * How an object is taken apart into children, and put together again as data once they are tagged. Each of the
 * language's own kinds has a shape; what is none of them is a record of its own enumerable properties.
 */

import { opaqueName } from '../base/opaque.ts';
import type { TaggedValue } from './value.ts';

type TaggedObject = { readonly [key: string]: TaggedValue };

export interface Shape {
  readonly children: readonly unknown[];
  /** The first `count` children come in groups of `size` whose order is not content, as in a Map or a Set. */
  readonly unordered?: { readonly count: number; readonly size: number };
  assemble(parts: readonly TaggedValue[]): TaggedValue;
}

/** Stands for a property whose getter threw. */
export class Thrown {
  readonly #text: string;

  constructor(error: unknown) {
    this.#text = errorText(error);
  }

  get text(): string {
    return this.#text;
  }

  /** Not `instanceof`, which asks a proxy for its prototype, and so runs code that can throw. */
  static is(value: object): value is Thrown {
    return #text in value;
  }
}

export function shapeOf(object: object): Shape {
  try {
    if (Array.isArray(object)) return arrayShape(object);
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype === Object.prototype || prototype === null) return recordShape(object);
    return intrinsicShape(object) ?? recordShape(object);
  } catch (error) {
    // A revoked proxy, or a trap that throws.
    return atom({ $: 'unreadable', error: errorText(error) });
  }
}

function atom(part: TaggedValue): Shape {
  return { children: [], assemble: () => part };
}

/** The language's own kinds of objects, each known by what only it has, since a subclass may call itself anything. */
function intrinsicShape(object: object): Shape | undefined {
  if (isError(object)) {
    return atom({ $: 'Error', class: errorClass(object), message: stringOr(read(object, 'message'), '') });
  }
  if (ArrayBuffer.isView(object)) return viewShape(object);
  for (const [maker, name, shape] of intrinsics) {
    if (!isKind(object, maker, name)) continue;
    try {
      return shape(object);
    } catch {
      // It only looks like one: `Object.create(Map.prototype)`.
    }
  }
  return undefined;
}

type Constructor = abstract new (...parameters: never[]) => object;

/** A first guess, which also knows the objects of another realm; the shapes below throw when it is wrong. */
function isKind(object: object, maker: Constructor, name: string): boolean {
  if (object instanceof maker) return true;
  try {
    return Object.prototype.toString.call(object) === `[object ${name}]`;
  } catch {
    return false;
  }
}

function isError(object: object): boolean {
  return object instanceof Error || (!(Symbol.toStringTag in object) && isKind(object, Error, 'Error'));
}

const intrinsics: readonly (readonly [Constructor, string, (object: object) => Shape])[] = [
  [Map, 'Map', mapShape],
  [Set, 'Set', setShape],
  [Date, 'Date', dateShape],
  [RegExp, 'RegExp', regExpShape],
  [ArrayBuffer, 'ArrayBuffer', (object) => bytesShape(object, 'ArrayBuffer', ArrayBuffer)],
  ...sharedBuffers(),
  [Number, 'Number', (object) => boxedShape(object, Number.prototype.valueOf.call(object))],
  [String, 'String', (object) => boxedShape(object, String.prototype.valueOf.call(object))],
  [Boolean, 'Boolean', (object) => boxedShape(object, Boolean.prototype.valueOf.call(object))],
  [BigInt as unknown as Constructor, 'BigInt', (object) => boxedShape(object, BigInt.prototype.valueOf.call(object))],
  [Symbol as unknown as Constructor, 'Symbol', (object) => boxedShape(object, Symbol.prototype.valueOf.call(object))],
];

/** Browsers hide SharedArrayBuffer from pages that are not isolated. */
function sharedBuffers(): readonly (readonly [Constructor, string, (object: object) => Shape])[] {
  if (typeof SharedArrayBuffer === 'undefined') return [];
  const shape = (object: object): Shape => bytesShape(object, 'SharedArrayBuffer', SharedArrayBuffer);
  return [[SharedArrayBuffer, 'SharedArrayBuffer', shape]];
}

/**
 * An object of the language's own kinds: a tag, its class when a subclass, its elements as `place` arranges them, and,
 * for the rare Map or array that carries them, properties of its own.
 */
function special(
  object: object,
  kind: string,
  elements: readonly unknown[],
  place: (parts: readonly TaggedValue[]) => TaggedObject,
  keys: readonly (string | symbol)[] = ownKeys(object),
): Shape {
  const header = { $: kind, ...classTag(object, kind) };
  return {
    children: [...elements, ...keys.flatMap((key) => [key, read(object, key)])],
    assemble: (parts) => ({
      ...header,
      ...place(parts.slice(0, elements.length)),
      ...(keys.length === 0 ? {} : { properties: pairUp(parts.slice(elements.length)) }),
    }),
  };
}

function arrayShape(array: readonly unknown[]): Shape {
  const { length } = array;
  const keys = Object.keys(array);
  const dense = length === 0 || keys[length - 1] === String(length - 1);
  // A hole is not an `undefined`, and an array of a billion holes has no element to copy.
  if (!dense) return special(array, 'Array', [], () => ({ length }));
  const elements = Array.from({ length }, (_, index) => read(array, String(index)));
  const extra = ownKeys(array).filter((key) => !isIndex(key, length));
  const plain = extra.length === 0 && className(array) === 'Array';
  if (plain) return { children: elements, assemble: (parts) => parts };
  return special(array, 'Array', elements, (values) => ({ values }), extra);
}

function mapShape(object: object): Shape {
  const entries = [...(Map.prototype.entries.call(object) as Iterable<[unknown, unknown]>)].flat(1);
  const shape = special(object, 'Map', entries, (parts) => ({ entries: pairUp(parts) }));
  return { ...shape, unordered: { count: entries.length, size: 2 } };
}

function setShape(object: object): Shape {
  const elements = [...(Set.prototype.values.call(object) as Iterable<unknown>)];
  const shape = special(object, 'Set', elements, (values) => ({ values }));
  return { ...shape, unordered: { count: elements.length, size: 1 } };
}

function dateShape(object: object): Shape {
  const time = Date.prototype.getTime.call(object);
  const iso = Number.isNaN(time) ? null : Date.prototype.toISOString.call(object);
  return special(object, 'Date', [], () => ({ iso }));
}

function regExpShape(object: object): Shape {
  const source = stringOr(Reflect.get(RegExp.prototype, 'source', object), '');
  const flags = stringOr(Reflect.get(RegExp.prototype, 'flags', object), '');
  const place = ([at]: readonly TaggedValue[]): TaggedObject =>
    at === undefined || at === 0 ? { source, flags } : { source, flags, lastIndex: at };
  return special(object, 'RegExp', [read(object, 'lastIndex')], place);
}

function boxedShape(object: object, value: unknown): Shape {
  const extra = ownKeys(object).filter((key) => typeof value !== 'string' || !isIndex(key, value.length));
  return special(object, 'boxed', [value], ([part]) => ({ value: part ?? null }), extra);
}

function bytesShape(object: object, kind: string, buffer: Constructor): Shape {
  // Read through the prototype's getter, which throws on what is no buffer; Uint8Array would take any object as a list.
  Reflect.get(buffer.prototype as object, 'byteLength', object);
  const bytes = hexadecimal(new Uint8Array(object as ArrayBuffer));
  return special(object, kind, [], () => ({ bytes }));
}

/** Views of more bytes than this are kept as their bytes, which is quick, and not as their elements. */
const LISTED_BYTES_MAX = 4096;

const typedArrayName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)?.get;

function viewShape(view: ArrayBufferView): Shape {
  const kind: unknown = typedArrayName?.call(view);
  if (typeof kind !== 'string') {
    const bytes = hexadecimal(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return special(view, 'DataView', [], () => ({ bytes }));
  }
  if (view.byteLength > LISTED_BYTES_MAX) {
    const bytes = hexadecimal(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return special(view, kind, [], () => ({ bytes }), []);
  }
  const elements = Array.from(view as unknown as ArrayLike<number | bigint>);
  const extra = ownKeys(view).filter((key) => !isIndex(key, elements.length));
  return special(view, kind, elements, (values) => ({ values }), extra);
}

function recordShape(object: object): Shape {
  if (object instanceof Promise) return atom({ $: 'object', class: 'Promise', entries: [] });
  const name = opaqueName(object);
  if (name !== undefined) return atom({ $: 'object', class: name, entries: [] });
  const keys = ownKeys(object);
  const type = className(object);
  const header = { $: 'object', ...(type === 'Object' ? {} : { class: type }) };
  const plain = type === 'Object' && keys.every((key) => typeof key === 'string' && key !== '$');
  if (!plain) {
    const children = keys.flatMap((key) => [key, read(object, key)]);
    return { children, assemble: (parts) => ({ ...header, entries: pairUp(parts) }) };
  }
  return {
    children: keys.map((key) => read(object, key)),
    assemble: (parts) => Object.fromEntries(keys.map((key, index) => [String(key), parts[index] ?? null])),
  };
}

function pairUp(parts: readonly TaggedValue[]): readonly TaggedValue[] {
  return Array.from({ length: parts.length / 2 }, (_, index) => parts.slice(2 * index, 2 * index + 2));
}

/** Own enumerable keys: strings by code unit, then symbols by name. */
function ownKeys(object: object): (string | symbol)[] {
  const symbols = Object.getOwnPropertySymbols(object).filter((symbol) =>
    Object.prototype.propertyIsEnumerable.call(object, symbol),
  );
  return [...Object.keys(object).sort(compareText), ...symbols.sort((a, b) => compareText(String(a), String(b)))];
}

function isIndex(key: string | symbol, length: number): boolean {
  if (typeof key === 'symbol') return false;
  const index = Number(key);
  return Number.isInteger(index) && index >= 0 && index < length && String(index) === key;
}

function read(object: object, key: string | symbol): unknown {
  try {
    return Reflect.get(object, key);
  } catch (error) {
    return new Thrown(error);
  }
}

/** The class, when it is not the one the tag already says. */
function classTag(object: object, expected: string): { class?: string } {
  const name = className(object);
  return name === expected ? {} : { class: name };
}

function className(object: object): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (typeof prototype !== 'object' || prototype === null) return 'Object';
  const made = read(prototype, 'constructor');
  return typeof made === 'function' ? nameOf(made) || 'anonymous' : 'Object';
}

export function nameOf(callable: object): string {
  return stringOr(read(callable, 'name'), '');
}

/** An error's own name or its class's, such as `AbortError`; failing those, the name of its constructor. */
function errorClass(error: object): string {
  const prototype: unknown = Object.getPrototypeOf(error);
  const named = Object.hasOwn(error, 'name') || (prototype instanceof Object && Object.hasOwn(prototype, 'name'));
  return (named && stringOr(read(error, 'name'), '')) || className(error);
}

function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  try {
    return isError(error) ? `${errorClass(error)}: ${stringOr(read(error, 'message'), '')}` : className(error);
  } catch {
    return 'an object that cannot be read';
  }
}

export function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

const hexadecimals: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexadecimal(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += hexadecimals[byte];
  return text;
}

/** By code unit, since the order of a locale is not the same on two machines. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
