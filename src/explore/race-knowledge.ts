/**
 * What a state has to say of past accesses so that whatever races with them later is found in every state taken for the
 * same: for each, which strands are ordered after it, and which slots would make another so.
 *
 * An access that every strand is ordered after, or is sure to be before it does anything else, can race no more. Of two
 * accesses from one line, one that is known wherever the other is can race with nothing that the other does not.
 */
import type { Hash } from './digest.ts';
import { Digest, Sum } from './digest.ts';

type Vector = readonly number[];

/** An access of an object that is raced for. */
export interface PastAccess {
  /** The object, by its key. */
  readonly object: number;
  readonly chain: number;
  readonly position: number;
  /** What a report says of it: process, kind, line. */
  readonly label: Hash;
}

/** Somebody, or something, that has come after some accesses and not after others. */
export interface Holder {
  readonly name: Hash;
  readonly sync: Vector;
}

export class RaceKnowledge {
  readonly #objects = new Map<number, PastAccess[]>();

  add(access: PastAccess): void {
    const { object } = access;
    const known = this.#objects.get(object) ?? [];
    // Whoever comes after this one comes after what its chain did before.
    const others = known.filter((other) => other.chain !== access.chain || !sameLabel(other, access));
    this.#objects.set(object, [...others, access]);
  }

  /** What `sync` comes after, of everything so far. */
  known(sync: Vector): Hash {
    const sum = new Sum();
    for (const [object, accesses] of this.#objects) {
      for (const { chain, position, label } of accesses) {
        if ((sync[chain] ?? 0) >= position) sum.add(new Digest().number(object).hash(label).finish());
      }
    }
    return sum.finish();
  }

  /** Adds what races may still come of to `sum`. `isWhole`: the holders are all there are. */
  survey(strands: readonly Holder[], slots: () => readonly Holder[], isWhole: boolean, sum: Sum): void {
    for (const [object, accesses] of this.#objects) {
      const open = accesses.filter((access) => strands.some(({ sync }) => !knows(sync, access)));
      if (open.length === 0) continue;
      const holders = [...strands, ...slots()];
      for (const access of isWhole ? undominated(open, holders) : open) {
        const row = new Sum();
        for (const { name, sync } of holders) if (knows(sync, access)) row.add(name);
        sum.add(new Digest().number(object).hash(access.label).hash(row.finish()).finish());
      }
    }
  }
}

function knows(sync: Vector, { chain, position }: PastAccess): boolean {
  return (sync[chain] ?? 0) >= position;
}

/** Of accesses with one label only those that no other is known wherever. */
function undominated(accesses: readonly PastAccess[], holders: readonly Holder[]): PastAccess[] {
  const left: PastAccess[] = [];
  for (const access of accesses) {
    if (left.some((other) => isDominated(access, other, holders))) continue;
    for (let at = left.length - 1; at >= 0; at--) {
      if (isDominated(left[at] as PastAccess, access, holders)) left.splice(at, 1);
    }
    left.push(access);
  }
  return left;
}

function sameLabel({ label: x }: PastAccess, { label: y }: PastAccess): boolean {
  return x.a === y.a && x.b === y.b;
}

/** Whether `access` is known wherever `other`, from the same line, is. */
function isDominated(access: PastAccess, other: PastAccess, holders: readonly Holder[]): boolean {
  return sameLabel(access, other) && holders.every(({ sync }) => !knows(sync, other) || knows(sync, access));
}
