/** An execution as properties and knowledge look at it: what its events changed, and who learnt what from them. */
import type { Cut, OrderedEvents } from '../../causality/consistent-cuts.ts';
import type { Lesson } from '../../explore/seen.ts';
import type { Step } from '../../explore/step.ts';
import type { TransitionName } from '../../explore/transition.ts';
import type { OutcomeKind } from '../../report/report.ts';
import type { OperationName } from '../../trace/trace.ts';

/** A point that a process named. */
export interface Mark {
  /** The name of the process. */
  readonly process: string;
  readonly label: string;
  /** A copy of what was told there. */
  readonly data: unknown;
}

/** What a named cell or atomic holds from an event on. */
export interface Holding {
  readonly object: string;
  /** A copy. */
  readonly value: unknown;
}

/** That a process has ended. */
export interface Ending {
  /** By number. */
  readonly process: number;
  /** Events, by number, that it waited for besides the one it ended with; whichever came last let it end. */
  readonly also: readonly number[];
}

/** A message between nodes. */
export interface Message {
  /** The same wherever its sender has done the same. */
  readonly id: number;
  readonly from: string;
  readonly to: string;
  /** A copy of what it carries. */
  readonly body: unknown;
  /** How many of it are on their way once it is sent: none when it is lost, two when it is doubled. */
  readonly copies: number;
}

/** What an event does to a message: it leaves, one of it is received, or one had arrived and its receiver forgets it. */
export interface Passage {
  readonly what: 'sent' | 'received' | 'forgotten';
  readonly message: Message;
}

/** That a node is gone, or there again. */
export interface LifeChange {
  readonly node: string;
  readonly what: 'crashed' | 'restarted';
}

/** What happened at an event, or before all of them. */
export interface Change {
  readonly marks: readonly Mark[];
  readonly holdings: readonly Holding[];
  readonly ended: readonly Ending[];
}

export interface RunEvent extends Change {
  readonly kind: OperationName;
  /** The name of what it acts on, if that has one. */
  readonly object: string | undefined;
  /** Whose operation it is, by number. */
  readonly process: number;
  readonly lessons: readonly Lesson[];
  readonly passages: readonly Passage[];
  readonly lives: readonly LifeChange[];
  readonly chain: number;
  /** How many events of each chain it comes after, itself included. */
  readonly past: readonly number[];
  readonly name: TransitionName;
  /** Where it is wanted. */
  readonly step?: Step;
}

export interface RunOutcome {
  readonly kind: OutcomeKind;
  /** A copy of what main returned, or of the error that ended the program. */
  readonly value: unknown;
}

export interface Run {
  /** The names of its processes, in the order of their start. */
  readonly processes: readonly string[];
  /** For each process, what tells it from others in every execution of the search. */
  readonly identities: readonly number[];
  /** For each process, the name of the node it is part of, if it is of one. */
  readonly nodes: readonly (string | undefined)[];
  readonly beginning: Change;
  readonly events: readonly RunEvent[];
  /**
   * Whether all that is inside a cut can have happened at one instant, and nothing else, where it matters when things happen;
   * without it every cut is a moment of the execution.
   */
  readonly isMoment?: (cut: Cut) => boolean;
  /** The order of dependence: every order of the events that keeps it comes to the same. */
  readonly order: OrderedEvents;
  /** Undefined where it goes on. */
  readonly outcome: RunOutcome | undefined;
  /** The events, by number, that make a difference to states. */
  readonly visible: ReadonlySet<number>;
}
