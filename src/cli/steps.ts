import { columnsOf, padEnd, padStart, printable, truncate } from '../report/columns.ts';
import { isOfNetwork, operationText, processName, sitesText } from '../report/operations.ts';
import { glyphsOf, type Style } from '../report/style.ts';
import type { Trace, TraceEvent } from '../trace/trace.ts';

/** The widest a column of names or of operations grows. */
const nameColumns = 20;
const operationColumns = 60;

interface Step {
  readonly name: string;
  readonly text: string;
  readonly site: string;
}

function stepOf(trace: Trace, event: TraceEvent): Step {
  const [first, ...others] = event.participants;
  const parts = first === undefined ? [] : [operationText(first)];
  for (const other of others) {
    const text = other.operation === 'deliver' ? 'goes on' : operationText(other);
    parts.push(`${processName(trace, other.process)} ${text}`);
  }
  return {
    name: first === undefined ? '' : isOfNetwork(event) ? 'network' : processName(trace, first.process),
    text: [...parts, ...event.effects].join(', '),
    site: sitesText(event),
  };
}

function widest(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(0, ...texts.map(columnsOf)));
}

/** Rows of process, text and site, each column as wide as it needs. */
function renderRows(rows: readonly Step[], numbered: boolean, style: Style): string[] {
  const clean = rows.map(({ name, text, site }) => ({
    name: truncate(printable(name, style), nameColumns, style),
    text: truncate(printable(text, style), operationColumns, style),
    site: printable(site, style),
  }));
  const nameWidth = widest(
    clean.map(({ name }) => name),
    nameColumns,
  );
  const textWidth = widest(
    clean.map(({ text }) => text),
    operationColumns,
  );
  const digits = String(rows.length).length;
  return clean.map(({ name, text, site }, index) => {
    const number = numbered ? `${style.color('dim', padStart(String(index + 1), digits))}  ` : '';
    const line = `${padEnd(name, nameWidth)}  ${padEnd(text, textWidth)}`;
    return site === '' ? `${number}${line.trimEnd()}` : `${number}${line}  ${style.color('dim', site)}`;
  });
}

/** What a process waits on and where, one row for each. */
export function renderWaiting(
  waiting: readonly { readonly process: string; readonly waitingOn: string; readonly site: string | undefined }[],
  style: Style,
): string {
  const rows = waiting.map(({ process, waitingOn, site }) => ({ name: process, text: waitingOn, site: site ?? '' }));
  return renderRows(rows, false, style)
    .map((row) => `  ${row}`)
    .join('\n');
}

/** A trace as a list of its steps, how it ended, and who still waits. */
export function renderSteps(trace: Trace, style: Style): string {
  const { separator } = glyphsOf(style);
  const head = [trace.program, `schedule ${trace.schedule}`]
    .map((part) => printable(part, style))
    .join(` ${separator} `);
  const steps = renderRows(
    trace.events.map((event) => stepOf(trace, event)),
    true,
    style,
  );
  const waiting = trace.processes
    .filter((process) => process.end === 'waiting')
    .map(({ name, waitingOn, site }) => ({ process: name, waitingOn: waitingOn ?? '', site }));
  const lines = [style.color('bold', head), ...steps];
  if (waiting.length > 0) lines.push('still waiting:', renderWaiting(waiting, style));
  return [...lines, style.color('bold', printable(trace.outcome, style))].join('\n');
}
