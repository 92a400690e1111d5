import { CaseColumns, receives } from '../kernel/channel.ts';
import { driver } from '../kernel/driver.ts';
import type { ReceiveChannel, SendChannel, WaitOptions } from './channel.ts';
import { channelOf } from './never.ts';

/** A receive from a channel. */
export type ReceiveCase = ReceiveChannel<unknown>;
/** A send: the channel and the value, which is computed once, on entering select, chosen or not. */
export type SendCase = readonly [channel: SendChannel<never>, value: unknown];

/** What a select resolves to: which case went, and for a receive the value (`undefined` at the end of the channel). */
export type Selected<C extends Readonly<Record<string, ReceiveCase | SendCase>>> = {
  [K in keyof C & string]: C[K] extends ReceiveChannel<infer T>
    ? { readonly case: K; readonly value: T | undefined }
    : { readonly case: K };
}[keyof C & string];

/** Refuses a send case whose value its channel does not take, and a promise as a case. */
export type CheckedCases<C> = {
  readonly [K in keyof C]: C[K] extends readonly [SendChannel<infer T>, infer V]
    ? V extends T
      ? C[K]
      : readonly [SendChannel<V>, V]
    : C[K] extends ReceiveCase
      ? C[K]
      : never;
};

/**
 * Waits for the first of several sends and receives that can go, and does exactly that one; if several can, any of them.
 * Orders what the operation taken orders. The others leave nothing behind. Without cases it waits for ever.
 *
 * @param cases a channel is a receive, `[channel, value]` a send; the key names the case.
 * @throws TypeError when a case is neither (a promise is not: a losing promise could not be taken back).
 * @throws ChannelClosedError when it chooses a send on a closed channel.
 * @throws the signal's reason when cancelled; then no case was done.
 * @example
 * const answers = chan<string>(1)
 * const got = await select({ answer: answers, late: after(100) })
 * console.log(got.case) // late
 */
export function select<const C extends Readonly<Record<string, ReceiveCase | SendCase>>>(
  cases: C & CheckedCases<C>,
  options?: WaitOptions & { readonly otherwise?: false },
): Promise<Selected<C>>;
/** With `otherwise` it never waits: `{ case: undefined }` when no case can go. */
export function select<const C extends Readonly<Record<string, ReceiveCase | SendCase>>>(
  cases: C & CheckedCases<C>,
  options: WaitOptions & { readonly otherwise: true },
): Promise<Selected<C> | { readonly case: undefined }>;
export function select(
  cases: Readonly<Record<string, ReceiveCase | SendCase>>,
  options?: WaitOptions & { readonly otherwise?: boolean },
): Promise<unknown> {
  const by = driver();
  // Most selects of a busy program find a case that can go: they leave no garbage but their result.
  const columns = spare ?? new CaseColumns();
  spare = undefined;
  try {
    for (const label of Object.keys(cases)) addCase(columns, label, cases[label]);
    if (options === undefined && by.selectReady !== undefined) {
      const result = by.selectReady(columns);
      if (result !== undefined) return result;
    }
    return by.select(columns.toCases(), options?.otherwise ?? false, options?.signal);
  } finally {
    columns.clear();
    spare = columns;
  }
}

/** The columns of the last select; a select inside the getters of another makes its own. */
let spare: CaseColumns | undefined = new CaseColumns();

/** Adds what the program wrote as a case, having looked at it once. */
function addCase(columns: CaseColumns, label: string, written: unknown): void {
  const source = channelOf(written);
  if (source !== undefined) return columns.add(label, source.core, receives);
  if (Array.isArray(written) && written.length === 2) {
    const target = channelOf(written[0]);
    if (target !== undefined) return columns.add(label, target.core, written[1]);
  }
  const hint = written instanceof Promise ? 'is a promise: a losing promise cannot be taken back' : 'is neither';
  throw new TypeError(`select: case '${label}' must be a channel to receive from, or [channel, value] to send; it ${hint}`);
}
