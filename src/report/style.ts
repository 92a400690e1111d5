/** How a report is drawn: handed in, so that what decides it (a terminal, a pipe, a flag) stays outside. */

export type Color = 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim';

export interface Style {
  readonly color: (name: Color, text: string) => string;
  /** No byte above 0x7f: for terminals and logs that show nothing else. */
  readonly ascii: boolean;
  /** Columns to stay within. */
  readonly width: number;
}

/** No colours, Unicode, 100 columns. */
export const plainStyle: Style = { color: (_name, text) => text, ascii: false, width: 100 };

export interface Glyphs {
  readonly event: string;
  readonly line: string;
  readonly across: string;
  readonly crossing: string;
  readonly right: string;
  readonly left: string;
  readonly branchRight: string;
  readonly branchLeft: string;
  readonly born: string;
  /** Where the track of a message begins, ends or is left, by where the arrow goes. */
  readonly turnDownRight: string;
  readonly turnDownLeft: string;
  readonly turnRight: string;
  readonly turnLeft: string;
  /** Where a message goes that is still on its way. */
  readonly onwardsRight: string;
  readonly onwardsLeft: string;
  /** The network changes. */
  readonly network: string;
  /** The line of a lane that is framed. */
  readonly framed: string;
  readonly stuck: string;
  readonly gap: string;
  readonly ellipsis: string;
  readonly separator: string;
}

const unicode: Glyphs = {
  event: '●',
  line: '│',
  across: '─',
  crossing: '┼',
  right: '▶',
  left: '◀',
  branchRight: '├',
  branchLeft: '┤',
  born: '┬',
  turnDownRight: '┐',
  turnDownLeft: '┌',
  turnRight: '└',
  turnLeft: '┘',
  onwardsRight: '▷',
  onwardsLeft: '◁',
  network: '╌',
  framed: '║',
  stuck: '✗',
  gap: '⋮',
  ellipsis: '…',
  separator: '·',
};

const ascii: Glyphs = {
  event: '*',
  line: '|',
  across: '-',
  crossing: '+',
  right: '>',
  left: '<',
  branchRight: '+',
  branchLeft: '+',
  born: '+',
  turnDownRight: '+',
  turnDownLeft: '+',
  turnRight: '+',
  turnLeft: '+',
  onwardsRight: '>',
  onwardsLeft: '<',
  network: '~',
  framed: '#',
  stuck: 'x',
  gap: ':',
  ellipsis: '...',
  separator: '-',
};

export function glyphsOf(style: Style): Glyphs {
  return style.ascii ? ascii : unicode;
}
