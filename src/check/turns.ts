/**
 * The audit of merged turns: going round a loop once more must make no difference.
 *
 * The search lets a process go round twice and then wait for a change (`spin.ts`). Whether it counts its turns, the search
 * cannot see. So executions in which somebody went round are run again with more turns; whoever then goes on otherwise is
 * no longer merged.
 */

import type { Execution } from '../explore/execution.ts';
import type { Explorer } from '../explore/explorer.ts';
import { obligations } from '../explore/network.ts';
import type { Spin, VainRead } from '../explore/spin.ts';
import { goesRound } from '../explore/spin.ts';
import type { Transition } from '../explore/transition.ts';
import { nameOf, sameTransition } from '../explore/transition.ts';
import type { Path } from './collector.ts';
import { holdsIn, spinOf } from './collector.ts';
import type { SessionEnd } from './session.ts';
import { inStretches } from './stretches.ts';

/** How many more turns are gone through. */
const moreTurns = [1, 2, 5, 120, 3000];

/** How far what was cut is followed. */
const mostBehind = 1000;

/** Processes, by identity, that go on otherwise when they go round more often. */
export async function countingProcesses(end: SessionEnd): Promise<ReadonlySet<number>> {
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
      const expected = watched[turned % watched.length] as VainRead;
      const next = turnStep(all, process);
      if (next?.pending.operation.kind !== expected.kind || next.pending.operation.object.id !== expected.object)
        return undefined;
      turned++;
      return next;
    },
    false,
  );
  return turned === most;
}

/** The step with which `process` goes on round its loop, where no poll finds what it looks for. */
function turnStep(all: readonly Transition[], process: number): Transition | undefined {
  return all.find((one) => one.pending.process.identity.id === process && goesRound(one));
}

/** Runs `path` again with `turns` more turns of `process` where it was held first. */
function isSameWithMore(end: SessionEnd, path: Path, process: number, turns: number): boolean {
  const { search, collector } = end;
  const first = search.replay(path, false, () => {});
  const hold = holdsIn(first).find((one) => one.process === process);
  if (hold === undefined) return true;
  // Held against the same run of loops that nobody holds: who goes round at its end waits in `first` and not there.
  const plain = rerun(search, first, hold.until, process, 0);
  const again = rerun(search, first, hold.until, process, turns * hold.length);
  if (plain === undefined || again === undefined) return false;
  return collector.keyOf(again) === collector.keyOf(plain) && isSameEnd(again, first);
}

/** Runs the steps of `first` with `more` steps of `process` before the one at `change`; undefined where that cannot be. */
function rerun(
  search: Explorer,
  first: Execution,
  change: number,
  process: number,
  more: number,
): Execution | undefined {
  let left = more;
  let at = 0;
  let isSame = true;
  const again = search.follow(
    false,
    (all) => {
      if (at === change && left > 0) {
        const turn = turnStep(all, process);
        left--;
        if (turn === undefined) isSame = false;
        return turn;
      }
      const due = first.steps[at++];
      if (due === undefined) return undefined;
      const chosen = all.find((transition) => isLike(transition, due.transition));
      if (chosen === undefined) isSame = false;
      return chosen;
    },
    false,
  );
  return isSame ? again : undefined;
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
