/** One program under check: the searches it takes, one after the other, within one budget. */

import { CachedSearch } from '../explore/cached-search.ts';
import type { Explorer } from '../explore/explorer.ts';
import type { Reduction, SearchSettings } from '../explore/search.ts';
import { Search, SearchWorld } from '../explore/search.ts';
import type { SliceEnd } from '../explore/slices.ts';
import { longStepMs, runInSlices } from '../explore/slices.ts';
import { StrategySearch } from '../explore/strategy-search.ts';
import { Collector } from './collector.ts';
import { goesRound } from './convergent.ts';
import type { CheckOptions, ProgramSource } from './options.ts';
import { boundOf, chooserOf, isDrawn, notesOn } from './strategies.ts';

/** Steps after which an execution counts as one that may never end, unless a budget says otherwise. */
const defaultMaxSteps = 3000;
/** The depths to which programs that may run for ever are searched first, so that what is near is found soon. */
const depths = [16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048];
/** How long such a search goes on without a budget, in milliseconds. */
const deepeningMs = 20_000;
/** How long a single execution may take without a budget, in milliseconds. */
const executionMs = 8_000;

/** How often a search is begun again because the machine gave it no time. */
const mostStarved = 2;
/** How long findings are worked out at most, in milliseconds. */
const explainMs = 8000;
/** How long findings are worked out for somebody who waits, in milliseconds. */
const lateMs = 80;

/** After how many executions of a program that declares checkpoints its states are told apart instead. */
const offerAfter = 10_000;
/** How long that is tried: so many times the steps taken until then. */
const offeredTimes = 4;

const clock = performance.now.bind(performance);

function cutNote(maxSteps: number): string {
  return `executions longer than ${maxSteps} steps were cut: a program that can run for ever is not covered`;
}

/** How the searches of a check ended. */
export interface SessionEnd {
  readonly search: Explorer;
  readonly collector: Collector;
  /** Everything was covered. */
  readonly covered: boolean;
  readonly notes: readonly string[];
  /** A step that never ended, and the stack of what went round in it. */
  readonly stuck: { readonly stack: string | undefined } | undefined;
}

export class Session {
  readonly world: SearchWorld;
  readonly options: CheckOptions;
  readonly began: number = clock();
  /** Steps performed in all searches. */
  events = 0;
  #lastProgress = 0;
  #starved = 0;
  #explainsSince: number | undefined = undefined;
  #waitsSince: number | undefined = undefined;
  #inHand: Explorer | undefined = undefined;
  /** The bound of strategies that have one, where executions do not end. */
  #most = Infinity;
  /** Whether steps are given long: one was interrupted that was getting on with something. */
  #isPatient = false;
  #isFirm = false;

  constructor(source: ProgramSource, options: CheckOptions) {
    this.world = new SearchWorld(source.name, source.instantiate);
    this.options = options;
  }

  get elapsedMs(): number {
    return clock() - this.began;
  }

