/**
 * What is known of the steps on the path: when each took place, and which places it used.
 *
 * It outlives an execution: one that repeats the path need not work it out again, and what the search leaves it forgets.
 */
import type { VectorTime } from '../causality/vector-time.ts';
import { raise } from '../causality/vector-time.ts';
import type { Use } from '../kernel/operation.ts';
import type { Touch } from './footprint.ts';
import { conflicting } from './footprint.ts';

/** Objects are numbered from here: the lowest stand for what no kernel object is. */
const firstObject = -8;
/** Places below this are kept in an array. */
const directPlaces = 8;

const nothing: readonly Touch[] = [];

/** The uses of the places of one object, latest last. */
class ObjectUses {
  readonly direct: (Touch[] | undefined)[] = [];
  others: Map<number, Touch[]> | undefined = undefined;

  at(place: number): Touch[] | undefined {
    return place >= 0 && place < directPlaces ? this.direct[place] : this.others?.get(place);
  }

  made(place: number): Touch[] {
    let uses = this.at(place);
    if (uses !== undefined) return uses;
    uses = [];
    if (place >= 0 && place < directPlaces) {
      while (this.direct.length <= place) this.direct.push(undefined);
      this.direct[place] = uses;
    } else {
      this.others ??= new Map();
      this.others.set(place, uses);
    }
    return uses;
  }
}

export class Trail {
  readonly times: VectorTime[] = [];
  /** How many events each chain has. */
  readonly chains: number[] = [];
  readonly #objects: (ObjectUses | undefined)[] = [];
  readonly #touches: (readonly Touch[])[] = [];

  get length(): number {
    return this.times.length;
  }

  /** The uses of a place by the steps on the path, latest last. */
  uses(object: number, place: number): readonly Touch[] {
    return this.#objects[object - firstObject]?.at(place) ?? nothing;
  }

  /** Raises `vector` to the least time at or after every use of the place so far that conflicts with `use`. */
  raise(vector: number[], object: number, place: number, use: Use): void {
    if (use === 'guard') return;
    const uses = this.uses(object, place);
    for (let at = uses.length - 1; at >= 0; at--) {
      const earlier = uses[at] as Touch;
      if (earlier.missed || !conflicting(earlier.use, use)) continue;
      const { trace, chain, position } = this.times[earlier.index] as VectorTime;
      if ((vector[chain] ?? 0) < position) raise(vector, trace);
      // A write comes after everything that conflicts with anything.
      if (earlier.use === 'write') return;
    }
  }

  /** The time that the first `length` steps are at or before, and no other. */
  upTo(length: number): number[] {
    const all: number[] = [];
    for (let index = 0; index < length; index++) {
      const { chain, position } = this.times[index] as VectorTime;
      while (all.length <= chain) all.push(0);
      all[chain] = Math.max(all[chain] as number, position);
    }
    return all;
  }

  /** Whether the step at `index` is at or before `trace`. */
  isBefore(index: number, trace: readonly number[]): boolean {
    const { chain, position } = this.times[index] as VectorTime;
    return (trace[chain] ?? 0) >= position;
  }

  /** Whether happens-before has the step at `index` at or before `sync`. */
  isSynced(index: number, sync: readonly number[]): boolean {
    const { chain, position } = this.times[index] as VectorTime;
    return (sync[chain] ?? 0) >= position;
  }

  /** Whether the step at `later` comes after the one at `earlier`, not only later. */
  isAfter(later: number, earlier: number): boolean {
    return this.isBefore(earlier, (this.times[later] as VectorTime).trace);
  }

  /** Takes in the next step; `touches` name it by its index. */
  add(time: VectorTime, touches: readonly Touch[]): void {
    this.times.push(time);
    this.#touches.push(touches);
    for (let at = 0; at < touches.length; at++) {
      const touch = touches[at] as Touch;
      this.#made(touch.object).made(touch.place).push(touch);
    }
  }

  /** Adds uses to the latest step. */
  note(touches: readonly Touch[]): void {
    const last = this.#touches.length - 1;
    this.#touches[last] = [...(this.#touches[last] as readonly Touch[]), ...touches];
    for (const touch of touches) this.#made(touch.object).made(touch.place).push(touch);
  }

  /** Forgets the steps from `length` on. */
  cut(length: number): void {
    for (let at = this.times.length - 1; at >= length; at--) {
      const { chain, position } = this.times[at] as VectorTime;
      this.chains[chain] = position - 1;
      this.times.pop();
      const touches = this.#touches.pop() as readonly Touch[];
      for (let each = 0; each < touches.length; each++) {
        const { object, place } = touches[each] as Touch;
        this.#made(object).made(place).pop();
      }
    }
    while (this.chains.length > 0 && this.chains[this.chains.length - 1] === 0) this.chains.pop();
  }

  #made(object: number): ObjectUses {
    const at = object - firstObject;
    while (this.#objects.length <= at) this.#objects.push(undefined);
    this.#objects[at] ??= new ObjectUses();
    return this.#objects[at];
  }
}
