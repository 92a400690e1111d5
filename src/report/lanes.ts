/**
 * A trace as lanes: a column for each process, a row for each event, source lines at the right.
 *
 * Reading down is the order in which it happened; an arrow is an ordering the program itself makes (a message, a start,
 * an unlock before the next lock). Rows of two lanes with no arrows between them could as well be the other way round.
 */

import type { Trace } from '../trace/trace.ts';
import { columnsOf, padEnd, padStart, printable, truncate, truncateStart } from './columns.ts';
import {
  isStuck,
  type LaneLayout,
  layOutLanes,
  layOutRows,
  type Row,
  type RowLayout,
  shareColumns,
} from './lane-layout.ts';
import { type Link, linksOf } from './links.ts';
import { laneText, processName, sitesText } from './operations.ts';
import { type Color, type Glyphs, glyphsOf, type Style } from './style.ts';

const STUCK_ROWS_MAX = 8;

/** What one lane shows in one row; without a marker, its line. */
interface Cell {
  readonly marker: string;
  readonly text: string;
  readonly color?: Color;
}

interface Arrow {
  readonly from: number;
  readonly to: readonly number[];
}

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
  readonly #numberColumns: number;
  readonly #siteColumns: number;
  readonly #laneColumns: readonly number[];
  /** Rows at which each process's line begins and ends. */
  readonly #born: readonly number[];
  readonly #dead: readonly number[];
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
    this.#layout = layOutLanes(trace, style.width - this.#numberColumns - this.#siteColumnsMin(), frame?.process);
    const wanted = this.#wantedColumns();
    this.#siteColumns = this.#siteColumnsBeside(wanted);
    this.#laneColumns = shareColumns(wanted, style.width - this.#numberColumns - this.#siteColumns);
    const { born, dead } = lifetimes(trace, this.#links);
    this.#born = born;
    this.#dead = dead;
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
    const spare = this.#style.width - this.#numberColumns - lanes;
    return Math.max(this.#siteColumnsMin(), Math.min(Math.max(0, ...sites), spare));
  }

  #laneOf(process: number): number {
    const lane = this.#layout.processes.indexOf(process);
    return lane >= 0 ? lane : this.#layout.processes.length;
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
      const name = processName(this.#trace, process);
      return printable(process === this.#frame?.process ? `[${name}]` : name, this.#style);
    }
    return `${this.#layout.folded.length} others`;
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
    for (const { event } of this.#shown) {
      for (const participant of event.participants) {
        widen(participant.process, this.#inLane(participant.process, laneText(event, participant)));
      }
    }
    for (const process of this.#stuck.slice(0, STUCK_ROWS_MAX)) widen(process, this.#stuckText(process));
    return wanted;
  }

  #header(): string {
    const titles = this.#laneColumns.map((columns, lane) =>
      this.#style.color('bold', padEnd(truncate(this.#title(lane), columns - 1, this.#style), columns)),
    );
    return ' '.repeat(this.#numberColumns) + titles.join('');
  }

  #eventLine({ index, event }: Row): string {
    const cells = new Map<number, Cell>();
    for (const participant of event.participants) {
      const lane = this.#laneOf(participant.process);
      const text = this.#inLane(participant.process, laneText(event, participant));
      const before = cells.get(lane);
      const panics = event.effects.some((effect) => effect.startsWith('panics'));
      cells.set(lane, {
        marker: this.#glyphs.event,
        text: before === undefined ? text : `${before.text}, ${text}`,
        ...(panics ? { color: 'red' as const } : {}),
      });
    }
    const arrow = this.#arrowAt(index, cells);
    const number = this.#style.color('dim', `${padStart(String(index + 1), this.#numberColumns - 2)}  `);
    return number + this.#lanes(index, cells, arrow) + this.#site(sitesText(event));
  }

  /** The arrow of a row, and the marks it makes on lanes that do nothing in this row. */
  #arrowAt(index: number, cells: Map<number, Cell>): Arrow | undefined {
    const links = this.#links[index] ?? [];
    const main = links.find(({ kind }) => kind === 'message') ?? links[0];
    if (main === undefined) return undefined;
    const from = this.#laneOf(main.fromProcess);
    const to = new Set<number>();
    for (const link of links) {
      const lane = this.#laneOf(link.toProcess);
      if (link.fromProcess !== main.fromProcess || link.from !== main.from || lane === from) continue;
      to.add(lane);
      const owned = lane < this.#layout.processes.length;
      const marker = owned ? this.#glyphs.born : this.#glyphs.line;
      if (link.kind === 'start' && !cells.has(lane)) cells.set(lane, { marker, text: '' });
    }
    if (to.size === 0) return undefined;
    if (!cells.has(from)) {
      const right = [...to].some((lane) => lane > from);
      cells.set(from, { marker: right ? this.#glyphs.branchRight : this.#glyphs.branchLeft, text: '' });
    }
    return { from, to: [...to] };
  }

  #lanes(index: number, cells: ReadonlyMap<number, Cell>, arrow: Arrow | undefined): string {
    const first = arrow === undefined ? 0 : Math.min(arrow.from, ...arrow.to);
    const last = arrow === undefined ? -1 : Math.max(arrow.from, ...arrow.to);
    return this.#laneColumns
      .map((columns, lane) => {
        const cell = cells.get(lane) ?? { marker: this.#lifeline(lane, index, first < lane && lane < last), text: '' };
        const across = first <= lane && lane < last;
        const body =
          across && arrow !== undefined ? this.#crossed(cell, columns, lane, arrow) : this.#still(cell, columns);
        return this.#style.color('cyan', cell.marker) + body;
      })
      .join('');
  }

  #still(cell: Cell, columns: number): string {
    const text = cell.text === '' ? '' : ` ${truncate(cell.text, columns - 3, this.#style)}`;
    return this.#colored(cell, padEnd(text, columns - 1));
  }

  /** A lane's text with the arrow that leaves it, reaches it or passes it on the right. */
  #crossed(cell: Cell, columns: number, lane: number, { from, to }: Arrow): string {
    const { across, left, right } = this.#glyphs;
    const leftwards = lane < from;
    const head = leftwards && to.includes(lane) ? left : '';
    const tail = !leftwards && to.includes(lane + 1) ? right : '';
    const room = columns - 1 - head.length - tail.length;
    const text = cell.text === '' ? '' : ` ${truncate(cell.text, room - 3, this.#style)} `;
    const line = across.repeat(Math.max(0, room - columnsOf(text)));
    return this.#colored(cell, text) + this.#style.color('cyan', head + line + tail);
  }

  #colored(cell: Cell, text: string): string {
    return cell.color === undefined || text === '' ? text : this.#style.color(cell.color, text);
  }

  #lifeline(lane: number, index: number, crossed: boolean): string {
    const process = this.#layout.processes[lane];
    const alive = process === undefined || (index >= (this.#born[process] ?? 0) && index <= (this.#dead[process] ?? 0));
    if (alive && !crossed && process === this.#frame?.process && index <= (this.#frame?.until ?? 0))
      return this.#glyphs.framed;
    if (crossed) return alive ? this.#glyphs.crossing : this.#glyphs.across;
    return alive ? this.#glyphs.line : ' ';
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
      const lanes = this.#lanes(end, new Map([[this.#laneOf(process), cell]]), undefined);
      return ' '.repeat(this.#numberColumns) + lanes + this.#site(this.#trace.processes[process]?.site ?? '');
    });
    if (shown.length < stuck.length) lines.push(this.#gap(`${stuck.length - shown.length} more processes wait`));
    return lines;
  }
}

/** From its start to its last event, or to the end when it never ended. */
function lifetimes(trace: Trace, links: readonly (readonly Link[])[]): { born: number[]; dead: number[] } {
  const born = trace.processes.map((_, process) => (process === 0 ? 0 : Number.POSITIVE_INFINITY));
  const dead = trace.processes.map(({ end }) =>
    end === 'returned' || end === 'threw' ? -1 : Number.POSITIVE_INFINITY,
  );
  for (const [index, { participants }] of trace.events.entries()) {
    const starts = (links[index] ?? []).filter(({ kind }) => kind === 'start').map(({ toProcess }) => toProcess);
    for (const process of [...starts, ...participants.map((participant) => participant.process)]) {
      born[process] = Math.min(born[process] ?? index, index);
      dead[process] = Math.max(dead[process] ?? index, index);
    }
  }
  return { born, dead };
}
