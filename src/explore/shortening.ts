/**
 * Switches taken out of a witness for as long as it shows the same: many at first, then ever fewer (delta debugging, Zeller
 * and Hildebrandt, TSE 2002, over the places where the process changes). A switch is taken out by having the process go on
 * there, or by having a block of steps come together with its process's next one; a block goes altogether, where the execution
 * need not end, by leaving it out. What else the operations that took a step could have done is tried last.
 */
import type { Lead } from './guided.ts';
import { Guide } from './guided.ts';
import type { TransitionName } from './transition.ts';
import type { Shown, Witnesses } from './witnesses.ts';
import { leadsOf } from './witnesses.ts';

/** Improves the best of `witnesses` until nothing helps or about `most` steps were performed; yields between executions. */
export function* shortened(witnesses: Witnesses, most: number): Generator<void, void, void> {
  for (;;) {
    const before = witnesses.best;
    for (const change of [stayingOften, merging, stayingOnce, leavingOut, choosingOtherwise]) {
      yield* repeated(witnesses, most, change);
      if (witnesses.performed >= most) return;
    }
    if (witnesses.best === before) return;
  }
}

/** Guides to executions that may be smaller than a witness. */
type Change = (shown: Shown) => Iterable<Guide>;

/** Tries the guides one after the other, and those of the new witness from where it stands when one helps. */
function* repeated(witnesses: Witnesses, most: number, change: Change): Generator<void, void, void> {
  let skipped = 0;
  for (let hasHelped = true; hasHelped; ) {
    hasHelped = false;
    let at = 0;
    for (const guide of change(witnesses.best as Shown)) {
      if (at++ < skipped) continue;
      if (witnesses.performed >= most) return;
      hasHelped = witnesses.consider(witnesses.attempt(guide));
      yield;
      if (hasHelped) break;
    }
    // What did not help before the one that did mostly does not now; a last round from the beginning tells.
    skipped = hasHelped ? at - 1 : 0;
    if (!hasHelped) return;
  }
}

/** Without many switches, and with few only. */
function* stayingOften(shown: Shown): Iterable<Guide> {
  const leads = leadsOf(shown);
  const ends = blocksOf(leads).map(({ to }) => to - 1);
  for (let size = Math.ceil(ends.length / 2); size > 1; size = Math.ceil(size / 2)) {
    for (let from = 0; from < ends.length; from += size) {
      const part = ends.slice(from, from + size);
      yield new Guide([], leads, new Set(part));
      if (size * 2 < ends.length) yield new Guide([], leads, new Set(ends.filter((end) => !part.includes(end))));
    }
    if (size === 2) return;
  }
}

function* stayingOnce(shown: Shown): Iterable<Guide> {
  const leads = leadsOf(shown);
  for (const { to } of blocksOf(leads)) yield new Guide([], leads, new Set([to - 1]));
}

/** With a block and its process's next one as one, in the place of the later or of the earlier. */
function* merging(shown: Shown): Iterable<Guide> {
  const leads = leadsOf(shown);
  const blocks = blocksOf(leads);
  const between = (from: number, to: number): Lead[] => leads.slice(from, to);
  for (const [at, { from, to }] of blocks.entries()) {
    const next = blocks.slice(at + 1).find((block) => leads[block.from]?.process === leads[from]?.process);
    const place = next?.from ?? leads.length;
    if (place === to) continue;
    yield new Guide(
      [],
      [...between(0, from), ...between(to, place), ...between(from, to), ...between(place, leads.length)],
    );
    if (next === undefined) continue;
    yield new Guide(
      [],
      [...between(0, to), ...between(next.from, next.to), ...between(to, next.from), ...between(next.to, leads.length)],
    );
  }
}

function* leavingOut(shown: Shown): Iterable<Guide> {
  if (shown.needs === undefined) return;
  const leads = leadsOf(shown);
  for (const { from, to } of blocksOf(leads)) yield new Guide([], [...leads.slice(0, from), ...leads.slice(to)]);
}

function* choosingOtherwise(shown: Shown): Iterable<Guide> {
  const leads = leadsOf(shown);
  for (const { at, name } of shown.alternatives) {
    yield new Guide(namesOf(leads.slice(0, at)).concat(name), leads.slice(at + 1));
  }
}

function namesOf(leads: readonly Lead[]): TransitionName[] {
  return leads.map(({ name }) => name);
}

/** Where one process took steps in a row. */
function blocksOf(leads: readonly Lead[]): { readonly from: number; readonly to: number }[] {
  const blocks: { from: number; to: number }[] = [];
  for (const [at, { process }] of leads.entries()) {
    const last = blocks[blocks.length - 1];
    if (last !== undefined && leads[last.from]?.process === process) last.to = at + 1;
    else blocks.push({ from: at, to: at + 1 });
  }
  return blocks;
}
