/**
 * Identities written down, so that they mean the same in another world: another thread, or a later run of the program.
 *
 * In a world an identity is a number handed out on first sight. What it stands for is a place in the tree of runs (see
 * `context.ts`), which depends on the program alone. A writer gives those that it meets numbers of its own and lists, for
 * each, where in the tree it is; a reader of that list finds the same places in its own world, and makes them where the
 * program has not come by yet.
 */
import { invariant } from '../base/assert.ts';
import type { Context } from './context.ts';
import type { Footprint } from './footprint.ts';
import { Touch } from './footprint.ts';
import { operationOfPlace, operationPlace, placeOfProcess, processOfPlace } from './places.ts';
import type { SearchWorld } from './search.ts';
import type { TransitionName } from './transition.ts';
import { processOfStart, startIdentity } from './transition.ts';

/** What an entry of the list stands for. */
const entryKinds = { run: 0, process: 1, operation: 2 } as const;

/** Numbers of one entry: its kind, the number of the run it was made in, and the how-manieth it is there. */
const entrySize = 3;

/** New names, as a flat list of entries. */
export type NameEntries = readonly number[];

/** Turns the identities of one side into those of the other. */
export interface Renaming {
  /** Of an operation or object of the program. */
  readonly identity: (identity: number) => number;
  readonly process: (process: number) => number;
}

/** From the identities of a world to those that are written down. */
export class NameWriter implements Renaming {
  readonly #world: SearchWorld;
  readonly #runs: Map<Context, number>;
  readonly #operations = new Map<number, number>();
  #fresh: number[] = [];

  constructor(world: SearchWorld) {
    this.#world = world;
    this.#runs = new Map([world.tracker.orphan, world.root].map((run, number) => [run, number]));
  }

  readonly identity = (identity: number): number => {
    const known = this.#operations.get(identity);
    if (known !== undefined) return known;
    const { maker, ordinal } = this.#world.identities.originOf(identity);
    const run = this.#run(maker);
    const number = this.#operations.size + 1;
    this.#operations.set(identity, number);
    this.#fresh.push(entryKinds.operation, run, ordinal);
    return number;
  };

  readonly process = (process: number): number => this.#run(this.#world.identities.rootOf(process));

  /** The names that were met since this was last asked. */
  takeEntries(): NameEntries {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  /** The number of a run; those above it are listed first. */
  #run(run: Context): number {
    const unknown: Context[] = [];
    let above: Context | undefined = run;
    while (above !== undefined && !this.#runs.has(above)) {
      unknown.push(above);
      above = above.maker;
    }
    invariant(above !== undefined, 'a run belongs to another world');
    let number = this.#runs.get(above) as number;
    for (let next = unknown.pop(); next !== undefined; next = unknown.pop()) {
      const isProcess = next.process.root === next;
      this.#fresh.push(isProcess ? entryKinds.process : entryKinds.run, number, next.ordinal);
      number = this.#runs.size;
      this.#runs.set(next, number);
    }
    return number;
  }
}

/** From identities that were written down to those of a world. */
export class NameReader implements Renaming {
  readonly #world: SearchWorld;
  readonly #runs: Context[];
  readonly #operations: number[] = [];

  constructor(world: SearchWorld) {
    this.#world = world;
    this.#runs = [world.tracker.orphan, world.root];
  }

  /** Takes in names that the writer has listed. */
  add(entries: NameEntries): void {
    const { identities } = this.#world;
    for (let at = 0; at < entries.length; at += entrySize) {
      const [kind, above, ordinal] = entries.slice(at, at + entrySize) as [number, number, number];
      const maker = this.#runs[above];
      invariant(maker !== undefined, 'a name was made in a run that has none');
      if (kind === entryKinds.operation) this.#operations.push(maker.identityAt(ordinal, identities));
      else if (kind === entryKinds.process) this.#runs.push(maker.processAt(ordinal, identities).root);
      else this.#runs.push(maker.childAt(ordinal, identities));
    }
  }

  readonly identity = (number: number): number => {
    const identity = this.#operations[number - 1];
    invariant(identity !== undefined, `no operation was written down as ${number}`);
    return identity;
  };

  readonly process = (number: number): number => {
    const run = this.#runs[number];
    invariant(run !== undefined, `no process was written down as ${number}`);
    return run.process.id;
  };
}

/** All names of a world in the order its identities were handed out: read in a fresh world, they become the same ones there. */
export function allNames(world: SearchWorld): NameEntries {
  const writer = new NameWriter(world);
  for (let process = 0; process < world.identities.processes; process++) writer.process(process);
  for (let identity = 1; identity <= world.identities.made; identity++) writer.identity(identity);
  return writer.takeEntries();
}

/** The identity of an operation, object or start, or what stands for none. */
export function renamedIdentity(identity: number, names: Renaming): number {
  if (identity > 0) return names.identity(identity);
  const process = processOfStart(identity);
  return process === undefined ? identity : startIdentity(names.process(process));
}

export function renamedTransition(name: TransitionName, names: Renaming): TransitionName {
  const { identity, alternative, partner, partnerAlternative } = name;
  return {
    identity: renamedIdentity(identity, names),
    alternative,
    partner: renamedIdentity(partner, names),
    partnerAlternative,
  };
}

export function renamedFootprint({ touches, ends }: Footprint, names: Renaming): Footprint {
  return { touches: touches.map((touch) => renamedTouch(touch, names)), ends };
}

function renamedTouch({ object, place, use, releases, index, missed }: Touch, names: Renaming): Touch {
  return new Touch(renamedIdentity(object, names), renamedPlace(place, names), use, releases, index, missed);
}

/** A place; some are those of a process, or of an operation. */
export function renamedPlace(place: number, names: Renaming): number {
  const operation = operationOfPlace(place);
  if (operation !== undefined) return operationPlace(renamedIdentity(operation, names));
  const process = processOfPlace(place);
  return process === undefined ? place : placeOfProcess(place, names.process(process));
}
