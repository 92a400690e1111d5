// The figures as Markdown, which also reads well on a terminal.
import { OURS } from './implementations.mjs';

/** @typedef {import('./implementations.mjs').Implementation} Implementation */

/** All measurements: of each implementation, of each program, one figure per run. */
export class Figures {
  /** @type {Map<string, number[]>} */
  #runs = new Map();

  /**
   * @param {string} id
   * @param {string} program
   * @param {number} nanoseconds
   */
  add(id, program, nanoseconds) {
    const key = `${id} ${program}`;
    const runs = this.#runs.get(key);
    if (runs === undefined) this.#runs.set(key, [nanoseconds]);
    else runs.push(nanoseconds);
  }

  /**
   * @param {string} id
   * @param {string} program
   * @returns {number | undefined}
   */
  median(id, program) {
    const runs = this.#runs.get(`${id} ${program}`);
    return runs === undefined ? undefined : median(runs);
  }

  /**
   * @param {string} id
   * @param {string} program
   * @returns {{ lowest: number, highest: number } | undefined}
   */
  range(id, program) {
    const runs = this.#runs.get(`${id} ${program}`);
    return runs === undefined ? undefined : { lowest: Math.min(...runs), highest: Math.max(...runs) };
  }
}

/**
 * @param {readonly number[]} values at least one
 * @returns {number}
 */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('the median of nothing');
  return (lower + upper) / 2;
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 * @returns {string}
 */
export function table(head, rows) {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

/** @param {number} nanoseconds */
function rounded(nanoseconds) {
  return nanoseconds < 100 ? nanoseconds.toFixed(1) : nanoseconds.toFixed(0);
}

/**
 * A median, and in brackets how many times ours it is.
 * @param {Figures} figures
 * @param {readonly Implementation[]} implementations
 * @param {readonly string[]} programs
 * @returns {string}
 */
export function medianTable(figures, implementations, programs) {
  const rows = implementations.map(({ id, title }) => [
    title,
    ...programs.map((program) => {
      const theirs = figures.median(id, program);
      const ours = figures.median(OURS, program);
      if (theirs === undefined) return '';
      return id === OURS || ours === undefined
        ? rounded(theirs)
        : `${rounded(theirs)} (${(theirs / ours).toFixed(2)}×)`;
    }),
  ]);
  return table(['ns per message', ...programs], rows);
}

/**
 * @param {Figures} figures
 * @param {readonly Implementation[]} implementations
 * @param {readonly string[]} programs
 * @returns {string}
 */
export function rangeTable(figures, implementations, programs) {
  const rows = implementations.map(({ id, title }) => [
    title,
    ...programs.map((program) => {
      const range = figures.range(id, program);
      return range === undefined ? '' : `${rounded(range.lowest)} – ${rounded(range.highest)}`;
    }),
  ]);
  return table(['lowest – highest', ...programs], rows);
}

/**
 * @param {readonly import('./floors.mjs').JudgedFloor[]} judged
 * @param {(id: string) => string} nameOf
 * @returns {string}
 */
export function floorTable(judged, nameOf) {
  const rows = judged.map(({ program, peer, says, atMost, ratio, verdict }) => [
    program,
    nameOf(peer),
    says,
    atMost.toFixed(2),
    ratio?.toFixed(2) ?? '–',
    verdict,
  ]);
  return table(['program', 'against', 'floor', 'ours / theirs, at most', 'measured', ''], rows);
}
