/**
 * A trace as lanes: a column for each process, a row for each event, source lines at the right.
 *
 * Reading down is the order in which it happened; an arrow is an ordering the program itself makes (a message, a start,
 * an unlock before the next lock). Rows of two lanes with no arrows between them could as well be the other way round.
 * A message between nodes runs down beside the lane of its sender until it is received; a node that crashes ends its lane
 * there, and one that starts again begins it again.
 */

import type { Participant, Trace, TraceEvent } from '../trace/trace.ts';
import { columnsOf, padEnd, padStart, printable, truncate, truncateStart } from './columns.ts';
import {
  columnsToSpare,
  isStuck,
  type LaneLayout,
  layOutLanes,
  layOutRows,
  type Row,
  type RowLayout,
  shareColumns,
} from './lane-layout.ts';
import { type Arrow, type Cell, type Slot, SlotRow } from './lane-slots.ts';
import { type Lifetimes, lifetimesOf } from './lifetimes.ts';
import { type Link, linksOf } from './links.ts';
import { laneName } from './lives.ts';
import { isOfNetwork, laneText, operationText, processName, sitesText } from './operations.ts';
import { type Glyphs, glyphsOf, type Style } from './style.ts';
import { gutterColumns, layOutTracks, type Stump, type Track, type Tracks } from './tracks.ts';

const STUCK_ROWS_MAX = 8;

/** A lane that is framed up to an event: what its process has seen by then. */
export interface Frame {
  readonly process: number;
  /** The number of the event. */
  readonly until: number;
  /** What is said below that event. */
  readonly text: string;
}

/** The lanes of a trace as text, without a final line break. */
export function renderLanes(trace: Trace, style: Style, frame?: Frame): string {
  return new LaneDrawing(trace, style, frame).render().join('\n');
}

class LaneDrawing {
  readonly #trace: Trace;
  readonly #style: Style;
  readonly #glyphs: Glyphs;
  readonly #links: readonly (readonly Link[])[];
  readonly #rows: RowLayout;
  readonly #shown: readonly Row[];
  readonly #stuck: readonly number[];
  readonly #layout: LaneLayout;
  readonly #tracks: Tracks;
  readonly #numberColumns: number;
  readonly #siteColumns: number;
  readonly #laneColumns: readonly number[];
  readonly #places: readonly Place[];
  readonly #row: SlotRow;
  /** For each lane of its own, the processes that are in it. */
  readonly #inhabitants: ReadonlyMap<number, readonly number[]>;
  readonly #lifetimes: Lifetimes;
  readonly #frame: Frame | undefined;

