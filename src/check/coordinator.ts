/** Shares a search with other threads: hands out its parts, and puts together what they find. */
import { InternalError } from '../base/assert.ts';
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
import type { Part } from '../explore/parts.ts';
import { Parts } from '../explore/parts.ts';
import type { SearchSettings, SearchWorld } from '../explore/search.ts';
import { addCollected, renamedCollected } from './collected.ts';
import type { Collector } from './collector.ts';
import type { Counts, Helper, Order, Word } from './sharing.ts';
import { sharedBytes, sharedCells } from './sharing.ts';

/** How often it is asked whether to stop, in milliseconds. */
const lookMs = 50;

/** How long helpers are given to say what they found when a search is stopped, in milliseconds. */
const collectMs = 1500;

/** How a search that was shared went. */
export type SharedEnd =
  | { readonly how: 'done'; readonly covered: true }
  | { readonly how: 'stopped' }
  /** Something was learnt that all searches must know from their start. */
  | { readonly how: 'learnt' }
  /** There was something that one thread must look at alone. */
  | { readonly how: 'puzzled' };

/** A helper with the names it and we use to one another. */
interface Hand {
  readonly helper: Helper;
  readonly reader: NameReader;
  readonly writer: NameWriter;
  isReady: boolean;
  part: Part | undefined;
  counts: Counts | undefined;
}

export interface SharedSearch {
  readonly settings: SearchSettings;
  readonly frontier: Frontier;
  /** What was found before; what the helpers find is added to it. */
  readonly collector: Collector;
  /** The most executions of this run. */
  readonly executions: number | undefined;
  /** Asked again and again: whether to go on, with all that was counted. */
  readonly mayGoOn: (counts: Counts) => boolean;
}

export class Coordinator {
  #events = 0;
  readonly #world: SearchWorld;
  readonly #reserve: number;
  readonly #hands: Hand[];
  readonly #cells = new SharedArrayBuffer(sharedBytes);
  readonly #view: Int32Array = new Int32Array(this.#cells);
  #round = 0;
  #parts: Parts | undefined = undefined;
  #search: SharedSearch | undefined = undefined;
  #end: (end: SharedEnd) => void = () => {};
  #fail: (error: Error) => void = () => {};
  #missing = 0;
  #how: SharedEnd['how'] = 'done';

  /** `reserve`: how many parts there are to be for each helper beside the one it has. */
  constructor(world: SearchWorld, helpers: readonly Helper[], reserve = 1) {
    this.#world = world;
    this.#reserve = reserve;
    this.#hands = helpers.map((helper) => {
      const hand: Hand = {
        helper,
        reader: new NameReader(world),
        writer: new NameWriter(world),
        isReady: false,
        part: undefined,
        counts: undefined,
      };
      helper.listen((message) => this.#hear(hand, message as Word));
      helper.onFailure((error) => this.#fail(error));
      return hand;
    });
  }

