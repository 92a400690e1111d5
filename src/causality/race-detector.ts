/**
 * Data races: accesses of one object that happens-before leaves unordered, one of which changes it, not both atomic.
 *
 * For each object and chain the accesses are kept in order. A new one is compared backwards along each chain and stops at
 * the first that is ordered before it: everything earlier on that chain is ordered too.
 */
export interface TimedAccess {
  readonly object: number;
  readonly changes: boolean;
  readonly atomic: boolean;
  /** The access's event: where it is on which chain. */
  readonly chain: number;
  readonly position: number;
  /** The vector of what the access is ordered after. */
  readonly time: readonly number[];
}

/** Whether two accesses of one object race when nothing orders them. */
function interferes(a: TimedAccess, b: TimedAccess): boolean {
  return (a.changes || b.changes) && !(a.atomic && b.atomic);
}

export class RaceDetector<A extends TimedAccess> {
  readonly #objects = new Map<number, Map<number, A[]>>();

  /** Takes in the next access of the execution and returns the earlier ones it races with. */
  add(access: A): A[] {
    let chains = this.#objects.get(access.object);
    if (chains === undefined) {
      chains = new Map();
      this.#objects.set(access.object, chains);
    }
    const racing: A[] = [];
    for (const [chain, accesses] of chains) {
      const known = access.time[chain] ?? 0;
      for (let at = accesses.length - 1; at >= 0; at--) {
        const earlier = accesses[at] as A;
        if (earlier.position <= known) break;
        // Accesses of one event, of an operation with two sides, do not race with one another.
        if (earlier.chain === access.chain && earlier.position === access.position) continue;
        if (interferes(earlier, access)) racing.push(earlier);
      }
    }
    const own = chains.get(access.chain);
    if (own === undefined) chains.set(access.chain, [access]);
    else own.push(access);
    return racing;
  }
}

/** The same by comparing all pairs: slow, and what the fast one is held against. */
export function naiveRaces<A extends TimedAccess>(accesses: readonly A[]): [A, A][] {
  const races: [A, A][] = [];
  for (let later = 0; later < accesses.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const a = accesses[earlier] as A;
      const b = accesses[later] as A;
      if (a.object !== b.object || !interferes(a, b)) continue;
      if (a.chain === b.chain && a.position === b.position) continue;
      if ((b.time[a.chain] ?? 0) < a.position) races.push([a, b]);
    }
  }
  return races;
}
