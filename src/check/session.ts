/** One program under check: the searches it takes, one after the other, within one budget. */

import type { Explorer } from '../explore/explorer.ts';
import { addLearnt } from '../explore/frontier.ts';
import { NameReader } from '../explore/names.ts';
import type { Reduction, SearchSettings } from '../explore/search.ts';
import { Search, SearchWorld } from '../explore/search.ts';
import type { SliceEnd } from '../explore/slices.ts';
import { longStepMs, runInSlices } from '../explore/slices.ts';
import { isWaitingLoop } from '../explore/spin.ts';
import { StrategySearch } from '../explore/strategy-search.ts';
import type { Estimate } from '../report/report.ts';
import type { Model } from '../trace/model.ts';
import { isTimed } from '../trace/model.ts';
import { addCollected } from './collected.ts';
import { Collector, maxRerun } from './collector.ts';
import { goesRound } from './convergent.ts';
import type { SharedEnd } from './coordinator.ts';
import { Coordinator } from './coordinator.ts';
import { explorerOf } from './explorers.ts';
import type { CheckOptions, ProgramSource } from './options.ts';
import { modelOf } from './options.ts';
import type { Judging } from './properties/judging.ts';
import type { SavedSearch } from './resuming.ts';
import { alone, cutNote, endlessNote, notesOnMerging, unshared } from './search-notes.ts';
import type { Counts } from './sharing.ts';
import { boundOf, chooserOf, isDrawn, notesOn } from './strategies.ts';

/** Steps after which an execution counts as one that may never end, unless a budget says otherwise. */
const defaultMaxSteps = 3000;
/** The depths to which programs that may run for ever are searched first, so that what is near is found soon. */
const depths = [16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048];
/** How often an execution may be longer than all before until what is near is looked at first. */
const mostGrowths = 100;
/** How long that takes at most: so many times the steps taken until then. */
const nearTimes = 4;
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

/** How many executions are explored before others take part: what is over by then needs none. */
const sharedExecutions = 500;

/** What was counted of a search, by one or by several. */
type Counted = Omit<Counts, 'events' | 'explored'>;
/** After how many executions of a program that declares checkpoints its states are told apart instead. */
const offerAfter = 10_000;
/** How long that is tried: so many times the steps taken until then. */
const offeredTimes = 4;

const clock = performance.now.bind(performance);

/** How the searches of a check ended. */
export interface SessionEnd {
  readonly search: Explorer;
  readonly collector: Collector;
  /** Everything was covered. */
  readonly covered: boolean;
  readonly notes: readonly string[];
  /** A step that never ended, and the stack of what went round in it. */
  readonly stuck: { readonly stack: string | undefined } | undefined;
  /** Where a search that was stopped can go on; `lost` when it was stopped where it cannot. */
  readonly left: Left | 'nothing' | 'lost';
  /** How big the whole is, where a search that was stopped can tell. */
  readonly estimate: Estimate | undefined;
}

/** What is left of a search: its frontier, or all of a deeper one. */
export interface Left {
  readonly maxSteps: number;
  readonly deepens: boolean;
  readonly begun: boolean;
}

/** What a search begins with. */
interface More {
  /** A shallower search, whose findings it takes over. */
  readonly earlier?: Collector;
  /** Where one of an earlier run stopped. */
  readonly saved?: SavedSearch;
  /** What it runs was explored before, and is no part of the budget of executions. */
  readonly isRerun?: boolean;
}

export class Session {
  readonly world: SearchWorld;
  readonly options: CheckOptions;
  readonly model: Model;
  readonly began: number = clock();
  readonly judging: Judging | undefined;
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
  readonly #hire: ProgramSource['hire'];
  readonly #watch: ProgramSource['watch'];
  /** Whether somebody looks at each execution, who can tell more of them apart; then nobody else takes part. */
  readonly #isWatched: boolean;
  /** Whether others were to take part all the same. */
  readonly #isUnshared: boolean;
  #coordinator: Coordinator | undefined = undefined;
  /** Whether nobody else takes part: there was something that one thread must look at. */
  #isAlone = false;

  constructor(source: ProgramSource, options: CheckOptions, judging?: Judging) {
    this.world = new SearchWorld(source.name, source.instantiate);
    this.world.watched = judging;
    this.world.learnt.keepsQueues = judging !== undefined;
    this.judging = judging;
    this.options = options;
    this.model = modelOf(source, options);
    this.#watch = source.watch;
    this.#isWatched = source.watch !== undefined || judging !== undefined;
    this.#hire = this.#isWatched ? undefined : source.hire;
    this.#isUnshared = this.#isWatched && source.hire !== undefined;
  }

