/** What is known at a mark, for a report: the worlds that are possible there, each with an execution to draw. */
import type { Knowledge, Report, World } from '../../report/report.ts';
import type { Trace } from '../../trace/trace.ts';
import { tag } from '../../trace/value.ts';
import type { Run } from '../cuts/run.ts';
import { CutState } from '../cuts/state.ts';
import type { ProgramSource } from '../options.ts';
import { type Arrival, arrivals, marksIn } from './arrivals.ts';
import type { PointsOptions } from './points.ts';
import { explorePoints } from './points.ts';
import { answersTo } from './possible-worlds.ts';
import type { Question } from './question.ts';
import { whereIs } from './question.ts';
import { askedBy, whatBecameOf } from './request.ts';
import type { Twins } from './twin.ts';

/** The execution of a world. */
export interface DrawnWorld {
  readonly world: World;
  readonly trace: Trace;
  /** The number in the trace of the process that cannot tell it from others. */
  readonly knower: number;
}

export interface KnowledgeResult {
  /** With what is known at the mark. */
  readonly report: Report;
  /** The worlds of all questions, in the order of the report. */
  readonly drawn: readonly DrawnWorld[];
}

/** No process comes to a mark of the label that was asked about. */
export class NoSuchMark extends Error {
  override readonly name: string = 'NoSuchMark';
}

/** What the processes that come to marks called `label` can tell there. @throws NoSuchMark when none does. */
export async function knowledgeAt(
  source: ProgramSource,
  label: string,
  options: PointsOptions,
): Promise<KnowledgeResult> {
  const { report, runs, certainty, twins } = await explorePoints(source, options);
  const marks = marksIn(runs, label);
  if (marks.length === 0) throw new NoSuchMark(noMark(label, report, runs));
  const knowledge: Knowledge[] = [];
  const drawn: DrawnWorld[] = [];
  for (const { process } of marks) {
    for (const arrival of arrivals(runs, process, label)) {
      const questions: Knowledge['questions'][number][] = [];
      for (const question of questionsAt(process, arrival, runs)) {
        const worlds = await draw(question, runs, process, arrival, twins);
        drawn.push(...worlds);
        questions.push({ about: question.about, worlds: worlds.map(({ world }) => world) });
      }
      knowledge.push({ process, mark: label, data: tag(arrival.data), certainty, questions });
    }
  }
  return { report: { ...report, knowledge }, drawn };
}

async function draw(
  question: Question,
  runs: readonly Run[],
  process: string,
  { state }: Arrival,
  twins: Twins,
): Promise<DrawnWorld[]> {
  const drawn: DrawnWorld[] = [];
  for (const { text, run, cut } of answersTo(question, runs, process, state).answers) {
    const { schedule, until, trace, laneOf } = await twins.witness(new CutState(run, cut));
    drawn.push({ world: { text, schedule, until }, trace, knower: laneOf(process) });
  }
  return drawn;
}

/** What can be asked there: of nodes that were sent to, what became of that, and of all others how far they are. */
function questionsAt(process: string, { state }: Arrival, runs: readonly Run[]): Question[] {
  const nodes = new Map(runs.flatMap((run) => run.processes.map((name, at) => [name, run.nodes[at]] as const)));
  const own = nodes.get(process);
  const asked = own === undefined ? [] : askedBy(own, state);
  const hasNodes = [...nodes.values()].some((node) => node !== undefined);
  const others = [...nodes].filter(([name, node]) => {
    if (name === process || (node !== undefined && (asked.includes(node) || isLifeOf(own, name)))) return false;
    return !hasNodes || node !== undefined;
  });
  return [...asked.map((node) => whatBecameOf(own ?? '', node)), ...others.map(([name]) => whereIs(name))];
}

/** Whether the process runs the node itself, before or after a crash. */
function isLifeOf(node: string | undefined, process: string): boolean {
  return node !== undefined && (process === node || process.startsWith(`${node}#`));
}

function noMark(label: string, { certainty }: Report, runs: readonly Run[]): string {
  const labels = [...new Set(marksIn(runs).map((mark) => `'${mark.label}'`))];
  const where = certainty === 'exhaustive' ? 'in any execution' : 'in the executions that were explored';
  const others = labels.length === 0 ? 'there are no marks' : `there are ${labels.sort().join(', ')}`;
  return `no process comes to a mark '${label}' ${where}; ${others}`;
}