  /** Goes on with `search` until it is over, or must stop. @throws where a helper fails, which is our fault. */
  async run(search: SharedSearch): Promise<SharedEnd> {
    this.#search = search;
    this.#round++;
    this.#how = 'done';
    this.#parts = new Parts(search.settings.reduction, this.#world.learnt);
    Atomics.store(this.#view, sharedCells.round, this.#round);
    Atomics.store(this.#view, sharedCells.stops, 0);
    Atomics.store(this.#view, sharedCells.wanted, 0);
    const { executions, executionsBefore } = search.collector;
    Atomics.store(this.#view, sharedCells.executions, executions - executionsBefore);
    const ended = new Promise<SharedEnd>((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    const look = setInterval(() => this.#look(), lookMs);
    try {
      for (const hand of this.#hands) this.#begin(hand, search);
      return await ended;
    } finally {
      clearInterval(look);
    }
  }

  /** All that was counted, by us and by the helpers. */
  counts(): Counts {
    const { collector } = this.#search as SharedSearch;
    const { executions, redundant, cut, cutByTicks, findings, leftTheModel } = collector;
    let sum = { executions, redundant, cut, cutByTicks, findings, leftTheModel, events: 0, explored: 0 };
    for (const { counts } of this.#hands) if (counts !== undefined) sum = added(sum, counts);
    const inHand = this.#hands.flatMap(({ part, counts }) =>
      part === undefined ? [] : [[part, counts?.explored ?? 0] as const],
    );
    return { ...sum, explored: this.#parts?.explored(inHand) ?? 0 };
  }

  /** How many steps helpers performed since this was last asked. */
  takeEvents(): number {
    const events = this.#events;
    this.#events = 0;
    return events;
  }

  end(): void {
    this.#fail = () => {};
    for (const { helper } of this.#hands) helper.end();
  }

  #begin(hand: Hand, { settings, executions }: SharedSearch): void {
    hand.isReady = false;
    hand.part = undefined;
    hand.counts = undefined;
    const { learnt, tracker } = this.#world;
    const state = renamedLearnt(learntState(learnt, tracker.ranks), hand.writer);
    const round = this.#round;
    const names = hand.writer.takeEntries();
    this.#tell(hand, { kind: 'begin', round, cells: this.#cells, settings, names, learnt: state, executions });
  }

  #tell({ helper }: Hand, order: Order): void {
    helper.post(order);
  }

  #hear(hand: Hand, word: Word): void {
    // Also what is of no more use has names in it that later words rely on.
    hand.reader.add(word.names);
    if (word.kind === 'failed') return this.#fail(new InternalError(`a thread of the search failed: ${word.error}`));
    if (word.round !== this.#round || this.#parts === undefined) return;
    if (word.kind === 'collected') return this.#collected(hand, word);
    if (this.#how !== 'done') return;
    try {
      this.#take(hand, word, this.#parts);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #take(hand: Hand, word: Word, parts: Parts): void {
    const { part, reader } = hand;
    switch (word.kind) {
      case 'ready':
        hand.isReady = true;
        break;
      case 'started':
        parts.started(part as Part, renamedFootprint(word.used, reader));
        break;
      case 'gave': {
        const given = word.given.map(({ node, used }) => ({
          node: renamedNode(node, reader),
          used: renamedFootprint(used, reader),
        }));
        parts.gave(part as Part, given);
        this.#note(hand, word.notes);
        break;
      }
      case 'counts':
        hand.counts = word.counts;
        if (this.#search?.mayGoOn(this.counts()) === false) this.#stop('stopped');
        return;
      case 'ended':
        hand.counts = word.counts;
        this.#note(hand, word.notes);
        parts.ended(part as Part);
        hand.part = undefined;
        break;
      case 'learnt':
        addLearnt(this.#world.learnt, renamedLearnt(word.learnt, reader));
        if (word.learnt.ranks) this.#world.tracker.ranks = true;
        return this.#abandon('learnt');
      case 'puzzled':
        return this.#abandon('puzzled');
      default:
        return;
    }
    this.#handOut(parts);
  }

  #note({ part, reader }: Hand, notes: Extract<Word, { kind: 'gave' }>['notes']): void {
    this.#parts?.noted(
      part as Part,
      notes.map((note) => renamedNote(note, reader)),
    );
  }

  /** Gives everybody who has nothing to do a part, as long as there are any; and asks for more. */
  #handOut(parts: Parts): void {
    if (this.#hands.some(({ isReady }) => !isReady)) return;
    const { frontier } = this.#search as SharedSearch;
    const isFirst = parts.isNew;
    for (const hand of this.#hands) {
      if (hand.part !== undefined) continue;
      const next = isFirst && parts.isNew ? { part: parts.whole(), frontier } : parts.take();
      if (next === undefined) break;
      hand.part = next.part;
      const renamed = renamedFrontier(next.frontier, hand.writer);
      const names = hand.writer.takeEntries();
      this.#tell(hand, { kind: 'part', round: this.#round, names, frontier: renamed });
    }
    if (parts.isOver) return this.#stop('done');
    Atomics.store(this.#view, sharedCells.wanted, Math.max(0, this.#reserve * this.#hands.length - parts.available));
  }

  #look(): void {
    if (this.#how === 'done' && this.#search?.mayGoOn(this.counts()) === false) this.#stop('stopped');
  }

  /** Has everybody say what was found. */
  #stop(how: 'done' | 'stopped'): void {
    if (this.#missing > 0) return;
    this.#how = how === 'done' ? 'done' : 'stopped';
    Atomics.store(this.#view, sharedCells.stops, 1);
    this.#missing = this.#hands.length;
    for (const hand of this.#hands) this.#tell(hand, { kind: 'collect', round: this.#round });
    // Who is in a step that does not end will not say anything; somebody waits.
    if (how === 'stopped') setTimeout(() => this.#end(endOf(how)), collectMs).unref();
  }

  #collected(hand: Hand, { collected, events }: Extract<Word, { kind: 'collected' }>): void {
    addCollected((this.#search as SharedSearch).collector, renamedCollected(collected, hand.reader));
    hand.counts = undefined;
    this.#events += events;
    if (--this.#missing === 0) this.#end(endOf(this.#how));
  }

  /** What was found is void. */
  #abandon(how: 'learnt' | 'puzzled'): void {
    this.#how = how;
    this.#missing = 0;
    Atomics.add(this.#view, sharedCells.round, 1);
    this.#round++;
    this.#end(endOf(how));
  }
}

function endOf(how: SharedEnd['how']): SharedEnd {
  return how === 'done' ? { how, covered: true } : { how };
}

function added(a: Counts, b: Counts): Counts {
  return {
    executions: a.executions + b.executions,
    redundant: a.redundant + b.redundant,
    cut: a.cut + b.cut,
    cutByTicks: a.cutByTicks + b.cutByTicks,
    findings: a.findings + b.findings,
    leftTheModel: a.leftTheModel || b.leftTheModel,
    events: a.events + b.events,
    explored: 0,
  };
}