  /** Lets go of those who took part. */
  close(): void {
    this.#coordinator?.end();
    this.#coordinator = undefined;
  }

  /** Takes over what a search of an earlier run knew; before all else. */
  restore({ names, learnt, events }: SavedSearch): void {
    const { world } = this;
    new NameReader(world).add(names);
    addLearnt(world.learnt, learnt);
    if (learnt.ranks) world.tracker.ranks = true;
    this.events = events;
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
      ticks: this.options.ticks ?? this.model.ticks,
      model: this.model,
      everythingEntangled: false,
      everyStart: this.#watch !== undefined || this.judging?.seesStates === true || isTimed(this.model),
      ...change,
    };
  }

  /** Searches once, and where executions do not end, again and again a little deeper; goes on where `saved` stopped. */
  async explore(change: Partial<SearchSettings>, audited: boolean, saved?: SavedSearch): Promise<SessionEnd> {
    if (saved?.deepens === true) return this.#deepen(change, audited, { saved });
    if (this.settings(change).reduction === 'cached') return this.#tellApart(change, () => true);
    const more = saved === undefined ? {} : { saved };
    const drawn = isDrawn(this.options.strategy);
    // A search that goes on from an earlier run has been through that.
    const mayConverge = saved === undefined && this.#mayConverge(change);
    const isLong = (collector: Collector): boolean =>
      mayConverge &&
      !collector.hasNodes &&
      collector.declares &&
      collector.executions + collector.redundant >= offerAfter;
    const mayGoOn = this.#forAWhile();
    // Who waits and looks, again and again, is let go round by all that happens: that there is an end may be no help.
    const isEndless = (): boolean => [...this.world.learnt.loops].some(isWaitingLoop) && !mayGoOn();
    const goOn = (collector: Collector, cut: number): boolean =>
      drawn || (cut === 0 && !isLong(collector) && !isEndless());
    let first = await this.search(change, audited, (...seen) => goOn(...seen) && !this.#grows(...seen), more);
    if (this.#grows(first.collector, first.collector.cut) && this.#isUnfinished(first)) {
      const near = await this.#lookNear(change, audited, first.collector);
      if (!this.#isUnfinished(near, true)) return near;
      first = await this.search(change, audited, goOn, { ...more, earlier: near.collector });
    }
    if (isLong(first.collector) && !first.covered && !this.#isOver(first.collector, 0)) {
      const converged = await this.#tryToConverge();
      if (converged !== undefined) return converged;
      return this.explore({ ...change, reduction: 'optimal' }, audited);
    }
    if (isEndless() && !first.covered && first.collector.cut === 0)
      return { ...first, notes: [...first.notes, endlessNote(deepeningMs)] };
    if (first.collector.cut === 0 || drawn) return first;
    return this.#deepen(change, audited);
  }

  /** Whether a search stopped though there was more to search, and a budget left for it. */
  #isUnfinished({ covered, stuck, collector }: SessionEnd, isRerun = false): boolean {
    return !covered && stuck === undefined && !this.#isOver(collector, collector.executionsBefore, isRerun);
  }

  /**
   * Whether executions get longer and longer, as those of a program do in which somebody polls. A search that goes to the end
   * of one before it turns to another comes late to what is near.
   */
  #grows({ growths }: Collector, cut: number): boolean {
    const { strategy } = this.options;
    // Who looks at a search looks at one that may be over, not at what is run before.
    if (this.#watch !== undefined) return false;
    return growths >= mostGrowths && cut === 0 && !isDrawn(strategy) && boundOf(strategy) < 0;
  }

  /** Searches what is near, for as long as that costs little beside what is behind. */
  #lookNear(change: Partial<SearchSettings>, audited: boolean, earlier: Collector): Promise<SessionEnd> {
    const until = (1 + nearTimes) * this.events;
    return this.#deepen(change, audited, { earlier, isRerun: true }, () => this.isWithin(until));
  }

  /** Whether a search that tells states apart may be offered: the caller chose no strategy, and it does not apply anyway. */
  #mayConverge(change: Partial<SearchSettings>): boolean {
    const { strategy = 'exhaustive' } = this.options;
    if (this.model.kind !== 'asynchronous' || this.#isWatched) return false;
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
    const mayGoOn = this.#forAWhile();
    const end = await this.search(change, false, ({ cut }) => goOn() && (cut === 0 || mayGoOn()));
    const isJudged = this.judging !== undefined;
    const notes = [...end.notes, ...notesOnMerging(end.collector.cut, end.search.settings.maxSteps, isJudged)];
    return { ...end, notes, covered: end.covered && !isJudged };
  }

  /** Says for how long a search goes on that may have no end: for all of a budget, or without one for a while. */
  #forAWhile(): () => boolean {
    const until = this.options.budget?.ms === undefined ? this.elapsedMs + deepeningMs : Infinity;
    return () => this.elapsedMs < until;
  }

  /** Searches again and again, a little deeper each time. */
  async #deepen(
    change: Partial<SearchSettings>,
    audited: boolean,
    { earlier, saved, isRerun = false }: More = {},
    goOn: () => boolean = this.#forAWhile(),
  ): Promise<SessionEnd> {
    const most = this.settings(change).maxSteps;
    const all = [...depths.filter((depth) => depth < most), most].filter((depth) => depth >= (saved?.maxSteps ?? 0));
    let last: SessionEnd | undefined;
    let found = earlier;
    let left: SessionEnd['left'] = 'nothing';
    for (const [at, maxSteps] of all.entries()) {
      const more = {
        ...(found === undefined ? {} : { earlier: found }),
        ...(at > 0 || saved === undefined ? {} : { saved }),
        isRerun,
      };
      // What has a bound goes deeper and further in turns, or it would never leave the first depth.
      this.#most = at + 1;
      const next = await this.search({ ...change, maxSteps }, audited, goOn, more);
      if (next.covered || next.stuck !== undefined || this.#isAsFarAsAsked(next)) return next;
      last = next;
      found = next.collector;
      const deeper = all[at + 1];
      const begun = next.left !== 'nothing';
      const depth = begun ? maxSteps : deeper;
      if (next.left === 'lost') left = 'lost';
      else left = depth === undefined ? 'nothing' : { maxSteps: depth, deepens: true, begun };
      if (this.#isOver(next.collector, next.collector.executionsBefore, isRerun) || !goOn()) break;
    }
    const { search, collector, estimate } = last as SessionEnd;
    const notes = [...(last as SessionEnd).notes, cutNote(search.settings.maxSteps)];
    return { search, collector, covered: false, notes, stuck: undefined, left, estimate };
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
    goOn: (collector: Collector, cut: number) => boolean,
    more: More = {},
  ): Promise<SessionEnd> {
    const { earlier, saved, isRerun } = more;
    let search: Explorer | undefined;
    const collector = new Collector(() => (search as Explorer).names(), audited, this.judging);
    if (earlier !== undefined) collector.inherit(earlier);
    search = this.#explorer(change, collector);
    if (isRerun !== true) collector.watch = this.#watch?.(search);
    if (saved !== undefined && search instanceof Search) {
      addCollected(collector, saved.collected);
      collector.executionsBefore = collector.executions;
      search.takeOver(saved.frontier);
    }
    const notes: string[] = [];
    const isOver = (counts: Counted = collector): boolean =>
      !goOn(collector, counts.cut) || this.#isOver(counts, collector.executionsBefore, isRerun);
    const shares = (): boolean => search instanceof Search && isRerun !== true && this.#isBig(collector);
    let end = await this.#inSlices(search, collector, notes, () => !isOver() && !shares());
    let estimate = search instanceof Search ? estimateOf(search.explored, collector) : undefined;
    let isShared = false;
    let isVoid = collector.hasRestarted;
    if (end.how === 'stopped' && notes.length === 0 && !isOver() && shares()) {
      const shared = await this.#share(search as Search, collector, isOver);
      isShared = true;
      isVoid = true;
      ({ end, estimate } = shared);
    }
    if (this.#mustRepeat(end, notes)) {
      // What was learnt since makes a search begin from scratch.
      const { saved: _saved, ...rest } = more;
      return this.search(change, audited, goOn, isVoid ? rest : more);
    }
    this.events += search.stepsPerformed;
    notes.push(...notesOn(search, this.options, collector));
    if (this.#isAlone && isRerun !== true) notes.push(alone);
    if (this.#isUnshared) notes.push(unshared);
    const covered = end.how === 'done' && end.covered && collector.cut + collector.cutByTicks === 0;
    const stuck = end.how === 'stuck' ? { stack: end.stack } : end.how === 'starved' ? { stack: undefined } : undefined;
    const isKept = end.how === 'stopped' && search instanceof Search && !isShared;
    const stopped = isKept ? { maxSteps: search.settings.maxSteps, deepens: false, begun: true } : 'lost';
    if (end.how === 'done') return { search, collector, covered, notes, stuck, left: 'nothing', estimate: undefined };
    return { search, collector, covered, notes, stuck, left: stopped, estimate };
  }

  async #inSlices(
    search: Explorer,
    collector: Collector,
    notes: string[],
    mayGoOn: () => boolean,
  ): Promise<SliceEnd | SharedEnd> {
    this.#inHand = search;
    let execution: unknown;
    let executionBegan = clock();
    const end = await runInSlices(search, {
      mayGoOn,
      between: () => {
        this.#progress(collector, search);
        if (execution !== search.execution) {
          execution = search.execution;
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
    return end;
  }

  /** Whether a search that ended so is begun once more, under other conditions. */
  #mustRepeat({ how }: SliceEnd | SharedEnd, notes: string[]): boolean {
    switch (how) {
      case 'learnt':
        return true;
      case 'puzzled':
        this.#isAlone = true;
        return true;
      case 'suspect':
        this.#isFirm = true;
        return true;
      case 'starved':
        if (this.#starved++ < mostStarved) return true;
        notes.push(
          'a step took long without using the processor: it waits for something outside the model, or the machine is busy',
        );
        return false;
      case 'long':
        if (!this.#isPatient) {
          this.#isPatient = true;
          return true;
        }
        notes.push(
          `one step took longer than ${longStepMs / 1000} s to follow: it starts processes or calls operations by the thousand`,
        );
        return false;
      default:
        return false;
    }
  }

  /** Has helpers take part. */
  async #share(
    search: Search,
    collector: Collector,
    isOver: (counts: Counts) => boolean,
  ): Promise<{ readonly end: SharedEnd; readonly estimate: Estimate | undefined }> {
    const { settings } = search;
    this.#coordinator ??= new Coordinator(this.world, this.#hire?.() ?? []);
    const coordinator = this.#coordinator;
    const executions = this.options.budget?.executions;
    let estimate: Estimate | undefined;
    const mayGoOn = (counts: Counts): boolean => {
      estimate = estimateOf(counts.explored, counts);
      this.#showProgress(counts, search.stepsPerformed + counts.events, estimate);
      return !isOver(counts);
    };
    const end = await coordinator.run({ settings, frontier: search.frontier(), collector, executions, mayGoOn });
    this.events += coordinator.takeEvents();
    return { end, estimate };
  }

  /** Whether the search is so big that others may take part: the audit has no more use for each of its executions. */
  #isBig({ fingerprints, interleavings, executions, executionsBefore }: Collector): boolean {
    if (this.#hire === undefined || this.#isAlone) return false;
    if (fingerprints !== undefined && interleavings <= maxRerun) return false;
    return executions - executionsBefore >= sharedExecutions;
  }

  #isOver(counts: Counted, executionsBefore: number, isRerun = false): boolean {
    const { signal, budget, stopAtFirst } = this.options;
    if (signal?.aborted === true || counts.leftTheModel) return true;
    const spent = counts.executions - executionsBefore;
    if (!isRerun && budget?.executions !== undefined && spent >= budget.executions) return true;
    if (stopAtFirst === true && (counts.findings > 0 || goesRound(this.#inHand))) return true;
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
    const make = change.reduction === undefined ? chooserOf(this.options, this.#most, settings.model) : undefined;
    return explorerOf(this.world, settings, make, collector);
  }

  #progress(collector: Collector, search: Explorer): void {
    const estimate = search instanceof Search ? estimateOf(search.explored, collector) : undefined;
    this.#showProgress(collector, search.stepsPerformed, estimate);
  }

  #showProgress({ executions, redundant }: Counted, steps: number, estimate: Estimate | undefined): void {
    const { elapsedMs } = this;
    const { onProgress } = this.options;
    if (onProgress === undefined || elapsedMs - this.#lastProgress < 100) return;
    this.#lastProgress = elapsedMs;
    const events = this.events + steps;
    onProgress({ executions, redundant, events, elapsedMs, ...(estimate === undefined ? {} : { estimate }) });
  }
}

/** How big the whole is, where a search can tell, because it cuts no execution. */
function estimateOf(explored: number, { executions, cut, cutByTicks }: Counted): Estimate | undefined {
  const whole = Math.max(executions, Math.round(executions / explored));
  return cut + cutByTicks > 0 || !Number.isFinite(whole) ? undefined : { executions: whole, explored };
}
