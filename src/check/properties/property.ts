/** What every property has: how it is called, which marks it keeps apart, and how it judges executions. */
import type { Execution } from '../../explore/execution.ts';
import type { MarkUse } from '../../explore/seen.ts';
import type { MarkNote } from '../../kernel/mark-note.ts';
import type { Model } from '../../trace/model.ts';
import { show, tag } from '../../trace/value.ts';

/** Something to hold of a program: made by `always`, `eventually`, `linearizable` or `refines`. */
export interface Property {
  readonly kind: 'always' | 'eventually' | 'linearizable' | 'refines';
  /** How reports call it, after its kind. */
  readonly name: string;
}

/** An execution, or its beginning, in which a property does not hold. */
export interface Violation {
  /** What is wrong there, in words. */
  readonly message: string;
  /** The steps, by index, that lead to where it is seen, in their order; the execution need go no further. */
  readonly steps: readonly number[];
  /** Those among them, by index, that show it, with what they come after; undefined where all do. */
  readonly needs: readonly number[] | undefined;
  /** How much there is to see of it: among violations the one with least is shown. */
  readonly weight: number;
}

/** How far an execution has gone: it can go no further, or was cut. */
export type Reach = 'complete' | 'cut';

/** Judges the executions of one check. */
export interface Judge {
  /** Whether anything happened that the property speaks of. */
  readonly isTested: boolean;
  /** Sentences a reader must know of what it judged. */
  readonly notes: readonly string[];
  /** Whether what it found may not be all there is, though every execution was judged. */
  readonly isPartial: boolean;
  /** What is wrong in `execution` in any order of its events that keeps their dependence. */
  look(execution: Execution, reach: Reach): Violation | undefined;
  /** What is wrong where the last `length` steps, in their order, are repeated for ever, and nobody is left out. */
  endless?(execution: Execution, length: number): Violation | undefined;
  /** What is wrong in just the order in which its events happened, seen at the latest of them; `ended`: none will follow. */
  along(execution: Execution, ended: boolean): Violation | undefined;
}

/** What else a judge needs before it begins: the traces of another program. */
export interface Preparation {
  /** Checks `program` with a property of ours that looks at all its executions. */
  readonly explore: (program: () => unknown, property: JudgedProperty, model: Model | undefined) => Promise<Explored>;
  /** Whether `program` is the one being checked. */
  readonly isChecked: (program: () => unknown) => boolean;
}

/** How the check of another program came out. */
export interface Explored {
  readonly exhaustive: boolean;
  /** Findings that say it does not go on where it should: `deadlock`, `livelock`, `panic`. */
  readonly stuck: readonly string[];
}

/** A property as the checker sees it. */
export interface JudgedProperty extends Property {
  /** Whether it looks at states: then a process that was started and has not begun makes one. */
  readonly seesStates: boolean;
  /** How a mark uses the order among marks, where the property can tell its order. */
  usesOf(mark: MarkNote): readonly MarkUse[];
  /** Begins to judge. @throws PropertyError where it cannot. */
  judge(preparation: Preparation): Promise<Judge>;
}

/**
 * A property could not be judged: what it was made of threw, or returned what it should not.
 *
 * @example
 * const wrong = check(async () => {}, { properties: [always(() => JSON.parse(''))] })
 * const error = await wrong.catch((error: unknown) => error)
 * console.log(error instanceof PropertyError) // true
 */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
}

const kinds: ReadonlySet<unknown> = new Set(['always', 'eventually', 'linearizable', 'refines']);

/** The properties that were given. @throws TypeError when they are none. */
export function readProperties(given: unknown): readonly JudgedProperty[] {
  if (!Array.isArray(given)) throw new TypeError(`properties: a list is needed, not ${show(tag(given))}`);
  return given.map((one: unknown, at) => {
    if (isProperty(one)) return one;
    const made = 'always, eventually, linearizable and refines make them';
    throw new TypeError(`properties[${at}] is no property: ${made}`);
  });
}

function isProperty(value: unknown): value is JudgedProperty {
  if (typeof value !== 'object' || value === null) return false;
  return kinds.has(Reflect.get(value, 'kind')) && typeof Reflect.get(value, 'judge') === 'function';
}

/** How reports call a property. */
export function titleOf({ kind, name }: Property): string {
  return name === '' ? kind : `${kind} ${name}`;
}

/** Runs code that came with a property. @throws PropertyError that says what it threw. */
export function ask<T>(property: Property, what: string, code: () => T): T {
  try {
    return code();
  } catch (error) {
    throw new PropertyError(`${titleOf(property)}: ${what} threw ${show(tag(error))}`, { cause: error });
  }
}

/** All steps up to the last of `needed`. */
export function stepsUntil(needed: readonly number[]): readonly number[] {
  const last = needed.reduce((latest, index) => Math.max(latest, index), -1);
  return Array.from({ length: last + 1 }, (_, index) => index);
}
