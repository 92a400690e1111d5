import { compareText, nameOf, type Shape, shapeOf, stringOr, Thrown } from './shape.ts';

/**
 * Values as data: a canonical copy that outlives the execution it came from, its text for comparing, and its text for
 * reading.
 *
 * Two values have the same canonical text exactly when they are the same by SameValue on primitives and by content on
 * objects: own enumerable properties in any order, Map and Set in any order of insertion, errors by class and message,
 * functions and symbols by name. Aliasing is not content: `[a, a]` equals `[copyOfA, copyOfA]`.
 */

/** A value as JSON, with what JSON lacks tagged: `{"$":"undefined"}`, `{"$":"NaN"}`, `{"$":"Map","entries":[…]}`. */
export type TaggedValue =
  | null
  | boolean
  | number
  | string
  | readonly TaggedValue[]
  | { readonly [key: string]: TaggedValue };

type TaggedObject = { readonly [key: string]: TaggedValue };

/**
 * From this depth on a value is kept as its canonical text, since JSON.stringify and every recursive reader of a report
 * overflow the stack on values that are nested some thousand levels deep.
 */
const DEPTH_MAX = 200;

/**
 * An object met again is copied again, as it would be if it were another object with the same content, until a value
 * has this many objects: past it a second mention is a reference, so that thirty arrays that each hold the next one
 * twice stay thirty objects.
 */
const EXPANDED_OBJECTS_MAX = 10_000;

/** A getter that makes a new object each time makes a value without end: past this many objects the rest is left out. */
const OBJECTS_MAX = 100_000;

/** The canonical copy of a value. It never throws, whatever the value's getters and traps do. */
export function tag(value: unknown): TaggedValue {
  return typeof value === 'object' && value !== null ? tagObject(value) : tagAtom(value);
}

function tagAtom(value: unknown): TaggedValue {
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { $: 'BigInt', value: String(value) };
    case 'symbol':
      return tagSymbol(value);
    case 'function':
      return { $: 'function', name: nameOf(value) };
    case 'undefined':
      return { $: 'undefined' };
    default:
      return null;
  }
}

function tagSymbol(symbol: symbol): TaggedObject {
  const key = Symbol.keyFor(symbol);
  if (key !== undefined) return { $: 'Symbol', key };
  return symbol.description === undefined ? { $: 'Symbol' } : { $: 'Symbol', description: symbol.description };
}

interface Frame {
  readonly object: object;
  readonly shape: Shape;
  readonly parts: TaggedValue[];
}

/** Depth first with a stack of its own: a value may be nested deeper than the call stack reaches. */
function tagObject(root: object): TaggedValue {
  const frames: Frame[] = [];
  const depths = new Map<object, number>();
  const ordinals = new Map<object, number>();
  let copied = 0;
  let child: unknown = root;
  for (;;) {
    let part: TaggedValue | undefined;
    if (typeof child !== 'object' || child === null) {
      part = tagAtom(child);
    } else if (Thrown.is(child)) {
      part = { $: 'throws', error: child.text };
    } else {
      const depth = depths.get(child);
      const ordinal = ordinals.get(child);
      if (depth !== undefined) part = { $: 'cycle', up: frames.length - depth };
      else if (ordinal !== undefined && copied >= EXPANDED_OBJECTS_MAX) part = { $: 'same', as: ordinal };
      else if (copied >= OBJECTS_MAX) part = { $: 'left out' };
      else {
        depths.set(child, frames.length);
        if (ordinal === undefined) ordinals.set(child, ordinals.size);
        copied += 1;
        frames.push({ object: child, shape: shapeOf(child), parts: [] });
      }
    }
    for (;;) {
      const frame = frames.at(-1);
      if (part !== undefined) {
        if (frame === undefined) return part;
        frame.parts.push(part);
      }
      if (frame === undefined) return null;
      if (frame.parts.length < frame.shape.children.length) {
        child = frame.shape.children[frame.parts.length];
        break;
      }
      frames.pop();
      depths.delete(frame.object);
      part = frame.shape.assemble(inCanonicalOrder(frame.shape, frame.parts));
      if (frames.length === DEPTH_MAX) part = { $: 'json', text: canonical(part) };
    }
  }
}

/** The parts of a Map or a Set by their text: the order of insertion is not content. */
function inCanonicalOrder({ unordered }: Shape, parts: readonly TaggedValue[]): readonly TaggedValue[] {
  if (unordered === undefined || unordered.count <= unordered.size) return parts;
  const groups: { readonly text: string; readonly group: readonly TaggedValue[] }[] = [];
  for (let index = 0; index < unordered.count; index += unordered.size) {
    const group = parts.slice(index, index + unordered.size);
    // The value counts too: two keys that are different objects can have the same content.
    groups.push({ text: canonical(group), group });
  }
  groups.sort((a, b) => compareText(a.text, b.text));
  return [...groups.flatMap(({ group }) => group), ...parts.slice(unordered.count)];
}

/** The text two tagged values are compared by: JSON with sorted keys. */
export function canonical(value: TaggedValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const text: string[] = [];
  const pending: ({ readonly text: string } | { readonly value: TaggedValue })[] = [{ value }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('text' in next) {
      text.push(next.text);
    } else if (typeof next.value !== 'object' || next.value === null) {
      text.push(JSON.stringify(next.value));
    } else if (isList(next.value)) {
      pending.push({ text: ']' });
      for (let index = next.value.length - 1; index >= 0; index -= 1) {
        pending.push({ value: next.value[index] ?? null });
        if (index > 0) pending.push({ text: ',' });
      }
      pending.push({ text: '[' });
    } else {
      const keys = Object.keys(next.value).sort(compareText);
      pending.push({ text: '}' });
      for (const [index, key] of [...keys.entries()].reverse()) {
        pending.push({ value: next.value[key] ?? null }, { text: `${index > 0 ? ',' : ''}${JSON.stringify(key)}:` });
      }
      pending.push({ text: '{' });
    }
  }
  return text.join('');
}

