/**
 * Text as it occupies a terminal: escaped so that no value can move the cursor, and measured in columns, not in
 * characters.
 */

import { glyphsOf, type Style } from './style.ts';

/** Controls of every kind: C0, C1, the marks that reorder or join text, line separators, and halves of a pair. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

const asciiForms: ReadonlyMap<string, string> = new Map([
  ['→', '->'],
  ['…', '...'],
  ['·', '-'],
  ['’', "'"],
]);

/** The text with its control characters escaped and, in ASCII, everything beyond it. */
export function printable(text: string, style: Style): string {
  const visible = text.replace(unprintable, (character) => shortEscapes.get(character) ?? escaped(character));
  if (!style.ascii) return visible;
  return visible.replace(/[^ -~]/gu, (character) => asciiForms.get(character) ?? escaped(character));
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** First and last code points that terminals draw two columns wide: East Asian wide and fullwidth forms, and emoji. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
];

const combining = /\p{M}/u;

function characterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  if (combining.test(character)) return 0;
  return wideRanges.some(([first, last]) => first <= point && point <= last) ? 2 : 1;
}

export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += characterWidth(character);
  return columns;
}

/** The text within `columns`, ending in an ellipsis when it was cut. Takes printable text. */
export function truncate(text: string, columns: number, style: Style): string {
  if (columnsOf(text) <= columns) return text;
  const { ellipsis } = glyphsOf(style);
  if (columns <= ellipsis.length) return ellipsis.slice(0, Math.max(0, columns));
  return firstColumns(text, columns - ellipsis.length) + ellipsis;
}

/** Like `truncate`, but keeps the end: of `long/path/counter.ts:6:30` the file and the line matter. */
export function truncateStart(text: string, columns: number, style: Style): string {
  if (columnsOf(text) <= columns) return text;
  const { ellipsis } = glyphsOf(style);
  if (columns <= ellipsis.length) return ellipsis.slice(0, Math.max(0, columns));
  const kept: string[] = [];
  let used = ellipsis.length;
  for (const character of [...text].reverse()) {
    used += characterWidth(character);
    if (used > columns) break;
    kept.unshift(character);
  }
  return ellipsis + kept.join('');
}

function firstColumns(text: string, columns: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > columns) break;
    kept += character;
  }
  return kept;
}

/** Filled up to `columns` with `filler`, which is one column wide. */
export function padEnd(text: string, columns: number, filler: string = ' '): string {
  return text + filler.repeat(Math.max(0, columns - columnsOf(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}

/** The words of a sentence in lines of at most `columns`, later lines indented by `indent`. */
export function wrap(text: string, columns: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && columnsOf(longer) > columns) {
      lines.push(line);
      line = indent + word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
