/** What a process can and cannot tell at a mark, as text: the possible worlds in words, and each of them as lanes. */
import type { Trace } from '../trace/trace.ts';
import { show } from '../trace/value.ts';
import { printable } from './columns.ts';
import { renderLanes } from './lanes.ts';
import type { Knowledge, Report, World } from './report.ts';
import { glyphsOf, type Style } from './style.ts';

/** A world and its execution. */
export interface DrawnWorld {
  readonly world: World;
  readonly trace: Trace;
  /** The number in the trace of the process that cannot tell it from others. */
  readonly knower: number;
}

/** Worlds beyond so many are named and not drawn. */
const mostDrawn = 24;

/** The text, without a final line break. `words`: the file, and the flags that say its model, as the command was given them. */
export function renderKnowledge(
  report: Report,
  drawn: readonly DrawnWorld[],
  words: readonly string[],
  style: Style,
): string {
  const { separator } = glyphsOf(style);
  const head = [report.program, report.certainty, counted(report.executions)].join(` ${separator} `);
  const lines = [style.color('bold', printable(head, style))];
  for (const note of report.notes) lines.push(printable(`note: ${note}`, style));
  const numbers = new Map<World, number>(drawn.map(({ world }, at) => [world, at + 1]));
  for (const [at, knowledge] of report.knowledge.entries()) {
    lines.push('', style.color('bold', printable(titleOf(knowledge, at, report.knowledge), style)));
    for (const { about, worlds } of knowledge.questions)
      lines.push(...answers(knowledge, about, worlds, numbers, style));
  }
  for (const [at, one] of drawn.slice(0, mostDrawn).entries()) lines.push('', ...picture(at + 1, one, words, style));
  if (drawn.length > mostDrawn)
    lines.push('', `${drawn.length - mostDrawn} more are not drawn; --json has their schedules`);
  return lines.join('\n');
}

function counted(executions: number): string {
  return executions === 1 ? '1 execution' : `${executions} executions`;
}

function titleOf(knowledge: Knowledge, at: number, all: readonly Knowledge[]): string {
  const { process, mark, data } = knowledge;
  const ways = all.filter((one) => one.process === process);
  const way =
    ways.length === 1
      ? ''
      : `, way ${all.slice(0, at + 1).filter((one) => one.process === process).length} of ${ways.length}`;
  const isTold = typeof data !== 'object' || data === null || !('$' in data && data['$'] === 'undefined');
  return `${process} at '${mark}'${isTold ? ` with ${show(data)}` : ''}${way}`;
}

function answers(
  { process, certainty }: Knowledge,
  about: string,
  worlds: readonly World[],
  numbers: ReadonlyMap<World, number>,
  style: Style,
): string[] {
  const [only, another] = worlds;
  const row = (world: World): string =>
    printable(`  ${String(numbers.get(world) ?? 0).padStart(2)}  ${world.text}`, style);
  if (only !== undefined && another === undefined) {
    const verb = certainty === 'exhaustive' ? 'knows' : 'may or may not be able to tell';
    const rest = certainty === 'exhaustive' ? '' : ' (not every execution was explored)';
    return [printable(`${process} ${verb} ${about}${rest}:`, style), row(only)];
  }
  return [printable(`${process} cannot tell ${about}:`, style), ...worlds.map(row)];
}

function picture(
  number: number,
  { world, trace, knower }: DrawnWorld,
  words: readonly string[],
  style: Style,
): string[] {
  const name = trace.processes[knower]?.name ?? '';
  const [file = '', ...model] = words;
  const replay = [`hb replay ${file} '${world.schedule}' --until ${world.until + 1}`, ...model].join(' ');
  const frame = { process: knower, until: world.until, text: `${name} is at the mark; what follows is one way on` };
  return [
    style.color('bold', printable(`${number}  ${world.text}`, style)),
    renderLanes(trace, style, frame),
    style.color('dim', printable(replay, style)),
  ];
}
