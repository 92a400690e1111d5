/**
 * One row of a picture of lanes, put together from its slots: the lanes, and the tracks of messages between them. A slot is
 * a marker with a body at its right.
 */
import { columnsOf, padEnd, padStart, truncate } from './columns.ts';
import { type Color, type Glyphs, glyphsOf, type Style } from './style.ts';

/** What one slot shows in one row. */
export interface Cell {
  readonly marker: string;
  readonly text: string;
  readonly color?: Color;
  /** Ends the body, after a line up to it: a message that goes no further. */
  readonly stub?: string;
}

/** From a slot to others, with a head at each lane. */
export interface Arrow {
  readonly from: number;
  readonly to: readonly number[];
  /** Leftwards it may end in a body, at the right: a message that goes no further. */
  readonly stub?: { readonly slot: number; readonly text: string };
}

/** A place for markers, with the columns up to the next. */
export interface Slot {
  readonly columns: number;
  readonly isLane: boolean;
}

/** Draws rows of slots that are so many columns wide, marker included. */
export class SlotRow {
  readonly #style: Style;
  readonly #glyphs: Glyphs;
  readonly #slots: readonly Slot[];

  constructor(style: Style, slots: readonly Slot[]) {
    this.#style = style;
    this.#glyphs = glyphsOf(style);
    this.#slots = slots;
  }

  /** `idle`: the marker of a slot that has no cell, crossed by an arrow or not. */
  text(
    cells: ReadonlyMap<number, Cell>,
    arrow: Arrow | undefined,
    idle: (slot: number, crossed: boolean) => string,
  ): string {
    const stubSlots = arrow?.stub === undefined ? [] : [arrow.stub.slot];
    const reached = arrow === undefined ? [] : [arrow.from, ...arrow.to, ...stubSlots];
    const first = Math.min(...reached);
    const last = Math.max(...reached);
    return this.#slots
      .map(({ columns }, slot) => {
        const cell = cells.get(slot) ?? { marker: idle(slot, first < slot && slot < last), text: '' };
        const marker = this.#style.color('cyan', cell.marker);
        if (arrow === undefined || slot < first || slot >= last) return marker + this.#still(cell, columns);
        if (arrow.stub?.slot === slot) return marker + this.#stubbed(arrow.stub.text, columns);
        return marker + this.#crossed(cell, columns, slot, arrow);
      })
      .join('');
  }

  #still(cell: Cell, columns: number): string {
    const { stub } = cell;
    if (stub === undefined) {
      const text = cell.text === '' ? '' : ` ${truncate(cell.text, columns - 3, this.#style)}`;
      return this.#colored(cell, padEnd(text, columns - 1));
    }
    const end = ` ${this.#glyphs.across}${stub} `;
    const text = ` ${truncate(cell.text, columns - 2 - columnsOf(end), this.#style)}`;
    const room = columns - 1 - columnsOf(text);
    return this.#colored(cell, text) + this.#style.color('red', padEnd(truncate(end, room, this.#style), room));
  }

  /** A body that an arrow from the right ends in. */
  #stubbed(stub: string, columns: number): string {
    const text = truncate(`${stub}${this.#glyphs.across}`, columns - 1, this.#style);
    return this.#style.color('red', padStart(text, columns - 1));
  }

  /** A slot's text with the arrow that leaves it, reaches it or passes it on the right. */
  #crossed(cell: Cell, columns: number, slot: number, { from, to }: Arrow): string {
    const { across, left, right } = this.#glyphs;
    const leftwards = slot < from;
    const reaches = (other: number): boolean => this.#slots[other]?.isLane === true && to.includes(other);
    const head = leftwards && reaches(slot) ? left : '';
    const tail = !leftwards && reaches(slot + 1) ? right : '';
    const room = columns - 1 - head.length - tail.length;
    const said = cell.stub === undefined ? cell.text : `${cell.stub}, ${cell.text}`;
    const text = said === '' ? '' : ` ${truncate(said, room - 3, this.#style)} `;
    const line = across.repeat(Math.max(0, room - columnsOf(text)));
    return this.#colored(cell, text) + this.#style.color('cyan', head + line + tail);
  }

  #colored(cell: Cell, text: string): string {
    return cell.color === undefined || text === '' ? text : this.#style.color(cell.color, text);
  }
}
