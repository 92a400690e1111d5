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

/** The accesses of one object by the events of one chain, in order. */
interface OnChain<A> {
  readonly chain: number;
  readonly accesses: A[];
}

export class RaceDetector<A extends TimedAccess & { readonly step: number }> {
  readonly #objects = new Map<number, OnChain<A>[]>();
  /** Where each access was put, latest last. */
  readonly #log: A[][] = [];

  /** Takes in the next access of the execution and returns the earlier ones it races with. */
  add(access: A): readonly A[] {
    let chains = this.#objects.get(access.object);
    if (chains === undefined) {
      chains = [];
      this.#objects.set(access.object, chains);
    }
    let racing: A[] | undefined;
    let own: A[] | undefined;
    for (const { chain, accesses } of chains) {
      if (chain === access.chain) own = accesses;
      const known = access.time[chain] ?? 0;
      for (let at = accesses.length - 1; at >= 0; at--) {
        const earlier = accesses[at] as A;
        if (earlier.position <= known) break;
        // Accesses of one event, of an operation with two sides, do not race with one another.
        if (earlier.chain === access.chain && earlier.position === access.position) continue;
        if (!interferes(earlier, access)) continue;
        racing ??= [];
        racing.push(earlier);
      }
    }
    if (own === undefined) {
      own = [];
      chains.push({ chain: access.chain, accesses: own });
    }
    own.push(access);
    this.#log.push(own);
    return racing ?? none;
  }

  /** Forgets the accesses of the steps from `step` on. */
  cut(step: number): void {
    for (let list = this.#log.at(-1); list !== undefined; list = this.#log.at(-1)) {
      if ((list[list.length - 1] as A).step < step) return;
      list.pop();
      this.#log.pop();
    }
  }
}

const none: readonly never[] = [];

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
