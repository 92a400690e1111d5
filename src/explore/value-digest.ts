/**
 * Digests of values of the program: by content, except that objects of ours are known by name and what has no content that
 * can be seen (functions, private fields) by where it came from.
 */
import { KernelObject } from '../kernel/operation.ts';
import { canonical, tag } from '../trace/value.ts';
import type { Digest, Hash } from './digest.ts';

/** What values are looked up in. */
export interface Names {
  /** The name of an object of ours, noted as mentioned; undefined when it is not known. */
  mention(object: KernelObject): Hash | undefined;
  /** What is known of the origin of an object whose content cannot be seen. */
  originOf(object: object): Hash | undefined;
}

/** How deep plain objects and arrays are looked into here; beyond, the slower canonical copy takes over. */
const mostDepth = 20;

/** Adds `value` to `digest`; returns false when part of it had no content that can be seen and no origin that is known. */
export function digestValue(value: unknown, digest: Digest, names: Names, depth = 0): boolean {
  switch (typeof value) {
    case 'undefined':
      digest.word(3);
      return true;
    case 'number':
      digest.number(value);
      return true;
    case 'boolean':
      digest.word(value ? 4 : 5);
      return true;
    case 'string':
      digest.word(6).text(value);
      return true;
    case 'function':
      return digestOpaque(value, digest, names);
    case 'object':
      return value === null ? digestNull(digest) : digestObject(value, digest, names, depth);
    default:
      digest.word(7).text(canonical(tag(value)));
      return typeof value === 'bigint';
  }
}

function digestNull(digest: Digest): boolean {
  digest.word(8);
  return true;
}

function digestObject(value: object, digest: Digest, names: Names, depth: number): boolean {
  if (depth < mostDepth && Array.isArray(value)) {
    digest.word(9).word(value.length);
    let isKnown = true;
    for (const one of value as readonly unknown[]) isKnown = digestValue(one, digest, names, depth + 1) && isKnown;
    return isKnown;
  }
  const core = coreOf(value);
  if (core !== undefined) {
    const name = names.mention(core);
    if (name !== undefined) digest.word(10).hash(name);
    return name !== undefined;
  }
  try {
    if (depth < mostDepth && isPlain(value)) return digestRecord(value, digest, names, depth);
  } catch {
    // A getter or a trap of the program threw: the canonical copy can deal with that.
  }
  return digestOpaque(value, digest, names);
}

function digestRecord(value: object, digest: Digest, names: Names, depth: number): boolean {
  const keys = Object.keys(value).sort();
  digest.word(11).word(keys.length);
  let isKnown = Object.getOwnPropertySymbols(value).length === 0;
  for (const key of keys) {
    digest.text(key);
    isKnown = digestValue((value as Readonly<Record<string, unknown>>)[key], digest, names, depth + 1) && isKnown;
  }
  return isKnown;
}

function digestOpaque(value: object, digest: Digest, names: Names): boolean {
  digest.word(12).text(canonical(tag(value)));
  if (value instanceof Error || value instanceof Date) return true;
  const origin = names.originOf(value);
  if (origin !== undefined) digest.hash(origin);
  return origin !== undefined;
}

/** The objects of ours within a value, as far as it can be looked into. */
export function coresIn(value: unknown, depth = 0): readonly KernelObject[] {
  if (typeof value !== 'object' || value === null) return [];
  try {
    const core = coreOf(value);
    if (core !== undefined) return [core];
    if (depth >= mostDepth || !(Array.isArray(value) || isPlain(value))) return [];
    return Object.values(value).flatMap((one) => coresIn(one, depth + 1));
  } catch {
    // A getter or a trap of the program threw.
    return [];
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The object of ours behind what a program holds. */
function coreOf(value: object): KernelObject | undefined {
  if (value instanceof KernelObject) return value;
  if (isPlain(value)) return undefined;
  try {
    const core = (value as { readonly core?: unknown }).core;
    return core instanceof KernelObject ? core : undefined;
  } catch {
    return undefined;
  }
}
