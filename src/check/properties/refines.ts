import type { Execution } from '../../explore/execution.ts';
import type { MarkUse } from '../../explore/seen.ts';
import type { MarkNote } from '../../kernel/mark-note.ts';
import type { Model } from '../../trace/model.ts';
import { readModel } from '../../trace/model.ts';
import type { TaggedValue } from '../../trace/value.ts';
import { canonical, show, tag } from '../../trace/value.ts';
import type { Explored, Judge, JudgedProperty, Preparation, Property, Reach, Violation } from './property.ts';
import { PropertyError, stepsUntil, titleOf } from './property.ts';

/** What can be told about a refinement; nothing need be. */
export interface RefinesOptions {
  /** How reports call it; by default the name of the specification's function. */
  readonly name?: string;
  /** Labels of the marks that are seen from outside; by default all marks, but for those of `call`. */
  readonly visible?: readonly string[];
  /** The model that the specification is explored under; by default that of the check. */
  readonly model?: Model;
}

/**
 * Whatever can be seen of `implementation` can be seen of `specification`: every sequence of visible marks of the one is the
 * beginning of one of the other (trace inclusion). Marks are compared by label and data, not by who made them. Both are
 * explored whole, in every order of their visible marks; certainty is `exhaustive` only when both were. That the
 * implementation may do less, and stop where the specification goes on, is allowed.
 *
 * @param implementation the program that is checked.
 * @param specification a program that does what may be done.
 * @throws TypeError when one of them is no function, or an option is wrong.
 * @example
 * const either = async () => mark(await choose('a', 'b'))
 * const one = async () => mark('a')
 * const { verdict } = await check(one, { properties: [refines(one, either)] })
 * console.log(verdict) // ok
 */
export function refines(
  implementation: () => unknown,
  specification: () => unknown,
  options: RefinesOptions = {},
): Property {
  if (typeof implementation !== 'function' || typeof specification !== 'function')
    throw new TypeError('refines: two programs are needed, the implementation and its specification');
  const { name = specification.name, visible, model } = options;
  if (typeof name !== 'string') throw new TypeError('refines: the name must be a text');
  if (visible !== undefined && !(Array.isArray(visible) && visible.every((label) => typeof label === 'string')))
    throw new TypeError('refines: visible must be a list of labels');
  return new Refinement(
    name,
    implementation,
    specification,
    visible,
    model === undefined ? undefined : readModel(model),
  );
}

class Refinement implements JudgedProperty {
  readonly kind = 'refines';
  readonly seesStates = false;
  readonly name: string;
  readonly #implementation: () => unknown;
  readonly #specification: () => unknown;
  readonly #visible: readonly string[] | undefined;
  readonly #model: Model | undefined;

  constructor(
    name: string,
    implementation: () => unknown,
    specification: () => unknown,
    visible: readonly string[] | undefined,
    model: Model | undefined,
  ) {
    this.name = name;
    this.#implementation = implementation;
    this.#specification = specification;
    this.#visible = visible;
    this.#model = model;
  }

