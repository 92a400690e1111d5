/** The report of a check: what `--json` prints and `check` resolves to. Versioned; its schema is published as `schema.json`. */

import type { TaggedValue } from '../trace/value.ts';

export type Verdict =
  | 'panic'
  | 'deadlock'
  | 'violation'
  | 'race'
  | 'livelock'
  | 'lost value'
  | 'leak'
  | 'undecided'
  | 'ok';

/**
 * How much of the model was covered. Only a search that ended, with nothing left out and nothing read from outside the
 * model, may say `exhaustive`.
 */
export type Certainty = 'exhaustive' | 'bounded' | 'sampled';

export type OutcomeKind = 'returned' | 'panicked' | 'deadlocked' | 'blocked';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** What main returned, or the error it panicked with (`{"$":"Error","class":"TypeError","message":"…"}`). */
  readonly value?: TaggedValue;
  /** How many executions end so. */
  readonly executions: number;
  /**
   * The schedule of the smallest such execution known: the fewest context switches, then the fewest steps. Empty where none
   * shows it, because processes took turns in awaits that need no operation, or where there was no time left to find it.
   */
  readonly schedule: string;
}

export interface Access {
  readonly process: string;
  /** `read`, `write`, `update`, `plain.write`, `load`, `send`, `close`, `add`, `wait`. */
  readonly access: string;
  /** `file:line:column`. */
  readonly site: string;
}

export interface RaceFinding {
  readonly kind: 'race';
  readonly object: string;
  readonly first: Access;
  readonly second: Access;
  readonly schedule: string;
}

export interface StuckFinding {
  readonly kind: 'deadlock' | 'leak';
  /** One process; a deadlock has a finding for main, with the others in `others`. */
  readonly process: string;
  /** Such as `send jobs`, `lock m`, `await` of a promise that nothing settles. */
  readonly waitingOn: string;
  readonly site: string;
  readonly others?: readonly { readonly process: string; readonly waitingOn: string; readonly site: string }[];
  readonly schedule: string;
}

/**
 * A process that for ever repeats the last steps of its execution, and can never do anything else; or, with `others`,
 * processes that can repeat the last steps of the schedule for ever though nobody is left out.
 */
export interface LivelockFinding {
  readonly kind: 'livelock';
  readonly process: string;
  /** What it reads again and again, such as `load ready`; with `others`, what it does next. */
  readonly waitingOn: string;
  /** How many of its steps it repeats, or with `others` of all steps: the last ones of the schedule. */
  readonly turn: number;
  readonly site: string;
  /** Who else goes round, where everything comes back to where it was; then there may be nobody else. */
  readonly others?: readonly { readonly process: string; readonly waitingOn: string; readonly site: string }[];
  readonly schedule: string;
}

export interface PanicFinding {
  readonly kind: 'panic';
  readonly process: string;
  /** Class and message, `TypeError: x is not a function`. */
  readonly error: string;
  /** The first line of the program in the error's stack, or of the process's last operation. */
  readonly site: string;
  readonly schedule: string;
}

/** An outcome that was not declared correct. */
export interface OutcomeFinding {
  readonly kind: 'violation';
  /** The outcome that was not expected, as text, such as `returned 1`. */
  readonly outcome: string;
  /** What was expected, as text. */
  readonly expected: string;
  readonly schedule: string;
}

/** A property that does not hold. */
export interface PropertyFinding {
  readonly kind: 'violation';
  /** Its kind and name, such as `always one at a time`. */
  readonly property: string;
  /** What is wrong, in words. */
  readonly message: string;
  /** As far as where it is seen. */
  readonly schedule: string;
}

export type ViolationFinding = OutcomeFinding | PropertyFinding;

export interface LostValueFinding {
  readonly kind: 'lost value';
  readonly process: string;
  readonly object: string;
  readonly value: string;
  readonly site: string;
  readonly schedule: string;
}

/** The model could not be followed: verdict undecided, exit 1. */
export interface OutsideFinding {
  readonly kind: 'left the model' | 'step never ends' | 'not repeatable' | 'broken checkpoint';
  readonly process: string;
  /** One sentence: what was awaited or seen. */
  readonly message: string;
  readonly site: string;
  /** For `not repeatable`: the other line. */
  readonly otherSite?: string;
  readonly schedule: string;
}

export type Finding =
  | RaceFinding
  | StuckFinding
  | LivelockFinding
  | PanicFinding
  | ViolationFinding
  | LostValueFinding
  | OutsideFinding;

/** How big the whole is, as far as a search that ended early can tell (Knuth's estimate). */
export interface Estimate {
  /** How many executions there may be. */
  readonly executions: number;
  /** The part of the search that is behind it, between 0 and 1. */
  readonly explored: number;
}

/** One way in which things may be as far as a process can tell, with an execution in which they are so. */
export interface World {
  readonly text: string;
  /** The schedule of an execution that comes to it, and how many of its steps come before. */
  readonly schedule: string;
  readonly until: number;
}

/** What a process can and cannot tell when it comes to a mark. */
export interface Knowledge {
  readonly process: string;
  readonly mark: string;
  /** What was told at the mark. */
  readonly data: TaggedValue;
  /** Only where every execution was explored it is certain that there are no more worlds than those that are shown. */
  readonly certainty: 'exhaustive' | 'bounded';
  /** What may be asked there, and every answer that may be right: where there is but one, the process knows it. */
  readonly questions: readonly { readonly about: string; readonly worlds: readonly World[] }[];
}

export interface Report {
  readonly version: 1;
  readonly program: string;
  readonly verdict: Verdict;
  readonly certainty: Certainty;
  /** Executions explored to their end: one per Mazurkiewicz trace, unless states were told apart. */
  readonly executions: number;
  /** Executions explored that are equivalent to another, or that were cut when found to be. */
  readonly redundant: number;
  /** Only of a search that ended before it was over. */
  readonly estimate?: Estimate;
  /** States told apart at which there was a choice, where the search told states apart; then `executions` are those run to their end. */
  readonly states?: number;
  /** Steps performed, replayed ones included. */
  readonly events: number;
  readonly elapsedMs: number;
  readonly strategy: string;
  /** What was declared correct, as text; absent when nothing was. */
  readonly expected?: string;
  /** The properties that were checked, by kind and name; absent when there were none. */
  readonly properties?: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly findings: readonly Finding[];
  /** Sentences a reader must know before trusting the verdict. */
  readonly notes: readonly string[];
  /** For each mark that was asked about, what is known there: `hb knows`. */
  readonly knowledge: readonly Knowledge[];
}
