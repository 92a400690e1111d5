/**
 * The audit of plain state: variables that processes share without our knowing.
 *
 * Independent steps commute, unless something other than operations passes between them. So what was explored is rerun in
 * other orders of its unordered steps: everything, unreduced, when that is at most `maxRerun` interleavings; a sample of
 * reorderings otherwise. Equal traces must have looked equal to the program.
 */
import { Random } from '../base/random.ts';
import type { Execution } from '../explore/execution.ts';
import type { Explorer } from '../explore/explorer.ts';
import type { Fingerprint } from '../explore/fingerprint.ts';
import { Fingerprinter } from '../explore/fingerprint.ts';
import { NotRepeatable } from '../explore/not-repeatable.ts';
import { Owned } from '../explore/owned.ts';
import { watched } from '../explore/slices.ts';
import type { Step } from '../explore/step.ts';
import type { TransitionName } from '../explore/transition.ts';
import { sameTransition } from '../explore/transition.ts';
import type { Collector, Path } from './collector.ts';
import { maxRerun } from './collector.ts';
import type { Session, SessionEnd } from './session.ts';
import { inStretches } from './stretches.ts';

/** What the whole rerun may cost, in steps. */
const wholeSteps = 1_000_000;
/** How many reorderings are tried otherwise, and for how long, in milliseconds. */
const sampled = 400;
const sampledMs = 800;

export type AuditResult =
  | { readonly shared: false; readonly whole: boolean; readonly reruns: number }
  | { readonly shared: true; readonly difference: string };

const clock = performance.now.bind(performance);

export async function audit(session: Session, end: SessionEnd): Promise<AuditResult> {
  const known = end.collector.fingerprints;
  const { reduction } = end.search.settings;
  // Where nothing was left out, every interleaving was an execution of its own.
  const interleavings = reduction === 'optimal' ? end.collector.interleavings : end.collector.executions;
  if (known !== undefined && interleavings <= maxRerun) {
    const whole = await rerunWhole(session, known);
    if (whole !== undefined) return whole;
  }
  return rerunSample(end);
}

/**
 * Whether executions come out the same where inboxes are the queues they are: what processes shared beside them could tell
 * the order in which values were sent from that in which they were taken.
 */
export async function comeOutAsQueues({ search, collector }: SessionEnd): Promise<boolean> {
  let isSame = true;
  const work = function* (): Generator<void, void, void> {
    for (const [key, { path }] of [...collector.outcomes].slice(0, sampled)) {
      isSame &&= isOutcomeOf(search, collector, path, key);
      yield;
    }
  };
  await inStretches(search, work(), () => isSame);
  return isSame;
}

function isOutcomeOf(search: Explorer, collector: Collector, path: Path, key: string): boolean {
  try {
    return collector.keyOf(search.replay(path, false, () => {})) === key;
  } catch (error) {
    if (error instanceof NotRepeatable) return false;
    throw error;
  }
}

/** Every interleaving, first steps included; undefined when there are too many. */
async function rerunWhole(session: Session, known: ReadonlyMap<string, string>): Promise<AuditResult | undefined> {
  let difference: string | undefined;
  const before = session.events;
  const goOn = (collector: Collector): boolean => {
    difference ??= differenceIn(collector.fingerprints, known);
    collector.fingerprints?.clear();
    return difference === undefined && collector.executions <= maxRerun && session.isWithin(before + wholeSteps);
  };
  const end = await session.search({ reduction: 'naive', everyStart: true }, true, goOn, { isRerun: true });
  difference ??= differenceIn(end.collector.fingerprints, known);
  if (difference !== undefined) return { shared: true, difference };
  return end.covered ? { shared: false, whole: true, reruns: end.collector.executions } : undefined;
}

function differenceIn(
  rerun: ReadonlyMap<string, string> | undefined,
  known: ReadonlyMap<string, string>,
): string | undefined {
  for (const [structure, content] of rerun ?? []) {
    const first = known.get(structure);
    if (first === undefined) return 'steps followed that followed in no order of the operations alone';
    if (first !== content) return 'the same order of operations gave other values';
  }
  return undefined;
}

async function rerunSample(end: SessionEnd): Promise<AuditResult> {
  const { search, collector } = end;
  const owned = new Owned(() => search.execution as Execution);
  const random = new Random(search.settings.seed + 17);
  const until = clock() + sampledMs;
  const samples = collector.samples.filter((sample) => sample !== undefined);
  let reruns = 0;
  let difference: string | undefined;
  while (reruns < sampled && clock() < until && samples.length > 0 && difference === undefined) {
    const path = samples[random.below(samples.length)] as Path;
    await watched(
      search,
      owned,
      () => {
        for (let round = 0; round < 8 && difference === undefined; round++, reruns++) {
          difference = rerunReordered(end, path, random);
        }
      },
      false,
    );
  }
  return difference === undefined ? { shared: false, whole: false, reruns } : { shared: true, difference };
}

/** Runs `path` once to learn its order, then once more with its unordered steps shuffled. */
function rerunReordered(end: SessionEnd, path: Path, random: Random): string | undefined {
  try {
    const first = end.search.replay(path, false, () => {});
    const order = shuffled(first.steps, random);
    const before = fingerprintOf(first, end);
    const again = end.search.replay(order, false, () => {});
    if (again.steps.length !== order.length) return 'a step that was possible no longer was';
    const after = fingerprintOf(again, end);
    return differenceIn(new Map([[after.structure, after.content]]), new Map([[before.structure, before.content]]));
  } catch (error) {
    if (error instanceof NotRepeatable) return 'a step that was possible no longer was';
    throw error;
  }
}

function fingerprintOf(execution: Execution, end: SessionEnd): Fingerprint {
  const fingerprinter = new Fingerprinter();
  for (const [index, step] of execution.steps.entries()) fingerprinter.add(index, step);
  return fingerprinter.finish(end.collector.keyOf(execution));
}

/** The steps in a random order that keeps dependent ones in theirs. */
function shuffled(steps: readonly Step[], random: Random): TransitionName[] {
  const left = [...steps];
  const order: TransitionName[] = [];
  while (left.length > 0) {
    const free = left.filter(
      (step) =>
        (!step.footprint.ends || left.length === 1) &&
        !left.some((other) => other !== step && (step.time.trace[other.time.chain] ?? 0) >= other.time.position),
    );
    const next = free[random.below(free.length)] as Step;
    left.splice(left.indexOf(next), 1);
    order.push(next.transition);
  }
  return order.filter((name, at) => order.findIndex((other) => sameTransition(other, name)) === at);
}
