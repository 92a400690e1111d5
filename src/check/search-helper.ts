/** A thread that takes part in a search: it explores the parts it is given, and says what it found when asked. */
import type { Execution } from '../explore/execution.ts';
import type { Frontier } from '../explore/frontier.ts';
import {
  addLearnt,
  learntState,
  renamedFrontier,
  renamedLearnt,
  renamedNode,
  renamedNote,
} from '../explore/frontier.ts';
import { NameReader, NameWriter, renamedFootprint } from '../explore/names.ts';
import { NotRepeatable } from '../explore/not-repeatable.ts';
import type { Given } from '../explore/parts.ts';
import type { Note } from '../explore/reversals.ts';
import type { SearchSettings } from '../explore/search.ts';
import { Search, SearchWorld } from '../explore/search.ts';
import { runInSlices } from '../explore/slices.ts';
import type { Step } from '../explore/step.ts';
import { collectedOf, renamedCollected } from './collected.ts';
import { Collector } from './collector.ts';
import type { ProgramSource } from './options.ts';
import type { Counts, Line, Order, Word } from './sharing.ts';
import { sharedCells } from './sharing.ts';

/** Steps after which a part may be divided again: one that is smaller is sooner explored than handed over. */
const mostlyDividedSteps = 400;
/** How often it says how far it is, in milliseconds. */
const countsMs = 100;

const clock = performance.now.bind(performance);

type Begin = Extract<Order, { kind: 'begin' }>;
/** What a helper says, without what comes with all it says. */
type Saying = Word extends infer W ? (W extends Word ? Omit<W, 'round' | 'names'> : never) : never;

/** The collector of a helper, which also hears of the first step of a part. */
class HelperCollector extends Collector {
  /** The index of that step. */
  firstStep = -1;
  onFirstStep: (step: Step) => void = () => {};
  onExecution: () => void = () => {};

  override step(execution: Execution, step: Step, index: number): void {
    super.step(execution, step, index);
    if (index === this.firstStep) {
      this.firstStep = -1;
      this.onFirstStep(step);
    }
  }

  override end(...given: Parameters<Collector['end']>): void {
    const before = this.executions;
    super.end(...given);
    if (this.executions > before) this.onExecution();
  }
}

export class SearchHelper {
  readonly #line: Line;
  readonly #dividedSteps: number;
  readonly #world: SearchWorld;
  readonly #reader: NameReader;
  readonly #writer: NameWriter;
  #begun: Begin | undefined = undefined;
  #cells: Int32Array = new Int32Array(0);
  #search: Search | undefined = undefined;
  #collector: HelperCollector;
  #events = 0;
  #running: Promise<void> = Promise.resolve();
  #dividedAt = 0;
  #saidMs = 0;
  #saidFindings = 0;

