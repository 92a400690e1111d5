import { Case } from '../kernel/channel.ts';
import type { Driver, QuickSelect } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import type { ReceiveChannel, SendChannel, WaitOptions } from './channel.ts';
import { ChannelFacade } from './channel.ts';
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
    ? [V] extends [T]
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
/** With `otherwise` it never waits: `{ case: undefined }` when no case can go, which orders nothing. */
export function select<const C extends Readonly<Record<string, ReceiveCase | SendCase>>>(
  cases: C & CheckedCases<C>,
  options: WaitOptions & { readonly otherwise: true },
): Promise<Selected<C> | { readonly case: undefined }>;
export function select(
  cases: Readonly<Record<string, ReceiveCase | SendCase>>,
  options?: WaitOptions & { readonly otherwise?: boolean },
): Promise<unknown> {
  const by = driver();
  if (by.quick !== undefined && options === undefined && !reading) return selectQuickly(cases, by, by.quick);
  const made: Case[] = [];
  for (const label in cases) made.push(caseOf(label, cases[label]));
  return by.select(made, options?.otherwise ?? false, options?.signal);
}

/**
 * The select that is being read. Most selects of a busy program find a case that can go, and those make nothing but their
 * result: a channel to receive from stands for itself, and only a send is made a case. What a program wrote is looked at
 * once, as it says; a select inside the getter of another goes the long way.
 */
const labels: string[] = [];
const seen: (ChannelFacade<unknown> | Case | undefined)[] = [];
const able: number[] = [];
let reading = false;

/** How often to try a case at random before looking at all of them. */
const tries = 2;

function selectQuickly(cases: Readonly<Record<string, unknown>>, by: Driver, quick: QuickSelect): Promise<unknown> {
  const count = read(cases);
  const row = chooseAble(count, quick);
  if (row >= 0) {
    const result = go(quick, row);
    forget(count);
    return result;
  }
  const made: Case[] = [];
  for (let other = 0; other < count; other++) {
    const one = seen[other];
    made.push(one instanceof Case ? one : caseOf(labels[other] as string, one));
  }
  forget(count);
  return by.select(made, false, undefined);
}

/** Reads the cases, refuses what is none, and returns how many they are. */
function read(cases: Readonly<Record<string, unknown>>): number {
  let count = 0;
  reading = true;
  try {
    for (const label in cases) {
      const written = cases[label];
      labels[count] = label;
      seen[count++] = written instanceof ChannelFacade ? written : caseOf(label, written);
    }
  } finally {
    reading = false;
  }
  return count;
}

/**
 * A case that can go, each with the same chance; -1 when there is none. A case drawn from all of them is, if it can go, as
 * likely to be one as another of those that can, so in a busy program one look does.
 */
function chooseAble(count: number, quick: QuickSelect): number {
  for (let left = tries; left > 0 && count > 1; left--) {
    const row = quick.draw(count);
    if (canGo(quick, row)) return row;
  }
  let ready = 0;
  for (let row = 0; row < count; row++) {
    if (canGo(quick, row)) able[ready++] = row;
  }
  if (ready === 0) return -1;
  return able[ready === 1 ? 0 : quick.draw(ready)] as number;
}

function canGo(quick: QuickSelect, row: number): boolean {
  const one = seen[row];
  if (one instanceof ChannelFacade) return quick.canGo(one.core, false);
  const { channel, sends } = one as Case;
  return quick.canGo(channel, sends);
}

function go(quick: QuickSelect, row: number): Promise<unknown> {
  const one = seen[row];
  if (one instanceof ChannelFacade) return quick.go(one.core, false, undefined, labels[row] as string);
  const { channel, sends, value, label } = one as Case;
  return quick.go(channel, sends, value, label);
}

/** Lets go of what was read, so that nothing is kept alive from here. */
function forget(count: number): void {
  for (let row = 0; row < count; row++) seen[row] = undefined;
}

/** Makes a case of what the program wrote. */
function caseOf(label: string, written: unknown): Case {
  const source = channelOf(written);
  if (source !== undefined) return new Case(source.core, false, undefined, label);
  if (Array.isArray(written) && written.length === 2) {
    const target = channelOf(written[0]);
    if (target !== undefined) return new Case(target.core, true, written[1], label);
  }
  const hint = written instanceof Promise ? 'is a promise: a losing promise cannot be taken back' : 'is neither';
  throw new TypeError(
    `select: case '${label}' must be a channel to receive from, or [channel, value] to send; it ${hint}`,
  );
}
