/** A report as text to be read: the verdict and how sure it is, the outcomes, the findings, and one witness drawn. */

import type { Trace } from '../trace/trace.ts';
import { columnsOf, printable, wrap } from './columns.ts';
import { renderFindings } from './findings-text.ts';
import { renderLanes } from './lanes.ts';
import { outcomeText } from './outcome-text.ts';
import type { Estimate, Report, Verdict } from './report.ts';
import { type Color, glyphsOf, type Style } from './style.ts';
import { scheduleText, tableLines } from './table.ts';
import { verdictOf, verdictText } from './verdict.ts';

/** An execution worth drawing. */
export interface Witness {
  /** What it shows: `returned 1`, `race on x`. */
  readonly title: string;
  readonly trace: Trace;
  /** One sentence: why it came to this. */
  readonly why: string;
}

/** The report as lines of at most `style.width` columns (a schedule, which is to be pasted, may be longer). */
export function renderReport(report: Report, witnesses: readonly Witness[], style: Style): string {
  const witness = witnessToDraw(report, witnesses);
  const sections = [
    headlines(report, style),
    outcomeLines(report, style),
    ...renderFindings(report.findings, style),
    propertyLines(report, style),
    noteLines(report, style),
    witness === undefined ? [] : witnessLines(witness, style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headlines(report: Report, style: Style): string[] {
  const separator = `  ${glyphsOf(style).separator}  `;
  const { certainty, executions, redundant, states, elapsedMs } = report;
  const program = printable(report.program, style);
  const verdict = style.color('bold', style.color(verdictColor(report.verdict), verdictText(report)));
  const told = states === undefined ? `${grouped(redundant)} redundant` : counted(states, 'state');
  const counts = `${counted(executions, 'execution')}, ${told}, ${duration(elapsedMs)}`;
  const bare = [verdictText(report), certainty, program, counts].join(separator);
  const first = [verdict, certainty, program].join(separator);
  const lines = columnsOf(bare) <= style.width ? [first + separator + counts] : [first, counts];
  return report.estimate === undefined ? lines : [...lines, estimateText(report.estimate)];
}

/** `about 120,000 executions in all (Knuth's estimate), 34 % explored`: no more digits than a guess deserves. */
export function estimateText({ executions, explored }: Estimate): string {
  const rounded = Number(executions.toPrecision(2));
  const all = rounded < mostGrouped ? grouped(rounded) : rounded.toExponential();
  const percent = explored * 100;
  const part = percent < 0.01 ? 'less than 0.01' : String(Number(percent.toPrecision(2)));
  return `about ${all} execution${rounded === 1 ? '' : 's'} in all (Knuth's estimate), ${part} % explored`;
}

/** Beyond this a number is not read digit by digit. */
const mostGrouped = 1e15;

function verdictColor(verdict: Verdict): Color {
  if (verdict === 'ok') return 'green';
  return verdict === 'undecided' ? 'yellow' : 'red';
}

const OUTCOMES_MAX = 50;

function outcomeLines(report: Report, style: Style): string[] {
  const { outcomes } = report;
  if (outcomes.length === 0) return ['no execution came to an end'];
  const rows = outcomes.slice(0, OUTCOMES_MAX).map((outcome) => ({
    cells: [outcomeText(outcome), grouped(outcome.executions)],
    schedule: outcome.schedule,
  }));
  const header = { cells: ['outcome', 'executions'], schedule: 'schedule' };
  const right = new Set([1]);
  const [head = '', ...lines] = tableLines([header, ...rows], style, { indent: '', right });
  const more = outcomes.length > OUTCOMES_MAX ? [`and ${grouped(outcomes.length - OUTCOMES_MAX)} other outcomes`] : [];
  return [style.color('dim', head), ...lines, ...more, ...declarationLines(report)];
}

/** Several results are a question to the reader, as long as nobody said which of them are right. */
function declarationLines({ outcomes, expected }: Report): string[] {
  const returned = outcomes.filter(({ kind }) => kind === 'returned').length;
  if (returned < 2 || expected !== undefined) return [];
  const which = returned === outcomes.length ? 'outcomes' : 'returned outcomes';
  return [`${grouped(returned)} ${which}; none was declared wrong`];
}

/** What held, and may be read as a claim only with its certainty. */
function propertyLines({ properties = [], findings, certainty }: Report, style: Style): string[] {
  const failed = new Set(findings.flatMap((finding) => ('property' in finding ? [finding.property] : [])));
  const held = properties.filter((property) => !failed.has(property));
  const holds = certainty === 'exhaustive' ? 'holds' : `was not seen to fail (${certainty})`;
  return held.map((property) => printable(`${property} ${holds}`, style));
}

function noteLines({ notes }: Report, style: Style): string[] {
  return notes.flatMap((note) => {
    const [first = '', ...rest] = wrap(`note: ${printable(note, style)}`, style.width, '      ');
    return [first.replace('note:', style.color('yellow', 'note:')), ...rest];
  });
}

/** The smallest execution that shows the verdict, or, when none does, the smallest of all. */
function witnessToDraw(report: Report, witnesses: readonly Witness[]): Witness | undefined {
  const decisive = new Set(
    report.findings
      .filter((finding) => verdictOf([finding], report.certainty, false) === report.verdict)
      .map(({ schedule }) => schedule),
  );
  const shown = witnesses.filter(({ trace }) => decisive.has(trace.schedule));
  const candidates = shown.length > 0 ? shown : witnesses;
  return candidates.reduce<Witness | undefined>(
    (least, next) => (least === undefined || next.trace.events.length < least.trace.events.length ? next : least),
    undefined,
  );
}

function witnessLines({ title, trace, why }: Witness, style: Style): string[] {
  const schedule = scheduleText(trace.schedule, style);
  const heading = `${style.color('bold', printable(title, style))}  ${style.color('dim', schedule)}`;
  return [heading, renderLanes(trace, style), '', ...wrap(printable(why, style), style.width, '')];
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1,234,567`, whatever the machine's locale. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function duration(milliseconds: number): string {
  if (milliseconds < 1) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
