/**
 * The points of all executions of a program, as far as some processes and the state can tell them apart, and what is so at
 * each of them.
 *
 * One execution for each Mazurkiewicz trace is enough, because all its consistent cuts are considered: each global state of
 * each interleaving is one. A process's view at a cut is what its operations in it returned. Of two strands of a process it is
 * no part of the view in which order their unordered steps came.
 */
import type { Cut } from '../../causality/consistent-cuts.ts';
import { momentsOf } from '../cuts/moments.ts';
import type { Run } from '../cuts/run.ts';
import { CutState } from '../cuts/state.ts';
import type { CommonKnowledge, Fact, Knows } from './fact.ts';
import { stateText } from './state-text.ts';

/** A cut of a run; all that are alike are one point. */
export interface Point {
  readonly run: Run;
  readonly cut: Cut;
  /** For each process of the table, the number of its view. */
  readonly views: readonly number[];
}

/** What is known of whether a fact holds: where not every execution was seen, knowledge is never certain, only its lack. */
export type Truth = 'yes' | 'no' | 'unknown';

/** A step to another point, which the process cannot tell from the one before. */
export interface Step {
  readonly process: string;
  readonly point: number;
}

/** More points than memory takes. */
const mostPoints = 500_000;

export class PointTable {
  readonly points: Point[] = [];
  readonly agents: readonly string[];
  /** Whether every point of every execution is here. */
  readonly isWhole: boolean;
  /** For each process the points with each view. */
  readonly #byView: Map<number, number[]>[];
  readonly #views = new Map<string, number>();
  readonly #truths = new Map<Fact, readonly Truth[]>();

  /** `whole`: whether `runs` are all there are. */
  constructor(runs: readonly Run[], agents: readonly string[], whole: boolean) {
    this.agents = agents;
    this.#byView = agents.map(() => new Map<number, number[]>());
    const known = new Set<string>();
    let isFull = false;
    for (const run of runs) {
      if (!isFull) isFull = !this.#add(run, known);
    }
    this.isWhole = whole && !isFull;
  }

  /** The number of a process's view in a state; undefined where it never has that. */
  viewAt(state: CutState, agent: string): number | undefined {
    return this.#views.get(viewText(state, agent));
  }

  /** The points at which a process has a view. */
  withView(agent: string, view: number): readonly number[] {
    return this.#byView[this.agents.indexOf(agent)]?.get(view) ?? [];
  }

  /** Whether `fact` holds, for each point. */
  truths(fact: Fact): readonly Truth[] {
    const known = this.#truths.get(fact);
    if (known !== undefined) return known;
    const truths = this.#work(fact);
    this.#truths.set(fact, truths);
    return truths;
  }

  /** How to come from a point at which `fact` does not hold to one that shows why, by points that somebody cannot tell apart. */
  refutation(fact: Fact, point: number): readonly Step[] {
    if (typeof fact === 'function') return [];
    const inner = this.truths(fact.fact);
    const steps = this.#stepsTo(fact, point, (other) => inner[other] === 'no');
    return [...steps, ...this.refutation(fact.fact, steps.at(-1)?.point ?? point)];
  }

  #work(fact: Fact): Truth[] {
    if (typeof fact === 'function')
      return this.points.map(({ run, cut }) => (fact(new CutState(run, cut)) ? 'yes' : 'no'));
    const inner = this.truths(fact.fact);
    const truths = new Array<Truth>(this.points.length).fill('unknown');
    for (const alike of fact.kind === 'knows' ? this.#alikeTo(fact.process) : this.#components(fact.group)) {
      const truth = this.#throughout(alike.map((point) => inner[point] as Truth));
      for (const point of alike) truths[point] = truth;
    }
    return truths;
  }

  #throughout(truths: readonly Truth[]): Truth {
    if (truths.includes('no')) return 'no';
    return this.isWhole && !truths.includes('unknown') ? 'yes' : 'unknown';
  }

  #alikeTo(process: string): Iterable<readonly number[]> {
    return (this.#byView[this.agents.indexOf(process)] as Map<number, number[]>).values();
  }

  /** The points that can be come to from one another where each step keeps the view of somebody. */
  #components(group: readonly string[]): number[][] {
    const components: number[][] = [];
    const members = group.map((process) => this.agents.indexOf(process));
    const seen = new Set<number>();
    const seenViews = new Set<number>();
    for (const start of this.points.keys()) {
      if (seen.has(start)) continue;
      const component = [start];
      seen.add(start);
      for (const point of component) {
        for (const member of members) {
          const view = this.points[point]?.views[member] as number;
          if (seenViews.has(view)) continue;
          seenViews.add(view);
          for (const other of this.#byView[member]?.get(view) ?? []) {
            if (seen.has(other)) continue;
            seen.add(other);
            component.push(other);
          }
        }
      }
      components.push(component);
    }
    return components;
  }

  *#neighbours(group: readonly string[], point: number): Generator<Step, void, void> {
    for (const process of group) {
      const view = this.points[point]?.views[this.agents.indexOf(process)] as number;
      for (const other of this.withView(process, view)) yield { process, point: other };
    }
  }

  /** The fewest steps to a point of a kind: one, for what a process does not know. */
  #stepsTo(fact: Knows | CommonKnowledge, point: number, isWanted: (point: number) => boolean): readonly Step[] {
    const group = fact.kind === 'knows' ? [fact.process] : fact.group;
    const ways: { readonly point: number; readonly steps: readonly Step[] }[] = [{ point, steps: [] }];
    const seen = new Set<number>();
    for (const { point: at, steps } of ways) {
      if (isWanted(at) && (steps.length > 0 || fact.kind === 'common knowledge')) return steps;
      for (const step of this.#neighbours(group, at)) {
        if (seen.has(step.point)) continue;
        seen.add(step.point);
        ways.push({ point: step.point, steps: [...steps, step] });
      }
    }
    return [];
  }

  /** Adds the points of a run; false when there are too many. */
  #add(run: Run, known: Set<string>): boolean {
    const numbers = this.agents.map((agent) => run.processes.indexOf(agent));
    const isHeard = (event: number): boolean =>
      run.events[event]?.lessons.some(({ process }) => numbers.includes(process)) ?? false;
    for (const cut of momentsOf(run, (event) => run.visible.has(event) || isHeard(event))) {
      const state = new CutState(run, cut);
      const views = this.agents.map((agent) => this.#viewOf(viewText(state, agent)));
      const text = `${views.join()} ${stateText(state)}`;
      if (known.has(text)) continue;
      if (this.points.length >= mostPoints) return false;
      known.add(text);
      const point = this.points.push({ run, cut, views }) - 1;
      for (const [agent, view] of views.entries()) this.#noteView(agent, view, point);
    }
    return true;
  }

  #viewOf(text: string): number {
    let view = this.#views.get(text);
    if (view === undefined) {
      view = this.#views.size;
      this.#views.set(text, view);
    }
    return view;
  }

  #noteView(agent: number, view: number, point: number): void {
    const byView = this.#byView[agent] as Map<number, number[]>;
    const points = byView.get(view);
    if (points === undefined) byView.set(view, [point]);
    else points.push(point);
  }
}

/** What the operations of a process have returned, as a text that is the same wherever that is. */
export function viewText({ run, inside }: CutState, process: string): string {
  const number = run.processes.indexOf(process);
  const lessons: string[] = [];
  for (const event of inside) {
    for (const lesson of run.events[event]?.lessons ?? []) if (lesson.process === number) lessons.push(lesson.text);
  }
  return `${process}: ${lessons.sort().join(' ')}`;
}