  usesOf(mark: MarkNote): readonly MarkUse[] {
    return isVisible(mark, this.#visible) ? inOneOrder : nowhere;
  }

  async judge({ explore, isChecked }: Preparation): Promise<Judge> {
    if (!isChecked(this.#implementation))
      throw new PropertyError(`${titleOf(this)}: its implementation is not the program that is checked`);
    const traces = new TraceCollector(this.#visible);
    const explored = await explore(this.#specification, traces, this.#model);
    return new InclusionJudge(traces.root, this.#visible, explored);
  }
}

/** All visible marks use one place. */
const inOneOrder: readonly MarkUse[] = [{ place: 0, use: 'write' }];
const nowhere: readonly MarkUse[] = [];

function isVisible({ label, call }: MarkNote, visible: readonly string[] | undefined): boolean {
  return visible === undefined ? call === undefined : visible.includes(label);
}

/** A visible mark of an execution. */
interface Event {
  readonly step: number;
  readonly text: string;
}

function visibleEvents({ steps }: Execution, visible: readonly string[] | undefined): Event[] {
  return steps.flatMap(({ seen: { mark } }, step) => {
    if (mark === undefined || !isVisible(mark, visible)) return [];
    return [{ step, text: canonical(tag(mark.data === undefined ? [mark.label] : [mark.label, mark.data])) }];
  });
}

/** Where a trace can stand, and how it can go on. */
interface Place {
  readonly next: Map<string, Place>;
  /** Whether the program can do no more there. */
  ends: boolean;
}

/** Collects what can be seen of a specification, as a tree of prefixes. */
class TraceCollector implements JudgedProperty, Judge {
  readonly kind = 'refines';
  readonly seesStates = false;
  readonly name = '';
  readonly notes: readonly string[] = [];
  readonly isPartial = false;
  readonly isTested = true;
  readonly root: Place = { next: new Map(), ends: false };
  readonly #visible: readonly string[] | undefined;

  constructor(visible: readonly string[] | undefined) {
    this.#visible = visible;
  }

  usesOf(mark: MarkNote): readonly MarkUse[] {
    return isVisible(mark, this.#visible) ? inOneOrder : nowhere;
  }

  judge(): Promise<Judge> {
    return Promise.resolve(this);
  }

  look(execution: Execution, reach: Reach): undefined {
    let place = this.root;
    for (const { text } of visibleEvents(execution, this.#visible)) {
      let next = place.next.get(text);
      if (next === undefined) {
        next = { next: new Map(), ends: false };
        place.next.set(text, next);
      }
      place = next;
    }
    if (reach === 'complete') place.ends = true;
  }

  along(): undefined {}
}

/** Holds the traces of an implementation against those of its specification. */
class InclusionJudge implements Judge {
  isTested = false;
  readonly #root: Place;
  readonly #visible: readonly string[] | undefined;
  readonly #explored: Explored;
  /** What was seen of the implementation, and never of a specification that was not explored whole. */
  #unsure: string | undefined = undefined;
  /** Where the implementation stopped and the specification always goes on. */
  #stopped: string | undefined = undefined;

  constructor(root: Place, visible: readonly string[] | undefined, explored: Explored) {
    this.#root = root;
    this.#visible = visible;
    this.#explored = explored;
  }

  get isPartial(): boolean {
    return !this.#explored.exhaustive;
  }

  get notes(): string[] {
    const { exhaustive, stuck } = this.#explored;
    const notes: string[] = [];
    if (!exhaustive) notes.push('the specification was not explored whole');
    if (this.#unsure !== undefined) notes.push(`it was not seen to do this: ${this.#unsure}`);
    if (stuck.length > 0) notes.push(`the specification itself has a ${stuck.join(' and a ')}`);
    if (this.#stopped !== undefined)
      notes.push(`the implementation may stop after ${this.#stopped}, where the specification always goes on`);
    return notes;
  }

  look(execution: Execution, reach: Reach): Violation | undefined {
    const events = visibleEvents(execution, this.#visible);
    if (events.length > 0) this.isTested = true;
    let place = this.#root;
    for (const [at, { text }] of events.entries()) {
      const next = place.next.get(text);
      if (next === undefined) return this.#parting(events.slice(0, at + 1), place);
      place = next;
    }
    if (reach === 'complete' && !place.ends) this.#stopped ??= traceText(events);
    return undefined;
  }

  along(execution: Execution): Violation | undefined {
    return this.look(execution, 'cut');
  }

  #parting(events: readonly Event[], { next }: Place): Violation | undefined {
    const last = events.at(-1) as Event;
    if (!this.#explored.exhaustive) {
      this.#unsure ??= traceText(events);
      return undefined;
    }
    const could = [...next.keys()].map(eventText);
    const instead = could.length === 0 ? 'nothing more' : `only ${could.slice(0, mostTold).join(' or ')}`;
    const before = events.length === 1 ? 'at first' : `after ${traceText(events.slice(0, -1))}`;
    return {
      message: `${before} it does ${eventText(last.text)}; the specification can do ${instead} there`,
      steps: stepsUntil([last.step]),
      needs: [last.step],
      weight: events.length,
    };
  }
}

/** So many events are told. */
const mostTold = 12;

function traceText(events: readonly Event[]): string {
  if (events.length === 0) return 'nothing';
  const told = events.slice(-mostTold).map(({ text }) => eventText(text));
  return `${events.length > mostTold ? '… ' : ''}${told.join(', ')}`;
}

/** An event as its reader wrote it: the label, and the data in brackets. */
function eventText(text: string): string {
  const [label, data] = JSON.parse(text) as readonly [string, TaggedValue?];
  return data === undefined ? label : `${label}(${show(data)})`;
}
