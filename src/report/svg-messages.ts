/** Messages between nodes that do not arrive, as marks of a space-time diagram: how far they come, and why no further. */
import type { Trace, TraceMessage } from '../trace/trace.ts';

/** Where things are on the page. */
export interface Coordinates {
  /** Of the line of a process. */
  readonly x: (process: number) => number;
  /** Of an event. */
  readonly y: (event: number) => number;
}

/** How far towards its receiver such a message is drawn. */
const reach = 0.6;
const halfRow = 15;

/** An arrow that ends on its way, with its word. */
export function vanishingMarks(trace: Trace, at: Coordinates): string[] {
  return (trace.messages ?? []).flatMap((message) => {
    const sender = trace.events[message.send]?.participants[0]?.process;
    const receiver = trace.processes.findIndex(({ node }) => node === message.to);
    if (sender === undefined || receiver < 0) return [];
    const [x, y, end] = [at.x(sender), at.y(message.send), at.x(receiver)];
    const word = wordFor(message);
    if (word === undefined) return message.forgotten.map((event) => line(x, y, end, at.y(event), 'vanishing'));
    const name = word === 'on its way' ? 'onwards' : 'vanishing';
    return ending(x, y, Math.round(x + (end - x) * reach), y + halfRow, name, word);
  });
}

function wordFor({ receipts, forgotten, fate }: TraceMessage): string | undefined {
  if (receipts.length + forgotten.length > 0) return undefined;
  return fate === 'cut' ? 'cut off' : fate === 'lost' ? 'lost' : 'on its way';
}

function line(x1: number, y1: number, x2: number, y2: number, name: string): string {
  return `<line class="${name}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

/** The word is where the arrow would have gone on. */
function ending(x1: number, y1: number, x2: number, y2: number, name: string, word: string): string[] {
  const [x, anchor] = x2 < x1 ? [x2 - 8, 'end'] : [x2 + 8, 'start'];
  const said = (label: string): string =>
    `<text class="label ${label}" x="${x}" y="${y2 + 4}" text-anchor="${anchor}">${word}</text>`;
  const drawn = line(x1, y1, x2, y2, name);
  if (name === 'onwards') return [drawn, said('site')];
  return [drawn, `<path class="stuck" d="M${x2 - 5} ${y2 - 5}l10 10m0-10l-10 10"/>`, said('stuck-label')];
}
