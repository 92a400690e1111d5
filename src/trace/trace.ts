/**
 * A trace: what happened in one execution, in the order it happened.
 *
 * The same format holds a checked execution and a recorded real run. Sites are `file:line:column`; values are already
 * text, because a trace outlives the values it speaks of.
 */

/** What an operation does, in the words of the public contract. */
export type OperationName =
  | 'start'
  | 'join'
  | 'send'
  | 'receive'
  | 'trySend'
  | 'tryReceive'
  | 'select'
  | 'close'
  | 'length'
  | 'read'
  | 'write'
  | 'load'
  | 'store'
  | 'swap'
  | 'add'
  | 'compareAndSwap'
  | 'plain.read'
  | 'plain.write'
  | 'lock'
  | 'unlock'
  | 'tryLock'
  | 'rlock'
  | 'runlock'
  | 'tryRLock'
  | 'acquire'
  | 'release'
  | 'done'
  | 'wait'
  | 'relock'
  | 'signal'
  | 'broadcast'
  | 'once'
  | 'finish'
  | 'sleep'
  | 'stop'
  | 'reset'
  | 'fire'
  | 'cancel'
  | 'choose'
  | 'checkpoint'
  | 'mark'
  | 'post'
  | 'deliver'
  | 'fate'
  | 'crash'
  | 'restart'
  | 'partition'
  | 'heal'
  | 'get'
  | 'set'
  | 'delete'
  | 'list'
  | 'sync';

/** How an operation used its object, for those whose uses can race. */
export interface RecordedAccess {
  /** Whether it changed the object; of two accesses that race one did. */
  readonly changes: boolean;
  /** Two atomic accesses do not race. */
  readonly atomic: boolean;
  /** For one that counts from its call: the latest events before that, instead of those in its event's `after`. */
  readonly since?: readonly number[];
  /** The call it is part of, when that goes by another name: `update`. */
  readonly within?: 'update';
}

/** One operation an event completes, or makes wait, with the process it belongs to. */
export interface Participant {
  /** Index into `Trace.processes`. */
  readonly process: number;
  readonly operation: OperationName;
  /**
   * The object's name, such as `x` or `jobs`, or that of the node a message is sent to; absent for operations on nothing
   * (`choose`, `sleep`).
   */
  readonly object?: string;
  /** The operation's argument as text, such as the value sent. */
  readonly argument?: string;
  /** What the operation returned or threw, as text; absent when it returned nothing or goes on waiting. */
  readonly result?: string;
  /** For a message between nodes that it received or forgot: the name of the node that sent it. */
  readonly from?: string;
  /** Where the program called it, `file:line:column`. */
  readonly site?: string;
  /** Absent where nothing can race. */
  readonly access?: RecordedAccess;
}

/** One step of an execution. A hand-over has two participants, the sender first. */
export interface TraceEvent {
  readonly participants: readonly Participant[];
  /**
   * Indices of the latest earlier events this one is ordered after by happens-before (program order included). That is its
   * vector time in few words: who comes after an event comes after all that this one comes after.
   */
  readonly after: readonly number[];
  /** What else the step did worth a line: `panics: Error: boom`, `returns 3`, `starts worker`, `waits`. */
  readonly effects: readonly string[];
}

/** A process of the execution. The first is `main`. */
export interface TraceProcess {
  readonly name: string;
  readonly background: boolean;
  /** The name of the node that it is part of; each life of a node is a process of its own. */
  readonly node?: string;
  /** How it stood when the execution ended. */
  readonly end: 'returned' | 'threw' | 'crashed' | 'waiting' | 'idle' | 'running';
  /** For a waiting process: on what, such as `send jobs`. */
  readonly waitingOn?: string;
  /** For a waiting process: the line of the call it waits in. */
  readonly site?: string;
}

/** What became of a message: of one that was doubled, each copy may be received, forgotten or on its way still. */
export type MessageFate = 'carried' | 'lost' | 'doubled' | 'cut' | 'forgotten' | 'on its way';

/** A message from one node to another. Its send comes before its receipts (rule 17). */
export interface TraceMessage {
  /** Index of the event that sent it. */
  readonly send: number;
  /** Indices of the events that received it: none, one, or two when it was doubled. */
  readonly receipts: readonly number[];
  /** Indices of the events by which it was forgotten: it had arrived, unread, when its receiver crashed. */
  readonly forgotten: readonly number[];
  /** The names of the nodes. */
  readonly from: string;
  readonly to: string;
  /** What it said, as text. */
  readonly body: string;
  /** Whether its sender waits until it is received. */
  readonly synchronous: boolean;
  readonly fate: MessageFate;
}

export interface Trace {
  readonly version: 1;
  readonly program: string;
  /** The schedule that replays this execution; empty for a real run, which no schedule replays. */
  readonly schedule: string;
  readonly processes: readonly TraceProcess[];
  readonly events: readonly TraceEvent[];
  /** The messages between nodes, in the order of their sends; absent where there are no nodes. */
  readonly messages?: readonly TraceMessage[];
  /** The outcome as text, such as `returned 1` or `deadlocked`. */
  readonly outcome: string;
  /** Only the first events are here: the run went on for longer than what is kept. */
  readonly cut?: true;
}
