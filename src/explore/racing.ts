/** Promises that a program races, and processes for which it matters in which order their operations complete. */
import type { VectorTime } from '../causality/vector-time.ts';
import { beginning, covers } from '../causality/vector-time.ts';
import type { TrackedPromise, Tracker } from './context.ts';
import type { Stage } from './stage.ts';
import type { ExecutionSettings, Race, Step } from './step.ts';

export class Racing {
  readonly races: Race[] = [];
  /** Processes that turned out to be racing, in the sense of the settings. */
  late: Set<number> | undefined = undefined;
  /** It raced promises, and it was not kept in which order they settle. */
  lateRanks = false;
  readonly #tracker: Tracker;
  readonly #stage: Stage;
  readonly #settings: ExecutionSettings;
  readonly #steps: readonly Step[];
  /** Races of which an input settled in this step. */
  #inputs: Set<number> | undefined = undefined;

  /** `steps`: those of the execution so far. */
  constructor(tracker: Tracker, stage: Stage, settings: ExecutionSettings, steps: readonly Step[]) {
    this.#tracker = tracker;
    this.#stage = stage;
    this.#settings = settings;
    this.#steps = steps;
  }

  /** A step begins. */
  begin(): void {
    this.#inputs?.clear();
  }

  /** The program races `inputs`: in which order they settle is seen, and whether before the race began. */
  note(result: TrackedPromise, inputs: readonly TrackedPromise[], failed: ReadonlySet<TrackedPromise>): void {
    this.races.push({ result, inputs, failed });
    const tracker = this.#tracker;
    const { running } = tracker;
    if (!tracker.ranks) {
      tracker.ranks = true;
      this.lateRanks = true;
    }
    const race = running.nextIdentity(tracker.identities);
    this.#stage.wentBeyond = true;
    this.#stage.use(race, 0, 'write', false);
    for (const input of inputs) {
      const settled = tracker.settlement(input);
      if (settled === undefined) tracker.watch(input, () => this.#noteInput(race, input, running.process.id));
      else if (!covers(running.time, settled)) {
        for (const process of [running.process, tracker.settlerOf(input) ?? running.process]) this.#add(process.id);
      }
    }
  }

  /**
   * The step at `time` let code go on, which used something at `merged`, that waited for other steps too: whichever of them
   * comes last does so, so that their order is seen.
   */
  noteMerged(merged: VectorTime, time: VectorTime): void {
    for (const { pending } of this.#stage.completed) this.#add(pending.process.identity.id);
    for (const { time: other, completed } of this.#steps) {
      if (!covers(merged, other) || covers(time, other)) continue;
      for (const { pending } of completed) this.#add(pending.process.identity.id);
    }
  }

  /** Two inputs that settle in one step may have been brought together by earlier ones: their order is seen too. */
  #noteInput(race: number, input: TrackedPromise, process: number): void {
    this.#stage.use(race, 0, 'write', false);
    this.#stage.noteMerged(this.#tracker.settlement(input) ?? beginning);
    this.#inputs ??= new Set();
    if (this.#inputs.has(race)) this.#add(process);
    this.#inputs.add(race);
  }

  #add(process: number): void {
    if (this.#settings.racing.has(process)) return;
    this.late ??= new Set();
    this.late.add(process);
  }
}