  /** `dividedSteps`: how many steps of a part are taken before it is divided again. */
  constructor(source: ProgramSource, line: Line, dividedSteps: number = mostlyDividedSteps) {
    this.#line = line;
    this.#dividedSteps = dividedSteps;
    this.#world = new SearchWorld(source.name, source.instantiate);
    this.#reader = new NameReader(this.#world);
    this.#writer = new NameWriter(this.#world);
    this.#collector = this.#newCollector();
    line.listen((message) => this.#hear(message as Order));
  }

  #newCollector(): HelperCollector {
    const collector = new HelperCollector(() => (this.#search as Search).names(), false);
    collector.onFirstStep = ({ footprint }) =>
      this.#say({ kind: 'started', used: renamedFootprint(footprint, this.#writer) });
    collector.onExecution = () => void Atomics.add(this.#cells, sharedCells.executions, 1);
    return collector;
  }

  /** One order at a time: the search of a part turns the event loop. */
  #hear(order: Order): void {
    this.#running = this.#running
      .then(() => this.#obey(order))
      .catch((error: unknown) => this.#say({ kind: 'failed', error: textOf(error) }));
  }

  async #obey(order: Order): Promise<void> {
    switch (order.kind) {
      case 'begin':
        return this.#begin(order);
      case 'part':
        this.#reader.add(order.names);
        if (this.#isCalledOff()) return;
        return this.#explore(renamedFrontier(order.frontier, this.#reader));
      case 'collect': {
        const collected = renamedCollected(collectedOf(this.#collector), this.#writer);
        return this.#say({ kind: 'collected', collected, events: this.#events });
      }
    }
  }

  #begin(order: Begin): void {
    this.#begun = order;
    this.#cells = new Int32Array(order.cells);
    this.#reader.add(order.names);
    const learnt = renamedLearnt(order.learnt, this.#reader);
    addLearnt(this.#world.learnt, learnt);
    if (learnt.ranks) this.#world.tracker.ranks = true;
    this.#collector = this.#newCollector();
    this.#events = 0;
    this.#saidFindings = 0;
    this.#say({ kind: 'ready' });
  }

  async #explore(frontier: Frontier): Promise<void> {
    const collector = this.#collector;
    const search = new Search(this.#world, this.#begun?.settings as SearchSettings, collector);
    this.#search = search;
    search.isPart = true;
    search.takeOver(frontier);
    collector.firstStep = frontier.floor - 1;
    this.#dividedAt = 0;
    const mayGoOn = (): boolean => this.#look(search);
    const between = (): boolean => true;
    let end: Awaited<ReturnType<typeof runInSlices>>;
    try {
      end = await runInSlices(search, { mayGoOn, between, patient: true, firm: false, interruptible: false });
    } catch (error) {
      if (!(error instanceof NotRepeatable)) throw error;
      return this.#say({ kind: 'puzzled' });
    }
    this.#events += search.stepsPerformed;
    if (this.#isCalledOff()) return;
    if (search.hasLearnt) return this.#say({ kind: 'learnt', learnt: this.#learnt() });
    if (end.how !== 'done' && end.how !== 'stopped') return this.#say({ kind: 'puzzled' });
    if (end.how === 'done') this.#say({ kind: 'ended', notes: this.#notes(search), counts: this.#counts(undefined) });
  }

  /** Looks up between steps; whether to go on. */
  #look(search: Search): boolean {
    const cells = this.#cells;
    if (this.#isCalledOff() || Atomics.load(cells, sharedCells.stops) !== 0) return false;
    const most = this.#begun?.executions;
    const now = clock();
    const isFull = most !== undefined && Atomics.load(cells, sharedCells.executions) >= most;
    if (isFull || this.#collector.findings > this.#saidFindings || now - this.#saidMs > countsMs) {
      this.#saidMs = now;
      this.#saidFindings = this.#collector.findings;
      this.#say({ kind: 'counts', counts: this.#counts(search) });
    }
    if (isFull) return false;
    if (Atomics.load(cells, sharedCells.wanted) > 0) this.#divide(search);
    return true;
  }

  #divide(search: Search): void {
    if (search.stepsPerformed - this.#dividedAt < this.#dividedSteps) return;
    this.#dividedAt = search.stepsPerformed;
    const given = search.giveAway();
    if (given === undefined) return;
    Atomics.sub(this.#cells, sharedCells.wanted, 1);
    this.#say({ kind: 'gave', given: given.map((one) => this.#given(one)), notes: this.#notes(search) });
  }

  #given({ node, used }: Given): Given {
    return { node: renamedNode(node, this.#writer), used: renamedFootprint(used, this.#writer) };
  }

  #notes(search: Search): Note[] {
    return search.takeNotes().map((note) => renamedNote(note, this.#writer));
  }

  #counts(search: Search | undefined): Counts {
    const { executions, redundant, cut, cutByTicks, findings, leftTheModel } = this.#collector;
    const events = this.#events + (search?.stepsPerformed ?? 0);
    const explored = search?.explored ?? 1;
    return { executions, redundant, cut, cutByTicks, findings, leftTheModel, events, explored };
  }

  #learnt(): ReturnType<typeof learntState> {
    const { learnt, tracker } = this.#world;
    return renamedLearnt(learntState(learnt, tracker.ranks), this.#writer);
  }

  /** Whether what it does is of a round that is over. */
  #isCalledOff(): boolean {
    return Atomics.load(this.#cells, sharedCells.round) !== this.#begun?.round;
  }

  #say(saying: Saying): void {
    const word = { ...saying, round: this.#begun?.round ?? 0, names: this.#writer.takeEntries() };
    this.#line.post(word);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
