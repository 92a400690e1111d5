/** The order of dependent steps, kept by place: what a new use of a place comes after. */
import { maximum } from '../causality/vector-time.ts';
import type { Use } from '../kernel/operation.ts';

type Vector = readonly number[];

interface Latest {
  reads: Vector;
  writes: Vector;
  commutes: Vector;
}

export class PlaceOrder {
  readonly #places = new Map<string, Latest>();

  /** The least trace time at or after every earlier use of the place that conflicts with `use`. */
  before(object: number, place: number, use: Use): Vector {
    const latest = this.#places.get(`${object}:${place}`);
    if (latest === undefined || use === 'guard') return [];
    if (use === 'read') return maximum(latest.writes, latest.commutes);
    if (use === 'commute' || use === 'exhaust') return maximum(latest.writes, latest.reads);
    return maximum(latest.writes, maximum(latest.reads, latest.commutes));
  }

  /** Notes a use by the event at `time`. */
  note(object: number, place: number, use: Use, time: Vector): void {
    if (use === 'guard') return;
    const key = `${object}:${place}`;
    let latest = this.#places.get(key);
    if (latest === undefined) {
      latest = { reads: [], writes: [], commutes: [] };
      this.#places.set(key, latest);
    }
    if (use === 'read') latest.reads = maximum(latest.reads, time);
    else if (use === 'commute' || use === 'exhaust') latest.commutes = maximum(latest.commutes, time);
    else latest.writes = time;
  }
}
