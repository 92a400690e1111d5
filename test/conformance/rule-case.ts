import { go, type Shared, shared } from 'happens-before';

/** For one rule: a program that is free of races because of it, and one like it that is not. */
export interface RuleCase {
  readonly rule: number;
  readonly what: string;
  readonly ordered: () => Promise<unknown>;
  readonly racing: () => Promise<unknown>;
  /** What is raced on in both, besides the cell. */
  readonly besides?: readonly string[];
}

/** A cell of its own for each run, which the program writes on one side of the rule's edge and reads on the other. */
export function overCell(program: (x: Shared<number>) => Promise<unknown>): () => Promise<unknown> {
  return () => program(shared(0, 'x'));
}

export type Around = (x: Shared<number>, step: () => Promise<unknown>) => Promise<void>;

/** Both orders of a write and the step that the rule puts before something else: only write-then-step is ordered. */
export function aroundStep(rule: number, what: string, program: (around: Around) => () => Promise<unknown>): RuleCase {
  return {
    rule,
    what,
    ordered: program(async (x, step) => {
      await x.write(1);
      await step();
    }),
    racing: program(async (x, step) => {
      await step();
      await x.write(1);
    }),
  };
}

/** Runs two processes and waits for both. */
export async function both(p: () => Promise<unknown>, q: () => Promise<unknown>): Promise<void> {
  const processes = [go('p', p), go('q', q)];
  for (const process of processes) await process.join();
}