  constructor(trace: Trace, style: Style, frame: Frame | undefined) {
    this.#trace = trace;
    this.#style = style;
    this.#frame = frame;
    this.#glyphs = glyphsOf(style);
    this.#links = linksOf(trace);
    this.#numberColumns = String(trace.events.length).length + 4;
    this.#rows = layOutRows(trace);
    this.#shown = [...this.#rows.first, ...this.#rows.last];
    this.#stuck = [...trace.processes.keys()].filter((process) => isStuck(trace, process));
    const columns = style.width - this.#numberColumns - this.#siteColumnsMin();
    this.#layout = layOutLanes(trace, columns, frame?.process);
    this.#inhabitants = inhabitantsOf(this.#layout);
    const shown = new Set(this.#shown.map(({ index }) => index));
    this.#tracks = layOutTracks(
      trace,
      (process) => this.#laneOf(process),
      (event) => shown.has(event),
      columnsToSpare(this.#laneCount, columns),
    );
    const wanted = this.#wantedColumns();
    this.#siteColumns = this.#siteColumnsBeside(wanted);
    this.#laneColumns = shareColumns(wanted, this.#columnsFor(this.#siteColumns));
    this.#places = placesOf(this.#laneColumns, this.#tracks);
    this.#row = new SlotRow(style, this.#places);
    this.#lifetimes = lifetimesOf(trace, this.#links);
  }

  render(): string[] {
    const { first, leftOut, last } = this.#rows;
    const rows = first.map((row) => this.#eventLine(row));
    if (leftOut > 0) rows.push(this.#gap(`${leftOut} events left out`), ...last.map((row) => this.#eventLine(row)));
    if (this.#frame !== undefined) rows.splice(this.#rowsUntil(this.#frame), 0, this.#gap(this.#frame.text));
    return [this.#header(), ...rows, ...this.#stuckLines()].map((line) => line.trimEnd());
  }

  /** How many rows come before the end of the frame. */
  #rowsUntil({ until }: Frame): number {
    const { first, last } = this.#rows;
    const upTo = (rows: readonly Row[]): number => rows.filter(({ index }) => index <= until).length;
    return upTo(last) === 0 ? upTo(first) : first.length + 1 + upTo(last);
  }

  /** Room for one site in every row. */
  #siteColumnsMin(): number {
    const participants = this.#shown.flatMap(({ event }) => event.participants);
    const stuck = this.#stuck.slice(0, STUCK_ROWS_MAX).map((process) => this.#trace.processes[process]);
    const sites = [...participants, ...stuck].map((at) => columnsOf(printable(at?.site ?? '', this.#style)));
    return Math.min(Math.max(0, ...sites), Math.floor(this.#style.width / 3));
  }

  /** Room for both sites of a hand-over, unless that would cut the text of the lanes. */
  #siteColumnsBeside(wanted: readonly number[]): number {
    const sites = this.#shown.map(({ event }) => columnsOf(printable(sitesText(event), this.#style)));
    const lanes = shareColumns(wanted, Number.POSITIVE_INFINITY).reduce((sum, columns) => sum + columns, 0);
    const spare = this.#columnsFor(0) - lanes;
    return Math.max(this.#siteColumnsMin(), Math.min(Math.max(0, ...sites), spare));
  }

  /** Columns for the lanes beside so many for sites. */
  #columnsFor(siteColumns: number): number {
    const tracks = this.#tracks.counts.reduce((sum, count) => sum + gutterColumns(count), 0);
    return this.#style.width - this.#numberColumns - siteColumns - tracks;
  }

  #laneOf(process: number): number {
    const lane = this.#layout.processes.indexOf(this.#layout.owners[process] ?? process);
    return lane >= 0 ? lane : this.#layout.processes.length;
  }

  #slotOf(lane: number): number {
    return this.#places.findIndex((place) => place.lane === lane && place.isLane);
  }

  #slotOfTrack({ gutter, place }: Track): number {
    return this.#slotOf(gutter) + 1 + place;
  }

  get #laneCount(): number {
    return this.#layout.processes.length + (this.#layout.folded.length > 0 ? 1 : 0);
  }

  /** In the shared lane a text says whose it is. */
  #inLane(process: number, text: string): string {
    const owned = this.#laneOf(process) < this.#layout.processes.length;
    return printable(owned ? text : `${processName(this.#trace, process)}: ${text}`, this.#style);
  }

  #title(lane: number): string {
    const process = this.#layout.processes[lane];
    if (process !== undefined) {
      const name = laneName(this.#trace, process);
      return printable(process === this.#framed ? `[${name}]` : name, this.#style);
    }
    return `${this.#layout.folded.length} others`;
  }

  /** The process whose lane is framed. */
  get #framed(): number | undefined {
    return this.#layout.owners[this.#frame?.process ?? -1];
  }

  #stuckText(process: number): string {
    return this.#inLane(process, `waits: ${this.#trace.processes[process]?.waitingOn ?? ''}`);
  }

  #wantedColumns(): number[] {
    const wanted = Array.from({ length: this.#laneCount }, (_, lane) => columnsOf(this.#title(lane)));
    const widen = (process: number, text: string): void => {
      const lane = this.#laneOf(process);
      wanted[lane] = Math.max(wanted[lane] ?? 0, columnsOf(text) + 2);
    };
    for (const { index, event } of this.#shown) {
      if (isOfNetwork(event)) continue;
      const stump = this.#tracks.stumps.get(index);
      const beside = stump === undefined || stump.isLeftwards ? '' : `   ${this.#stumpText(stump)}`;
      for (const participant of event.participants) {
        widen(
          participant.process,
          this.#inLane(participant.process, laneText(this.#trace, event, participant)) + beside,
        );
      }
    }
    for (const process of this.#stuck.slice(0, STUCK_ROWS_MAX)) widen(process, this.#stuckText(process));
    return wanted;
  }

  #header(): string {
    const titles = this.#places.map(({ columns, lane, isLane }) =>
      isLane
        ? this.#style.color('bold', padEnd(truncate(this.#title(lane), columns - 1, this.#style), columns))
        : ' '.repeat(columns),
    );
    return ' '.repeat(this.#numberColumns) + titles.join('');
  }

  #eventLine({ index, event }: Row): string {
    const number = this.#style.color('dim', `${padStart(String(index + 1), this.#numberColumns - 2)}  `);
    if (isOfNetwork(event)) return number + this.#networkText(index, event);
    const cells = new Map<number, Cell>();
    for (const participant of event.participants) {
      const slot = this.#slotOf(this.#laneOf(participant.process));
      cells.set(slot, this.#cell(event, participant, cells.get(slot)));
    }
    const arrow = this.#arrowAt(index, cells);
    return number + this.#slots(index, cells, arrow) + this.#site(sitesText(event));
  }

  #cell(event: TraceEvent, participant: Participant, before: Cell | undefined): Cell {
    const text = this.#inLane(participant.process, laneText(this.#trace, event, participant));
    const ends = participant.operation === 'crash' || event.effects.some((effect) => effect.startsWith('panics'));
    return {
      marker: this.#marker(participant),
      text: before === undefined ? text : `${before.text}, ${text}`,
      ...(ends ? { color: 'red' as const } : {}),
    };
  }

  #marker({ operation, result }: Participant): string {
    const { stuck, separator, event } = this.#glyphs;
    if (operation === 'crash') return stuck;
    return operation === 'restart' && result !== undefined ? separator : event;
  }

  /** What happens to the network goes across all lanes. */
  #networkText(index: number, event: TraceEvent): string {
    const { network } = this.#glyphs;
    const [first] = event.participants;
    const bare = this.#places.map(({ columns }, slot) => this.#idle(slot, index, false) + ' '.repeat(columns - 1));
    const line = bare.join('').replaceAll(' ', network);
    const room = line.length - 4;
    const text = truncate(printable(first === undefined ? '' : operationText(first), this.#style), room, this.#style);
    const drawn = `${line.slice(0, 2)} ${text} ${line.slice(4 + columnsOf(text))}`;
    return this.#style.color('yellow', drawn);
  }

  /** The arrow of a row, and the marks it makes on lanes and tracks that do nothing else in this row. */
  #arrowAt(index: number, cells: Map<number, Cell>): Arrow | undefined {
    const sent = this.#sentAt(index, cells);
    const links = this.#links[index] ?? [];
    const main = links.find(({ kind }) => kind === 'message') ?? links[0];
    const track = main === undefined ? undefined : this.#trackTo(main);
    if (main !== undefined && track !== undefined) return this.#arrival(main, track, cells);
    const starts = main === undefined ? undefined : this.#arrowOf(main, links, cells);
    if (sent === undefined || starts === undefined) return sent ?? starts;
    // The arrow of the start goes on where that of the message turns off.
    for (const slot of sent.to) {
      const isPassed = starts.to.some((other) => (slot - sent.from) * (other - slot) > 0);
      if (isPassed) cells.set(slot, { marker: this.#glyphs.born, text: '' });
    }
    return { ...sent, to: [...sent.to, ...starts.to] };
  }

  #arrowOf(main: Link, links: readonly Link[], cells: Map<number, Cell>): Arrow | undefined {
    const from = this.#slotOf(this.#laneOf(main.fromProcess));
    const to = new Set<number>();
    for (const link of links) {
      const lane = this.#laneOf(link.toProcess);
      const slot = this.#slotOf(lane);
      if (link.fromProcess !== main.fromProcess || link.from !== main.from || slot === from) continue;
      to.add(slot);
      const owned = lane < this.#layout.processes.length;
      const marker = owned ? this.#glyphs.born : this.#glyphs.line;
      if (link.kind === 'start' && !cells.has(slot)) cells.set(slot, { marker, text: '' });
    }
    if (to.size === 0) return undefined;
    if (!cells.has(from)) {
      const right = [...to].some((slot) => slot > from);
      cells.set(from, { marker: right ? this.#glyphs.branchRight : this.#glyphs.branchLeft, text: '' });
    }
    return { from, to: [...to] };
  }

  /** A message leaves in this row: for its track, or to be seen no more. */
  #sentAt(index: number, cells: Map<number, Cell>): Arrow | undefined {
    const sender = this.#trace.events[index]?.participants[0]?.process;
    if (sender === undefined) return undefined;
    const from = this.#slotOf(this.#laneOf(sender));
    const track = this.#tracks.all.get(index);
    if (track !== undefined) {
      const slot = this.#slotOfTrack(track);
      const marker = slot < from ? this.#glyphs.turnDownLeft : this.#glyphs.turnDownRight;
      cells.set(slot, { marker, text: '' });
      return { from, to: [slot] };
    }
    const stump = this.#tracks.stumps.get(index);
    const cell = cells.get(from);
    if (stump === undefined || cell === undefined) return undefined;
    const text = this.#stumpText(stump);
    if (stump.isLeftwards) return { from, to: [], stub: { slot: this.#slotOf(this.#laneOf(sender) - 1), text } };
    cells.set(from, { ...cell, stub: text });
    return undefined;
  }

  #stumpText({ word, arrives, isLeftwards }: Stump): string {
    const { stuck, onwardsLeft, onwardsRight } = this.#glyphs;
    if (isLeftwards) return `${word} ${arrives ? onwardsLeft : stuck}`;
    return `${arrives ? onwardsRight : stuck} ${word}`;
  }

  #trackTo({ kind, from }: Link): Track | undefined {
    return kind === 'message' ? this.#tracks.all.get(from) : undefined;
  }

  /** A message arrives from its track. */
  #arrival({ to, toProcess }: Link, track: Track, cells: Map<number, Cell>): Arrow {
    const { turnLeft, turnRight, branchLeft, branchRight } = this.#glyphs;
    const from = this.#slotOfTrack(track);
    const slot = this.#slotOf(this.#laneOf(toProcess));
    const ends = track.last === to;
    const marker = slot < from ? (ends ? turnLeft : branchLeft) : ends ? turnRight : branchRight;
    cells.set(from, { marker, text: '' });
    return { from, to: [slot] };
  }

  #slots(index: number, cells: ReadonlyMap<number, Cell>, arrow: Arrow | undefined): string {
    return this.#row.text(cells, arrow, (slot, crossed) => this.#idle(slot, index, crossed));
  }

  /** The marker of a lane or track in which nothing happens. */
  #idle(slot: number, index: number, crossed: boolean): string {
    const { crossing, across, line } = this.#glyphs;
    const place = this.#places[slot];
    if (place?.isLane !== false) return this.#lifeline(place?.lane ?? 0, index, crossed);
    const used = place.tracks.find(({ first, last }) => first < index && index <= last);
    if (used === undefined) return crossed ? across : ' ';
    if (used.last === index) return this.#glyphs.stuck;
    return crossed ? crossing : line;
  }

