/** Questions about the rest of the world that a process at a mark may be able to answer, or not. */
import type { Visible } from '../../causality/consistent-cuts.ts';
import type { Run, RunEvent } from '../cuts/run.ts';
import type { CutState } from '../cuts/state.ts';

/** Something that has one answer at each cut, in words. */
export interface Question {
  /** What is asked, such as `what became of Q`. */
  readonly about: string;
  /** Says of the events of a run, by number, whether the answer may be another before than after. */
  mattersIn(run: Run): Visible;
  answer(state: CutState): string;
  /** The order in which answers are told; those of the smallest cuts first, where there is none. */
  readonly order?: readonly string[];
}

/** How far another process has got. */
export function whereIs(process: string): Question {
  const steps = ({ run, inside }: CutState): RunEvent[] => {
    const number = run.processes.indexOf(process);
    const events = [...inside].map((at) => run.events[at] as RunEvent);
    return events.filter(({ lessons }) => lessons.some((lesson) => lesson.process === number));
  };
  return {
    about: `where ${process} is`,
    mattersIn: (run) => {
      const number = run.processes.indexOf(process);
      const mattering = new Set<number>();
      for (const [event, { lessons, ended }] of run.events.entries()) {
        const ending = ended.find((one) => one.process === number);
        if (ending !== undefined || lessons.some((lesson) => lesson.process === number)) mattering.add(event);
        for (const other of ending?.also ?? []) mattering.add(other);
      }
      return (event) => mattering.has(event);
    },
    answer: (state) => {
      if (state.ended(process)) return `${process} has ${endOf(process, state)}`;
      const own = steps(state);
      const last = own.at(-1);
      if (last === undefined) return `${process} has done nothing yet`;
      const mark = last.marks.findLast((one) => one.process === process);
      const call = mark === undefined ? `${last.kind} ${last.object ?? ''}`.trim() : `mark '${mark.label}'`;
      return `${process} has come as far as ${call}, its ${ordinal(own.length)} step`;
    },
  };
}

/** How a process that has ended did so. */
function endOf(process: string, { run, inside }: CutState): string {
  const node = run.nodes[run.processes.indexOf(process)];
  const changes = [...inside].flatMap((at) => run.events[at]?.lives ?? []);
  return node !== undefined && changes.some((one) => one.node === node && one.what === 'crashed') ? 'crashed' : 'ended';
}

function ordinal(count: number): string {
  const teens = count % 100 > 10 && count % 100 < 14;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}