function isList(value: TaggedValue): value is readonly TaggedValue[] {
  return Array.isArray(value);
}

const SHOWN_LENGTH_MAX = 120;

/** Short text for a reader: `Map {1 → 2}`, `TypeError: boom`, `[1, undefined]`; what is longer than `limit` ends in `…`. */
export function show(value: TaggedValue, limit: number = SHOWN_LENGTH_MAX): string {
  const text = new ShortText(limit);
  showInto(text, value);
  return text.toString();
}

/**
 * Text up to a limit. Every level of nesting writes a bracket before its content, so that a writer that stops when the
 * text is full also bounds the depth of the recursion.
 */
class ShortText {
  readonly #limit: number;
  #text = '';

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#text.length > this.#limit;
  }

  write(text: string): void {
    if (!this.full) this.#text += text.length > this.#limit ? text.slice(0, this.#limit + 1) : text;
  }

  toString(): string {
    if (!this.full) return this.#text;
    // A surrogate pair is not cut in two.
    return `${this.#text.slice(0, this.#limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
  }
}

function showInto(text: ShortText, value: TaggedValue): void {
  if (typeof value !== 'object' || value === null) text.write(JSON.stringify(value));
  else if (isList(value)) showList(text, '[', value, ']');
  else showRecord(text, value);
}

function showRecord(text: ShortText, value: TaggedObject): void {
  const { $: kind } = value;
  if (kind === undefined) showEntries(text, '{', Object.entries(value), ': ');
  else showTagged(text, value, stringOr(kind, ''));
}

function showTagged(text: ShortText, value: TaggedObject, kind: string): void {
  const { class: subclass, entries, values, length, properties } = value;
  const name = stringOr(subclass, kind);
  const shown = shownAtoms[kind]?.(value);
  if (shown !== undefined) text.write(shown);
  else if (kind === 'object') showEntries(text, subclass === undefined ? '{' : `${name} {`, pairs(entries), ': ');
  else if (kind === 'Map') showEntries(text, `${name} {`, pairs(entries), ' → ');
  else if (kind === 'Set') showList(text, `${name} {`, list(values), '}');
  else if (values !== undefined) showList(text, `${name} [`, list(values), ']');
  else if (typeof length === 'number') text.write(`${name}(${length}) [sparse]`);
  else text.write(name);
  if (properties !== undefined) showEntries(text, ' with {', pairs(properties), ': ');
}

/** The tags whose text is one word or two. */
const shownAtoms: { readonly [kind: string]: ((value: TaggedObject) => string) | undefined } = {
  BigInt: ({ value }) => `${stringOr(value, '')}n`,
  Symbol: ({ key, description }) =>
    key === undefined ? `Symbol(${stringOr(description, '')})` : `Symbol.for(${JSON.stringify(key)})`,
  function: ({ name }) => `[function ${stringOr(name, '') || 'anonymous'}]`,
  Error: ({ class: name, message }) =>
    [stringOr(name, 'Error'), stringOr(message, '')].filter((part) => part !== '').join(': '),
  Date: ({ iso }) => `Date ${stringOr(iso, 'invalid')}`,
  RegExp: ({ source, flags }) => `/${stringOr(source, '')}/${stringOr(flags, '')}`,
  ArrayBuffer: ({ bytes }) => `ArrayBuffer <${stringOr(bytes, '')}>`,
  SharedArrayBuffer: ({ bytes }) => `SharedArrayBuffer <${stringOr(bytes, '')}>`,
  DataView: ({ bytes }) => `DataView <${stringOr(bytes, '')}>`,
  boxed: ({ value }) => `Object(${show(value ?? null)})`,
  cycle: ({ up }) => `[circular, ${String(up)} up]`,
  same: ({ as }) => `[same as #${String(as)}]`,
  throws: ({ error }) => `[throws ${stringOr(error, '')}]`,
  unreadable: ({ error }) => `[unreadable: ${stringOr(error, '')}]`,
  json: ({ text }) => stringOr(text, ''),
  'left out': () => '[left out]',
};

function list(value: TaggedValue | undefined): readonly TaggedValue[] {
  return value !== undefined && isList(value) ? value : [];
}

function pairs(value: TaggedValue | undefined): readonly (readonly [TaggedValue, TaggedValue])[] {
  return list(value).map((pair) => [list(pair)[0] ?? null, list(pair)[1] ?? null]);
}

function showList(text: ShortText, open: string, values: readonly TaggedValue[], close: string): void {
  text.write(open);
  for (const [index, value] of values.entries()) {
    if (text.full) return;
    if (index > 0) text.write(', ');
    showInto(text, value);
  }
  text.write(close);
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function showEntries(
  text: ShortText,
  open: string,
  entries: readonly (readonly [TaggedValue, TaggedValue])[],
  arrow: ': ' | ' → ',
): void {
  text.write(open);
  for (const [index, [key, value]] of entries.entries()) {
    if (text.full) return;
    if (index > 0) text.write(', ');
    if (arrow === ': ' && typeof key === 'string' && identifier.test(key)) text.write(key);
    else showInto(text, key);
    text.write(arrow);
    showInto(text, value);
  }
  text.write('}');
}
