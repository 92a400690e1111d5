/** One end of a call that was recorded for `linearizable`. */
export interface CallNote {
  /** Tells it from other calls of the execution; both ends have the same. */
  readonly id: number;
  readonly operation: unknown;
  readonly returns: boolean;
}

/** What a mark says. */
export interface MarkNote {
  readonly label: string;
  readonly data: unknown;
  /** Of a mark that `call` made. */
  readonly call?: CallNote;
}
