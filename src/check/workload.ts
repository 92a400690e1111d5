/**
 * Those of `all` that are worked out, in order: every one until it `isLate`, which is told how many were, and from then on the
 * first of each kind, because the verdict rests on which kinds there are.
 */
export function* workload<T>(
  all: readonly T[],
  kindOf: (one: T) => string,
  isLate: (worked: number) => boolean,
): Generator<T, void, void> {
  const kinds = new Set<string>();
  for (const [at, one] of all.entries()) {
    const kind = kindOf(one);
    if (isLate(at) && kinds.has(kind)) continue;
    kinds.add(kind);
    yield one;
  }
}