  /** Whether no more than `events` steps were performed, the search in hand included. */
  isWithin(events: number): boolean {
    return this.events + (this.#inHand?.stepsPerformed ?? 0) <= events;
  }

  /**
   * Whether working out findings must end: somebody waits (Ctrl-C, a spent budget) and has waited long enough. The first
   * few are always worked out.
   */
  isLate(worked: number): boolean {
    if (worked < 3) return false;
    this.#explainsSince ??= clock();
    if (clock() - this.#explainsSince > explainMs) return true;
    if (!this.isWaitedFor) return false;
    this.#waitsSince ??= clock();
    return clock() - this.#waitsSince > lateMs;
  }

  /** Whether somebody waits for the report: Ctrl-C, or a budget of milliseconds that is spent. */
  get isWaitedFor(): boolean {
    const { signal, budget } = this.options;
    return signal?.aborted === true || (budget?.ms !== undefined && this.elapsedMs >= budget.ms);
  }

  settings(change: Partial<SearchSettings>): SearchSettings {
    return {
      reduction: this.#reduction(),
      maxSteps: this.options.budget?.steps ?? defaultMaxSteps,
      seed: this.options.seed ?? 1,
      ticks: this.options.ticks ?? 2,
      everythingEntangled: false,
      everyStart: false,
      ...change,
    };
  }

  /** Searches once, and where executions do not end, again and again a little deeper. */
  async explore(change: Partial<SearchSettings>, audited: boolean): Promise<SessionEnd> {
    if (this.settings(change).reduction === 'cached') return this.#tellApart(change, () => true);
    const drawn = isDrawn(this.options.strategy);
    const mayConverge = this.#mayConverge(change);
    const isLong = (collector: Collector): boolean =>
      mayConverge && collector.declares && collector.executions + collector.redundant >= offerAfter;
    const first = await this.search(
      change,
      audited,
      (collector) => drawn || (collector.cut === 0 && !isLong(collector)),
    );
    if (isLong(first.collector) && !first.covered && !this.#isOver(first.collector)) {
      const converged = await this.#tryToConverge();
      if (converged !== undefined) return converged;
      return this.explore({ ...change, reduction: 'optimal' }, audited);
    }
    if (first.collector.cut === 0 || drawn) return first;
    return this.#deepen(change, audited);
  }

  /** Whether a search that tells states apart may be offered: the caller chose no strategy, and it does not apply anyway. */
  #mayConverge(change: Partial<SearchSettings>): boolean {
    const { strategy = 'exhaustive' } = this.options;
    return strategy === 'exhaustive' && change.reduction === undefined && change.everythingEntangled !== true;
  }

  /** Tells states apart for a while; undefined when that did not cover everything. */
  async #tryToConverge(): Promise<SessionEnd | undefined> {
    const until = (1 + offeredTimes) * this.events;
    const end = await this.#tellApart({ reduction: 'cached' }, () => this.isWithin(until));
    if (!end.covered) return undefined;
    const note = `after ${offerAfter} executions there was no end to them, and the program declares checkpoints: from there on states were told apart, as --strategy cached does`;
    return { ...end, notes: [...end.notes, note] };
  }

