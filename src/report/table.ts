/** Rows of a report: aligned cells, and the schedule that replays each, which is never cut because it is to be pasted. */

import { columnsOf, padEnd, padStart, printable, truncate, truncateStart } from './columns.ts';
import type { Style } from './style.ts';

const GAP = '  ';
const CELL_COLUMNS_MIN = 10;
const SITE_COLUMNS_MIN = 16;

/** A schedule longer than this is nothing to paste from a page; the JSON report has it whole. */
const SCHEDULE_LENGTH_MAX = 2000;

export interface TableRow {
  readonly cells: readonly string[];
  readonly schedule: string;
}

export interface TableOptions {
  readonly indent: string;
  /** Cells that are numbers, by column. */
  readonly right?: ReadonlySet<number>;
  /** Columns that hold sites: narrowed when nothing else helps, and then at their start. */
  readonly sites?: ReadonlySet<number>;
}

/** The rows as lines; a schedule that does not fit beside its row stands below it. */
export function tableLines(rows: readonly TableRow[], style: Style, options: TableOptions): string[] {
  const { indent, right, sites } = options;
  const cells = rows.map((row) => row.cells.map((cell) => printable(cell, style)));
  const widths = fitColumns(cells, style.width - indent.length, sites ?? new Set());
  return rows.flatMap(({ schedule }, index) => {
    const line = (cells[index] ?? []).map((cell, column) => {
      const columns = widths[column] ?? 0;
      const text = sites?.has(column) ? truncateStart(cell, columns, style) : truncate(cell, columns, style);
      return right?.has(column) ? padStart(text, columns) : padEnd(text, columns);
    });
    const start = indent + line.join(GAP);
    const replay = scheduleText(schedule, style);
    if (replay === '') return [start.trimEnd()];
    if (columnsOf(start) + GAP.length + columnsOf(replay) <= style.width)
      return [start + GAP + style.color('dim', replay)];
    return [start.trimEnd(), `${indent}${GAP}${GAP}${style.color('dim', replay)}`];
  });
}

export function scheduleText(schedule: string, style: Style): string {
  if (schedule.length > SCHEDULE_LENGTH_MAX) return `(a schedule of ${schedule.length} characters)`;
  return printable(schedule, style);
}

/** The width of each column, the widest made narrower until a row fits. */
function fitColumns(
  rows: readonly (readonly string[])[],
  available: number,
  sites: ReadonlySet<number>,
): readonly number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, columnsOf(cell));
  }
  const columns = [...widths.keys()];
  const excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - available;
  const texts = columns.filter((column) => !sites.has(column));
  const left = narrow(widths, texts, excess, CELL_COLUMNS_MIN);
  narrow(widths, [...sites], left, SITE_COLUMNS_MIN);
  return widths;
}

/** Takes `excess` off the widest of `columns`, none below `least`; returns what is still too much. */
function narrow(widths: number[], columns: readonly number[], excess: number, least: number): number {
  let left = excess;
  while (left > 0) {
    const widest = Math.max(0, ...columns.map((column) => widths[column] ?? 0));
    const column = columns.find((candidate) => widths[candidate] === widest);
    if (column === undefined || widest <= least) break;
    widths[column] = widest - 1;
    left -= 1;
  }
  return left;
}
