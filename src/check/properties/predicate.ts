/**
 * A predicate of a property on states, and what it asks of them: cuts that only differ in what it never asks for need not
 * be told apart.
 */
import type { Cut } from '../../causality/consistent-cuts.ts';
import { show, tag } from '../../trace/value.ts';
import type { Mark, Run, RunEvent, RunOutcome } from '../cuts/run.ts';
import type { State } from '../cuts/state.ts';
import { CutState } from '../cuts/state.ts';
import type { Property } from './property.ts';
import { ask, PropertyError, titleOf } from './property.ts';

/** What has to be so in a state; it looks at nothing but the state. */
export type StatePredicate = (state: State) => boolean;

/** The name and the predicate of a property, which may be given without a name. @throws TypeError */
export function readPredicate(
  kind: Property['kind'],
  given: readonly [string | StatePredicate, StatePredicate?],
): readonly [name: string, predicate: StatePredicate] {
  const [first, second] = given;
  const predicate = typeof first === 'string' ? second : first;
  if (typeof predicate !== 'function')
    throw new TypeError(`${kind}: a function of a state is needed, after a name if it has one`);
  return [typeof first === 'string' ? first : nameOf(predicate), predicate];
}

/** How many states of one execution are looked at, and how many of its events are gone through for that. */
const mostStates = 50_000;
const mostEvents = 5_000_000;

/** How many states of this run are looked at: each is put together from its events. */
export function mostStatesOf({ events }: Run): number {
  return Math.min(mostStates, Math.ceil(mostEvents / (events.length + 1)));
}

/** What a reader must know where there were more. */
export const tooManyStates = 'an execution had too many states to look at them all';

/** Longer texts of functions are cut. */
const longestName = 60;

function nameOf(predicate: StatePredicate): string {
  if (predicate.name !== '') return predicate.name;
  const text = String(predicate).replace(/\s+/g, ' ');
  return text.length > longestName ? `${text.slice(0, longestName - 1)}…` : text;
}

/** Asks a predicate, and keeps account of what it asks. */
export class Predicate {
  /** Whether anything was so that it asked for: a mark, an object, a process, the outcome. */
  isTested = false;
  readonly #property: Property;
  readonly #predicate: StatePredicate;
  readonly #asked = new Set<string>();
  #wantsAllMarks = false;

  constructor(property: Property, predicate: StatePredicate) {
    this.#property = property;
    this.#predicate = predicate;
  }

  /** How much it was seen to ask for; it may ask for more in other states. */
  get asked(): number {
    return this.#asked.size;
  }

  /** @throws PropertyError when it throws, or returns something else than true or false. */
  holdsAt(run: Run, cut: Cut): boolean {
    const state = new AskedState(new CutState(run, cut), (what, found) => {
      this.#asked.add(what);
      if (what === allMarks) this.#wantsAllMarks = true;
      if (found) this.isTested = true;
    });
    const answer: unknown = ask(this.#property, 'its predicate', () => this.#predicate(state));
    if (typeof answer === 'boolean') return answer;
    const what = answer instanceof Promise ? 'a promise' : show(tag(answer));
    throw new PropertyError(`${titleOf(this.#property)}: its predicate returned ${what}, not true or false`);
  }

  /** The events of a run that change what it has asked for so far. */
  visibleIn({ events, processes }: Run): ReadonlySet<number> {
    const visible = new Set<number>();
    for (const [number, { marks, holdings, ended, lives }] of events.entries()) {
      const isAsked =
        marks.some(({ process }) => this.#wantsAllMarks || this.#asked.has(marksOf(process))) ||
        holdings.some(({ object }) => this.#asked.has(heldBy(object))) ||
        lives.some(({ node }) => this.#asked.has(endOf(node)));
      if (isAsked) visible.add(number);
      for (const { process, also } of ended) {
        if (!this.#asked.has(endOf(processes[process] ?? ''))) continue;
        visible.add(number);
        for (const other of also) visible.add(other);
      }
    }
    return visible;
  }

  /** What it asks at a cut and is told, in words. */
  tell(run: Run, cut: Cut): string {
    const told = new Map<string, string>();
    const state = new AskedState(new CutState(run, cut), (what, _, words) => told.set(what, words));
    ask(this.#property, 'its predicate', () => this.#predicate(state));
    return told.size === 0 ? 'it asks for nothing' : [...told.values()].join(', ');
  }
}

const allMarks = 'marks';

function marksOf(process: string): string {
  return `marks ${process}`;
}

function heldBy(object: string): string {
  return `value ${object}`;
}

function endOf(process: string): string {
  return `end ${process}`;
}

/** A state that says what it was asked, whether there was anything, and the answer in words. It may be taken apart. */
class AskedState implements State {
  readonly #state: CutState;
  readonly #told: (what: string, found: boolean, words: string) => void;

  constructor(state: CutState, told: (what: string, found: boolean, words: string) => void) {
    this.#state = state;
    this.#told = told;
  }

  readonly marks = (process?: string): readonly Mark[] => {
    const marks = this.#state.marks(process);
    const what = process === undefined ? allMarks : marksOf(process);
    this.#told(what, marks.length > 0, marksText(process, marks));
    return marks;
  };

  readonly value = (object: string): unknown => {
    const value = this.#state.value(object);
    const isThere = value !== undefined || hasObject(this.#state, object);
    this.#told(heldBy(object), isThere, isThere ? `${object} is ${show(tag(value))}` : `there is no ${object}`);
    return value;
  };

  readonly ended = (process: string): boolean => {
    const ended = this.#state.ended(process);
    const isThere = this.#state.run.processes.includes(process);
    this.#told(endOf(process), isThere, `${process} has ${ended ? '' : 'not '}ended`);
    return ended;
  };

  get outcome(): RunOutcome | undefined {
    const { outcome } = this.#state;
    const words = outcome === undefined ? 'it goes on' : `it has ${outcome.kind} ${show(tag(outcome.value))}`;
    this.#told('outcome', outcome !== undefined, words);
    return outcome;
  }
}

/** Whether an object of the run has this name at the cut. */
function hasObject({ run, inside }: CutState, object: string): boolean {
  const changes = [run.beginning, ...[...inside].map((event) => run.events[event] as RunEvent)];
  return changes.some(({ holdings }) => holdings.some((holding) => holding.object === object));
}

/** So many marks are told. */
const mostTold = 6;

function marksText(process: string | undefined, marks: readonly Mark[]): string {
  const texts = marks.slice(-mostTold).map(({ process: by, label, data }) => {
    const shown = data === undefined ? label : `${label} ${show(tag(data))}`;
    return process === undefined ? `${by} ${shown}` : shown;
  });
  const who = process ?? 'somebody';
  if (texts.length === 0) return process === undefined ? 'nobody has marked anything' : `${who} has marked nothing`;
  const list = `${marks.length > mostTold ? '… ' : ''}${texts.join(' and ')}`;
  return process === undefined ? `marked: ${list}` : `${process} has marked ${list}`;
}
