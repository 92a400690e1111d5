/**
 * The audit of merged turns: going round a loop once more must make no difference.
 *
 * The search lets a process go round twice and then wait for a change (`spin.ts`). Whether it counts its turns, the search
 * cannot see. So executions in which somebody went round are run again with more turns; whoever then goes on otherwise is
 * no longer merged.
 */

import type { Execution } from '../explore/execution.ts';
import type { Explorer } from '../explore/explorer.ts';
import type { Learnt } from '../explore/learnt.ts';
import { obligations } from '../explore/network.ts';
import type { Spin, VainRead } from '../explore/spin.ts';
import { isSameStep } from '../explore/spin.ts';
import type { Pending, Transition } from '../explore/transition.ts';
import { nameOf, sameTransition } from '../explore/transition.ts';
import type { Hold, Path } from './collector.ts';
import { holdsIn, spinOf } from './collector.ts';
import type { SessionEnd } from './session.ts';
import { inStretches } from './stretches.ts';

/** How many more turns are gone through. */
const moreTurns = [1, 2, 5, 120, 3000];

/** How far what was cut is followed. */
const mostBehind = 1000;

const turnsMerged = 'turns of loops that only read again were merged: more of them made no difference when run';

/** Loops that only go round again were merged; searches `again`, without that for whoever counts turns. */
export async function auditTurns(
  learnt: Learnt,
  end: SessionEnd,
  notes: string[],
  again: () => Promise<SessionEnd>,
): Promise<SessionEnd> {
  if (!end.covered || learnt.loops.size === 0 || end.collector.spun.length === 0) return end;
  const counting = await countingProcesses(end);
  if (counting.size === 0) {
    if (!notes.includes(turnsMerged)) notes.push(turnsMerged);
    return end;
  }
  for (const process of counting) learnt.counting.add(process);
  return auditTurns(learnt, await again(), notes, again);
}

/** Processes, by identity, that go on otherwise when they go round more often. */
async function countingProcesses(end: SessionEnd): Promise<ReadonlySet<number>> {
  const { search, collector } = end;
  const counting = new Set<number>();
  const work = function* (): Generator<void, void, void> {
    for (const sample of collector.spun) {
      const path = toItsEnd(search, sample);
      for (const process of spinningIn(search, path)) {
        for (const turns of moreTurns) {
          if (!counting.has(process) && !isSameWithMore(end, path, process, turns)) counting.add(process);
          yield;
        }
      }
      for (const [process, spin] of heldAtEnd(search, path)) {
        if (!counting.has(process) && !goesOnRound(search, path, process, spin)) counting.add(process);
        yield;
      }
    }
  };
  await inStretches(search, work(), () => true);
  return counting;
}

/** A path that was cut where only a loop could go on, with what comes then. */
function toItsEnd(search: Explorer, path: Path): Path {
  const { steps } = search.follow(false, (all, at) => {
    const due = path[at];
    if (due !== undefined) return all.find((transition) => sameTransition(transition, due));
    return at < path.length + mostBehind ? obligations(all)[0] : undefined;
  });
  return steps.map(({ transition }) => nameOf(transition));
}

function spinningIn(search: Explorer, path: Path): ReadonlySet<number> {
  return new Set(holdsIn(search.replay(path, false, () => {})).map(({ process }) => process));
}

/** Processes, by identity, that would only go round again where `path` ends. */
function heldAtEnd(search: Explorer, path: Path): ReadonlyMap<number, Spin> {
  const execution = search.replay(path, false, () => {});
  const held = new Map<number, Spin>();
  for (const process of execution.processes) {
    const spin = spinOf(process, execution);
    if (spin !== undefined) held.set(process.identity.id, spin);
  }
  return held;
}

/** Whether `process`, left to itself after `path`, goes round for as long as it is watched. */
function goesOnRound(search: Explorer, path: Path, process: number, { watched }: Spin): boolean {
  const most = Math.max(...moreTurns) * watched.length;
  let turned = 0;
  search.follow(
    false,
    (all, at) => {
      const due = path[at];
      if (due !== undefined) return all.find((transition) => sameTransition(transition, due));
      if (turned === most) return undefined;
      const next = turnStep(all, process, watched[turned % watched.length] as VainRead);
      if (next !== undefined) turned++;
      return next;
    },
    false,
  );
  return turned === most;
}

/** The step with which `process` goes on round its loop as it did in `expected`. */
function turnStep(all: readonly Transition[], process: number, expected: VainRead): Transition | undefined {
  return all.find((one) => one.pending.process.identity.id === process && isSameStep(expected, one));
}

/** Runs `path` again with `turns` more turns of `process` where it was held first. */
function isSameWithMore(end: SessionEnd, path: Path, process: number, turns: number): boolean {
  const { search, collector } = end;
  const first = search.replay(path, false, () => {});
  const hold = holdsIn(first).find((one) => one.process === process);
  if (hold === undefined) return true;
  // Held against the same run of loops that nobody holds: who goes round at its end waits in `first` and not there.
  const plain = rerun(search, first, hold, 0);
  const again = rerun(search, first, hold, turns);
  if (plain === 'other times' || again === 'other times') return true;
  if (plain === 'other steps' || again === 'other steps') return false;
  return collector.keyOf(again) === collector.keyOf(plain) && isSameEnd(again, first);
}

/**
 * Runs the steps of `first` with `more` turns of who was held before what let it go. Where that cannot be, says whether it is
 * because something else happens, or only because a timer must fire first.
 */
function rerun(
  search: Explorer,
  first: Execution,
  hold: Hold,
  more: number,
): Execution | 'other steps' | 'other times' {
  const { until: change, process, watched } = hold;
  const steps = more * watched.length;
  let turned = 0;
  let at = 0;
  let missing: 'other steps' | 'other times' | undefined;
  const miss = (isIt: (pending: Pending) => boolean): void => {
    missing = [...(search.execution?.pending ?? [])].some((one) => isIt(one) && waitsForTimer(one))
      ? 'other times'
      : 'other steps';
  };
  const again = search.follow(
    false,
    (all) => {
      if (at === change && turned < steps) {
        const expected = watched[turned++ % watched.length] as VainRead;
        const turn = turnStep(all, process, expected);
        const { kind } = expected.call;
        if (turn === undefined) miss((one) => one.process.identity.id === process && one.operation.kind === kind);
        return turn;
      }
      const due = first.steps[at++];
      if (due === undefined) return undefined;
      const chosen = all.find((transition) => isLike(transition, due.transition));
      const { process: waiting, operation } = due.transition.pending;
      if (chosen === undefined)
        miss((one) => one.process.index === waiting.index && one.operation.kind === operation.kind);
      return chosen;
    },
    false,
  );
  return missing ?? again;
}

function waitsForTimer({ operation, request }: Pending): boolean {
  return operation.kind === 'fire' || request?.cases.some(({ channel }) => channel.source !== undefined) === true;
}

function isSameEnd(a: Execution, b: Execution): boolean {
  const states = (execution: Execution): string => execution.processes.map(({ core }) => core.state).join();
  return states(a) === states(b);
}

/** Whether two transitions of different executions are the same step of the same process, as far as can be told. */
function isLike(a: Transition, b: Transition): boolean {
  return (
    a.pending.process.index === b.pending.process.index &&
    a.pending.operation.kind === b.pending.operation.kind &&
    a.alternative === b.alternative &&
    a.sender?.process.index === b.sender?.process.index
  );
}
