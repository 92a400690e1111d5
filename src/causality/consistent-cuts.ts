/**
 * The consistent cuts of one execution: its sets of events that hold with each event all that it comes after.
 *
 * Each is a global state of the execution or of one that differs from it only in the order of unordered events. They are
 * walked in lexical order (Garg, "Enumerating global states of a distributed computation", PDCS 2003): the next cut is
 * worked out from the one in hand alone, so that nothing is kept of the others, however many there are. Where only some
 * events matter, the cuts that hold the same of those are walked as one: they are the cuts of the order among these events.
 */

/** Events in the order they come in, as points of vector time over chains, each of which is totally ordered. */
export interface OrderedEvents {
  /** The events of each chain by number, in order. */
  readonly chains: readonly (readonly number[])[];
  /** For each event, how many events of each chain are at or before it, it included; a number that is missing is 0. */
  readonly pasts: readonly (readonly number[])[];
}

/** How many events of each chain are inside. */
export type Cut = readonly number[];

/** Says of an event whether it matters. */
export type Visible = (event: number) => boolean;

/** The chains and pasts of events that are given one by one, as a chain and a vector with their own position. */
export function orderOf(
  events: readonly { readonly chain: number; readonly past: readonly number[] }[],
): OrderedEvents {
  const chains: number[][] = [];
  for (const [event, { chain }] of events.entries()) {
    while (chains.length <= chain) chains.push([]);
    (chains[chain] as number[]).push(event);
  }
  return { chains, pasts: events.map(({ past }) => past) };
}

/** The cut with every event in it. */
export function wholeCut({ chains }: OrderedEvents): Cut {
  return chains.map(({ length }) => length);
}

/** The numbers of the events inside `cut`, in the order they come in. */
export function eventsIn({ chains }: OrderedEvents, cut: Cut): number[] {
  return chains.flatMap((chain, at) => chain.slice(0, cut[at] ?? 0)).sort((a, b) => a - b);
}

/**
 * The consistent cuts, each once, the empty one first and the one with every event last. Of those that hold the same
 * `visible` events the least is given, and besides, at the end, the one with every event.
 */
export function* consistentCuts(order: OrderedEvents, visible: Visible = always): Generator<Cut, void, void> {
  const seen = new Seen(order, visible);
  let cut: number[] | undefined = order.chains.map(() => 0);
  let last: Cut = cut;
  for (; cut !== undefined; cut = seen.after(cut)) {
    last = seen.least(cut);
    yield last;
  }
  const whole = wholeCut(order);
  if (!isSame(last, whole)) yield whole;
}

/**
 * A way through the execution on which no cut `holds`, from the empty cut to the one with every event; undefined when every
 * order of its events passes through a cut that does (Cooper & Marzullo, "Consistent detection of global predicates", 1991).
 * `holds` must not tell cuts apart that hold the same `visible` events, but for the one with every event.
 */
export function wayAround(
  order: OrderedEvents,
  holds: (cut: Cut) => boolean,
  visible: Visible = always,
): readonly Cut[] | undefined {
  const seen = new Seen(order, visible);
  const whole = wholeCut(order);
  // Level by level: all cuts of so many events that can be come to without passing through one that holds.
  let level: Way[] = [{ cut: order.chains.map(() => 0), before: undefined }];
  for (;;) {
    const open = level.filter(({ cut }) => !holds(seen.least(cut)));
    const [way] = open;
    if (way === undefined) return undefined;
    if (seen.isAll(way.cut)) {
      const cuts = wayTo(way).map((cut) => seen.least(cut));
      if (isSame(cuts[cuts.length - 1] as Cut, whole)) return cuts;
      return holds(whole) ? undefined : [...cuts, whole];
    }
    const next = new Map<string, Way>();
    for (const before of open) {
      for (const cut of seen.next(before.cut)) {
        const key = cut.join();
        if (!next.has(key)) next.set(key, { cut, before });
      }
    }
    level = [...next.values()];
  }
}

interface Way {
  readonly cut: readonly number[];
  readonly before: Way | undefined;
}

function wayTo(end: Way): (readonly number[])[] {
  const cuts: (readonly number[])[] = [];
  for (let way: Way | undefined = end; way !== undefined; way = way.before) cuts.push(way.cut);
  return cuts.reverse();
}

function always(): boolean {
  return true;
}

function isSame(a: Cut, b: Cut): boolean {
  return a.every((count, chain) => count === b[chain]);
}

/** The order among the events that matter. Its cuts say how many of those are inside on each chain. */
class Seen {
  readonly #order: OrderedEvents;
  /** Of each chain the events that matter. */
  readonly #chains: readonly (readonly number[])[];
  /** For each chain and each number of its events, how many of those matter. */
  readonly #counts: readonly (readonly number[])[];

  constructor(order: OrderedEvents, visible: Visible) {
    this.#order = order;
    this.#chains = order.chains.map((chain) => chain.filter(visible));
    this.#counts = order.chains.map((chain) => {
      const counts = [0];
      for (const event of chain) counts.push((counts[counts.length - 1] as number) + (visible(event) ? 1 : 0));
      return counts;
    });
  }

  isAll(cut: Cut): boolean {
    return cut.every((count, chain) => count === (this.#chains[chain] as readonly number[]).length);
  }

  /** The least cut of all events with just these that matter. */
  least(cut: Cut): Cut {
    const least = cut.map(() => 0);
    for (const [chain, count] of cut.entries()) {
      if (count === 0) continue;
      const event = (this.#chains[chain] as readonly number[])[count - 1] as number;
      for (const [other, needed] of (this.#order.pasts[event] as readonly number[]).entries())
        if (needed > (least[other] as number)) least[other] = needed;
    }
    return least;
  }

  /** The next cut in lexical order: the first chains weigh most. */
  after(cut: Cut): number[] | undefined {
    for (let chain = cut.length - 1; chain >= 0; chain--) {
      if (!this.#mayAdvance(cut, chain, chain)) continue;
      const next = cut.slice(0, chain + 1);
      next[chain] = (next[chain] as number) + 1;
      for (let rest = chain + 1; rest < cut.length; rest++) next.push(this.#needed(next, chain, rest));
      return next;
    }
    return undefined;
  }

  /** The cuts with one event more. */
  *next(cut: Cut): Generator<number[], void, void> {
    for (let chain = 0; chain < cut.length; chain++) {
      if (!this.#mayAdvance(cut, chain, cut.length)) continue;
      yield cut.map((count, at) => (at === chain ? count + 1 : count));
    }
  }

  /** Whether there is a next event on `chain`, and what it comes after on the chains below `limit` is inside. */
  #mayAdvance(cut: Cut, chain: number, limit: number): boolean {
    const event = (this.#chains[chain] as readonly number[])[cut[chain] as number];
    if (event === undefined) return false;
    for (let other = 0; other < limit; other++) {
      if (other !== chain && this.#before(event, other) > (cut[other] as number)) return false;
    }
    return true;
  }

  /** How many events on `chain` come before the latest ones of the chains up to `last`. */
  #needed(cut: Cut, last: number, chain: number): number {
    let needed = 0;
    for (let other = 0; other <= last; other++) {
      const event = (this.#chains[other] as readonly number[])[(cut[other] as number) - 1];
      if (event !== undefined) needed = Math.max(needed, this.#before(event, chain));
    }
    return needed;
  }

  #before(event: number, chain: number): number {
    const past = (this.#order.pasts[event] as readonly number[])[chain] ?? 0;
    return (this.#counts[chain] as readonly number[])[past] as number;
  }
}