  #lifeline(lane: number, index: number, crossed: boolean): string {
    const process = this.#layout.processes[lane];
    const alive =
      process === undefined || (this.#inhabitants.get(process) ?? []).some((one) => this.#isAlive(one, index));
    if (alive && !crossed && process === this.#framed && index <= (this.#frame?.until ?? -1))
      return this.#glyphs.framed;
    if (crossed) return alive ? this.#glyphs.crossing : this.#glyphs.across;
    return alive ? this.#glyphs.line : ' ';
  }

  #isAlive(process: number, index: number): boolean {
    const { born, dead } = this.#lifetimes;
    return index >= (born[process] ?? 0) && index <= (dead[process] ?? 0);
  }

  #site(site: string): string {
    return this.#style.color('dim', truncateStart(printable(site, this.#style), this.#siteColumns, this.#style));
  }

  #gap(text: string): string {
    return `${padStart(this.#glyphs.gap, this.#numberColumns - 2)}  ${this.#style.color('dim', text)}`;
  }

  /** Who waits at the end, and for what. */
  #stuckLines(): string[] {
    const stuck = this.#stuck;
    const shown = stuck.length > STUCK_ROWS_MAX ? stuck.slice(0, STUCK_ROWS_MAX - 1) : stuck;
    const end = this.#trace.events.length;
    const lines = shown.map((process) => {
      const cell: Cell = { marker: this.#glyphs.stuck, text: this.#stuckText(process), color: 'red' };
      const lanes = this.#slots(end, new Map([[this.#slotOf(this.#laneOf(process)), cell]]), undefined);
      return ' '.repeat(this.#numberColumns) + lanes + this.#site(this.#trace.processes[process]?.site ?? '');
    });
    if (shown.length < stuck.length) lines.push(this.#gap(`${stuck.length - shown.length} more processes wait`));
    return lines;
  }
}

/** A slot: a lane, or a track at its right. */
interface Place extends Slot {
  readonly lane: number;
  /** The messages that use the track, one after the other. */
  readonly tracks: readonly Track[];
}

function placesOf(laneColumns: readonly number[], { all, counts }: Tracks): Place[] {
  return laneColumns.flatMap((columns, lane) => {
    const count = counts[lane] ?? 0;
    const tracks = Array.from({ length: count }, (_, place) => ({
      columns: place === count - 1 ? 2 : 1,
      isLane: false,
      lane,
      tracks: [...all.values()].filter((track) => track.gutter === lane && track.place === place),
    }));
    return [{ columns, isLane: true, lane, tracks: [] }, ...tracks];
  });
}

function inhabitantsOf({ owners }: LaneLayout): ReadonlyMap<number, readonly number[]> {
  const inhabitants = new Map<number, number[]>();
  for (const [process, owner] of owners.entries()) {
    const together = inhabitants.get(owner) ?? [];
    inhabitants.set(owner, together);
    together.push(process);
  }
  return inhabitants;
}
