/**
 * Happens-before among recorded events, one after another: each is added after what it is ordered after.
 *
 * Events are placed on chains, each of which is totally ordered, so that a vector with a number for each chain says what
 * is before a point. What a vector cannot say cheaply, which events are the latest before it, is kept beside it.
 */
import { maximum } from './vector-time.ts';

/** A point of the order: everything at or before some events. */
export interface Point {
  /** How many events of each chain are at or before it. */
  readonly vector: readonly number[];
  /** Those of them that are before no other of them. */
  readonly latest: readonly number[];
}

/** Before everything. */
export const beforeAll: Point = { vector: [], latest: [] };

export class EventOrder {
  /** The last event of each chain, and its point. */
  readonly #ends: number[] = [];
  readonly #points: Point[] = [];
  readonly #chains: number[] = [];
  readonly #positions: number[] = [];

  /** How many events there are; the next one has this number. */
  get size(): number {
    return this.#chains.length;
  }

  chainOf(event: number): number {
    return this.#chains[event] as number;
  }

  /** The place of `event` on its chain, from 1. */
  positionOf(event: number): number {
    return this.#positions[event] as number;
  }

  /** Adds the next event, ordered after `past`, and returns the point at which it is. */
  add(past: Point): Point {
    const chain = this.#chainAfter(past);
    const end = this.#ends[chain];
    const position = end === undefined ? 1 : this.positionOf(end) + 1;
    const event = this.#chains.push(chain) - 1;
    this.#positions.push(position);
    const vector = past.vector.slice();
    while (vector.length <= chain) vector.push(0);
    vector[chain] = position;
    const point = { vector, latest: [event] };
    this.#ends[chain] = event;
    this.#points[chain] = point;
    return point;
  }

  /** The least point at or after both. */
  join(a: Point, b: Point): Point {
    if (a === b || this.#covers(a, b)) return a;
    if (this.#covers(b, a)) return b;
    const latest = a.latest.filter((event) => !this.#isWithin(event, b));
    for (const event of b.latest) if (!this.#isWithin(event, a) || a.latest.includes(event)) latest.push(event);
    return { vector: maximum(a.vector, b.vector), latest };
  }

  /** After every event so far. */
  everything(): Point {
    return this.#points.reduce((known, point) => this.join(known, point), beforeAll);
  }

  #covers(later: Point, earlier: Point): boolean {
    return earlier.latest.every((event) => this.#isWithin(event, later));
  }

  #isWithin(event: number, { vector }: Point): boolean {
    return (vector[this.chainOf(event)] ?? 0) >= this.positionOf(event);
  }

  /** A chain whose last event is before the point, or a new one. */
  #chainAfter(past: Point): number {
    for (const event of past.latest) if (this.#ends[this.chainOf(event)] === event) return this.chainOf(event);
    const free = this.#ends.findIndex((end) => this.#isWithin(end, past));
    return free < 0 ? this.#ends.length : free;
  }
}
