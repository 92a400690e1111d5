/** States: what is so at a cut of a run. */
import type { Cut } from '../../causality/consistent-cuts.ts';
import { eventsIn } from '../../causality/consistent-cuts.ts';
import type { Change, Mark, Run, RunEvent, RunOutcome } from './run.ts';

/** What a property or a proposition is asked about: the program at one moment of one execution. */
export interface State {
  /** The points that were named so far, of one process or of all, in an order in which they can have been. */
  marks(process?: string): readonly Mark[];
  /** What the `shared` cell or `atomic` of this name holds; undefined when there is none yet. */
  value(object: string): unknown;
  /** Whether the process has returned, thrown or crashed; of a node that was started again, whether it has since. */
  ended(process: string): boolean;
  /** How the program ended; undefined before it has. */
  readonly outcome: RunOutcome | undefined;
}

/** The numbers of the events that make a difference to states. */
export function visibleIn(events: readonly RunEvent[]): Set<number> {
  const visible = new Set<number>();
  for (const [number, { marks, holdings, ended }] of events.entries()) {
    if (marks.length + holdings.length + ended.length > 0) visible.add(number);
    for (const { also } of ended) for (const other of also) visible.add(other);
  }
  return visible;
}

/** The state at a cut. It works out nothing until it is asked. */
export class CutState implements State {
  readonly run: Run;
  readonly cut: Cut;
  #inside: ReadonlySet<number> | undefined = undefined;

  constructor(run: Run, cut: Cut) {
    this.run = run;
    this.cut = cut;
  }

  marks(process?: string): readonly Mark[] {
    const marks = this.#changes().flatMap((change) => change.marks);
    return process === undefined ? marks : marks.filter((mark) => mark.process === process);
  }

  value(object: string): unknown {
    const holdings = this.#changes().flatMap((change) => change.holdings);
    return holdings.findLast((holding) => holding.object === object)?.value;
  }

  ended(process: string): boolean {
    const { processes, events } = this.run;
    const isIts = (number: number): boolean => processes[number] === process;
    const endings = this.#changes().flatMap(({ ended }) => ended.filter((one) => isIts(one.process)));
    const over = endings.filter(({ also }) => also.every((event) => this.inside.has(event))).length;
    if (over === 0 || processes.filter((name) => name === process).length === 1) return over > 0;
    const lives = [...this.inside].flatMap((event) => (events[event] as RunEvent).lives);
    return over > lives.filter(({ node, what }) => node === process && what === 'restarted').length;
  }

  get outcome(): RunOutcome | undefined {
    const { order, outcome } = this.run;
    return order.chains.every(({ length }, chain) => this.cut[chain] === length) ? outcome : undefined;
  }

  /** The events inside, by number, as they came. */
  get inside(): ReadonlySet<number> {
    this.#inside ??= new Set(eventsIn(this.run.order, this.cut));
    return this.#inside;
  }

  /** What was changed so far, as it came. */
  #changes(): readonly Change[] {
    const { beginning, events } = this.run;
    return [beginning, ...[...this.inside].map((event) => events[event] as RunEvent)];
  }
}