  /** Searches once, telling states apart. */
  async #tellApart(change: Partial<SearchSettings>, goOn: () => boolean): Promise<SessionEnd> {
    const until = this.options.budget?.ms === undefined ? this.elapsedMs + deepeningMs : Infinity;
    const end = await this.search(change, false, ({ cut }) => goOn() && (cut === 0 || this.elapsedMs < until));
    if (end.collector.cut === 0) return end;
    return { ...end, notes: [...end.notes, cutNote(end.search.settings.maxSteps)] };
  }

  async #deepen(change: Partial<SearchSettings>, audited: boolean): Promise<SessionEnd> {
    const { budget } = this.options;
    const until = budget?.ms === undefined ? this.elapsedMs + deepeningMs : Infinity;
    const most = this.settings(change).maxSteps;
    let last: SessionEnd | undefined;
    for (const [round, maxSteps] of [...depths.filter((depth) => depth < most), most].entries()) {
      // What has a bound goes deeper and further in turns, or it would never leave the first depth.
      this.#most = round + 1;
      const next = await this.search({ ...change, maxSteps }, audited, () => this.elapsedMs < until, last?.collector);
      if (next.covered || next.stuck !== undefined || this.#isAsFarAsAsked(next)) return next;
      last = next;
      if (this.#isOver(next.collector) || this.elapsedMs >= until) break;
    }
    const { search, collector } = last as SessionEnd;
    const notes = [...(last as SessionEnd).notes, cutNote(search.settings.maxSteps)];
    return { search, collector, covered: false, notes, stuck: undefined };
  }

  /** Whether a strategy was given a bound and covered everything within it. */
  #isAsFarAsAsked({ search, collector }: SessionEnd): boolean {
    if (!(search instanceof StrategySearch) || collector.cut > 0) return false;
    return search.coverage.bound >= boundOf(this.options.strategy);
  }

  /** Runs one search until it ends, the budget does, or `goOn` says no. */
  async search(
    change: Partial<SearchSettings>,
    audited: boolean,
    goOn: (collector: Collector) => boolean,
    earlier?: Collector,
  ): Promise<SessionEnd> {
    let search: Explorer | undefined;
    const collector = new Collector(() => (search as Explorer).names(), audited);
    if (earlier !== undefined) collector.inherit(earlier);
    search = this.#explorer(change, collector);
    this.#inHand = search;
    const notes: string[] = [];
    let execution: unknown;
    let executionBegan = clock();
    const end: SliceEnd = await runInSlices(search, {
      mayGoOn: () => goOn(collector) && !this.#isOver(collector),
      between: () => {
        this.#progress(collector, search as Explorer);
        if (execution !== search?.execution) {
          execution = search?.execution;
          executionBegan = clock();
        } else if (this.options.budget?.ms === undefined && clock() - executionBegan > executionMs) {
          notes.push(`one execution took longer than ${executionMs / 1000} s; give a budget in ms to go on`);
        }
        return notes.length === 0;
      },
      patient: this.#isPatient,
      firm: this.#isFirm,
      interruptible: this.options.interruptible ?? false,
    });
    this.#inHand = undefined;
    if (end.how === 'starved') {
      if (this.#starved++ < mostStarved) return this.search(change, audited, goOn, earlier);
      notes.push(
        'a step took long without using the processor: it waits for something outside the model, or the machine is busy',
      );
    }
    if (end.how === 'suspect') {
      this.#isFirm = true;
      return this.search(change, audited, goOn, earlier);
    }
    if (end.how === 'long') {
      if (!this.#isPatient) {
        this.#isPatient = true;
        return this.search(change, audited, goOn, earlier);
      }
      notes.push(
        `one step took longer than ${longStepMs / 1000} s to follow: it starts processes or calls operations by the thousand`,
      );
    }
    this.events += search.stepsPerformed;
    notes.push(...notesOn(search, this.options, collector));
    const covered = end.how === 'done' && end.covered && collector.cut + collector.cutByTicks === 0;
    const stuck = end.how === 'stuck' ? { stack: end.stack } : end.how === 'starved' ? { stack: undefined } : undefined;
    return { search, collector, covered, notes, stuck };
  }

  #isOver(collector: Collector): boolean {
    const { signal, budget, stopAtFirst } = this.options;
    if (signal?.aborted === true || collector.leftTheModel) return true;
    if (budget?.executions !== undefined && collector.executions >= budget.executions) return true;
    if (stopAtFirst === true && (collector.findings > 0 || goesRound(this.#inHand))) return true;
    return budget?.ms !== undefined && this.elapsedMs >= budget.ms;
  }

  #reduction(): Reduction {
    const { strategy } = this.options;
    if (isDrawn(strategy) || boundOf(strategy) >= 0) return 'naive';
    return typeof strategy === 'object' && 'exhaustive' in strategy ? strategy.exhaustive : 'optimal';
  }

  /** Whoever asks for a reduction gets that search, whatever the strategy. */
  #explorer(change: Partial<SearchSettings>, collector: Collector): Explorer {
    const settings = this.settings(change);
    const make = change.reduction === undefined ? chooserOf(this.options, this.#most) : undefined;
    if (settings.reduction === 'cached') return new CachedSearch(this.world, settings, collector);
    if (make === undefined) return new Search(this.world, settings, collector);
    return new StrategySearch(this.world, settings, make, collector);
  }

  #progress(collector: Collector, search: Explorer): void {
    const { onProgress } = this.options;
    if (onProgress === undefined || this.elapsedMs - this.#lastProgress < 100) return;
    this.#lastProgress = this.elapsedMs;
    const { executions, redundant } = collector;
    onProgress({ executions, redundant, events: this.events + search.stepsPerformed, elapsedMs: this.elapsedMs });
  }
}
