import type { SearchProgress } from '../check/options.ts';
import { estimateText } from '../report/text.ts';

const intervalMs = 1000;

/** A line on the terminal that says how far the search is, at most once a second; nothing at all on a pipe. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #write: NodeJS.WriteStream['write'];
  #shownMs = 0;
  #width = 0;

  /** Keeps the stream's own `write`, which goes on working while a program's output is held back. */
  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#write = stream.write.bind(stream);
  }

  show(progress: SearchProgress): void {
    if (!this.#stream.isTTY || progress.elapsedMs - this.#shownMs < intervalMs) return;
    this.#shownMs = progress.elapsedMs;
    const text = describe(progress).slice(0, this.#stream.columns - 1);
    this.#write(`\r${text.padEnd(this.#width)}`);
    this.#width = text.length;
  }

  /** Leaves the line as it was found. */
  clear(): void {
    if (this.#width === 0) return;
    this.#write(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}

function describe(progress: SearchProgress): string {
  const parts = [`${count(progress.executions)} executions`];
  if (progress.redundant > 0) parts.push(`${count(progress.redundant)} redundant`);
  parts.push(`${count(progress.events)} events`, `${(progress.elapsedMs / 1000).toFixed(0)} s`);
  if (progress.estimate !== undefined) parts.push(estimateText(progress.estimate));
  return `exploring: ${parts.join(', ')}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
