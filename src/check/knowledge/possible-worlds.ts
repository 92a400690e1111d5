/** The worlds that a process at a mark cannot tell apart, by the answers to questions about them. */
import type { Cut, OrderedEvents } from '../../causality/consistent-cuts.ts';
import { consistentCuts } from '../../causality/consistent-cuts.ts';
import type { Run, RunEvent } from '../cuts/run.ts';
import { CutState } from '../cuts/state.ts';
import { viewText } from './point-table.ts';
import type { Question } from './question.ts';

/** A question, and every answer that it can have, each with a cut where it has it; the smallest cuts come first. */
export interface Answered {
  readonly about: string;
  readonly answers: readonly { readonly text: string; readonly run: Run; readonly cut: Cut }[];
}

/** Answers `question` at every cut of `runs` at which `process` has the view that it has at `mark`. */
export function answersTo(question: Question, runs: readonly Run[], process: string, mark: CutState): Answered {
  const view = viewText(mark, process);
  const found = new Map<string, CutState>();
  for (const run of runs) {
    const number = run.processes.indexOf(process);
    for (const { past, lessons } of run.events) {
      if (!lessons.some((lesson) => lesson.process === number)) continue;
      if (viewText(new CutState(run, past), process) !== view) continue;
      for (const cut of momentsWithView(run, number, past, question)) {
        const state = new CutState(run, cut);
        const text = question.answer(state);
        const known = found.get(text);
        if (known === undefined || state.inside.size < known.inside.size) found.set(text, state);
      }
    }
  }
  const rank = (text: string): number => question.order?.indexOf(text) ?? 0;
  const states = [...found].sort(([a, one], [b, other]) => rank(a) - rank(b) || one.inside.size - other.inside.size);
  return { about: question.about, answers: states.map(([text, { run, cut }]) => ({ text, run, cut })) };
}

/** The moments at which `process` has learnt what it has in `past` and no more, one for all that the question does not tell apart. */
function* momentsWithView(run: Run, process: number, past: Cut, question: Question): Generator<Cut, void, void> {
  const { order, events, isMoment } = run;
  const isPast = ({ chain, past: own }: RunEvent): boolean => (own[chain] as number) <= (past[chain] ?? 0);
  const next = events.filter((event) => !isPast(event) && event.lessons.some((lesson) => lesson.process === process));
  const isOpen = ({ past: own }: RunEvent): boolean =>
    !next.some(({ chain, past: its }) => (own[chain] ?? 0) >= (its[chain] as number));
  const open: OrderedEvents = {
    chains: order.chains.map((chain) => chain.filter((event) => isOpen(events[event] as RunEvent))),
    pasts: order.pasts,
  };
  // The least cut of its kind may be no moment though another is.
  const matters = isMoment === undefined ? question.mattersIn(run) : (): boolean => true;
  for (const least of consistentCuts(open, (event) => !isPast(events[event] as RunEvent) && matters(event))) {
    const cut = least.map((count, chain) => Math.max(count, past[chain] ?? 0));
    if (isMoment === undefined || isMoment(cut)) yield cut;
  }
}
