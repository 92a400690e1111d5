/** A bug that somebody had, as a program that has it and one in which it is repaired. */
import type { Finding } from 'happens-before/check';

/** Why a search cannot be whole: some executions never end, or there are too many. */
type Cut = 'endless' | 'large';

/** How it is looked for: in every execution, or in a thousand that are drawn. */
export type Way = 'exhaustive' | 'random' | 'pct';

/** A process, and what findings say of it. */
export type Said = readonly [process: string, said: RegExp];

export interface Kernel {
  readonly id: string;
  readonly program: () => Promise<void>;
  readonly fixed: () => Promise<void>;
  /** The verdict, which is the gravest of what is found. */
  readonly finding: 'deadlock' | 'leak' | 'livelock' | 'panic' | 'race';
  /** The lesser findings that come with it, being as much in the original. */
  readonly also?: readonly Finding['kind'][];
  /**
   * Every process that is stuck when the bug strikes, with what it waits on. One that waits on this in one execution and on
   * that in another is listed with each.
   */
  readonly stuck?: readonly Said[];
  /** Every object that is raced for. */
  readonly races?: readonly string[];
  /** Every process that panics, with its error. */
  readonly panics?: readonly Said[];
  /** Why no search of the program is whole. */
  readonly cut?: Cut;
  /** Why no search of its repair is whole. */
  readonly fixedCut?: Cut;
  /** Who does not find it, though it is there. */
  readonly missedBy?: readonly Way[];
}
