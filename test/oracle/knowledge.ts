/** Knowledge by brute force over every point of every interleaving, held against that over cuts of reduced executions. */
import type { Run } from '../../src/check/cuts/run.ts';
import { CutState } from '../../src/check/cuts/state.ts';
import type { Fact } from '../../src/check/knowledge/fact.ts';
import { agentsOf, commonKnowledge, knows } from '../../src/check/knowledge/fact.ts';
import { PointTable, viewText } from '../../src/check/knowledge/point-table.ts';

type Simple = (state: CutState) => boolean;

/** Propositions that are so at some points and not at others. */
function propositionsOn(processes: readonly string[]): readonly Simple[] {
  const some: readonly Simple[] = [
    ...processes.map((process) => (state: CutState) => state.ended(process)),
    ...processes.map((process) => (state: CutState) => state.marks(process).length > 0),
    ...['x', 'a'].map((object) => (state: CutState) => state.value(object) !== 0),
    (state) => state.outcome === undefined,
  ];
  // What stays so once it is tells no later point from the first.
  return some.flatMap((proposition) => [proposition, (state: CutState) => !proposition(state)]);
}

interface BrutePoint {
  readonly views: readonly string[];
  readonly holds: readonly boolean[];
}

/** Every point on the way of runs that are every interleaving. */
function brutePoints(
  runs: readonly Run[],
  processes: readonly string[],
  propositions: readonly Simple[],
): BrutePoint[] {
  const points = new Map<string, BrutePoint>();
  for (const run of runs) {
    const cut = run.order.chains.map(() => 0);
    for (let at = 0; at <= run.events.length; at++) {
      const state = new CutState(run, cut.slice());
      const point = {
        views: processes.map((process) => viewText(state, process)),
        holds: propositions.map((proposition) => proposition(state)),
      };
      points.set(JSON.stringify(point), point);
      const chain = run.events[at]?.chain;
      if (chain !== undefined) cut[chain] = (cut[chain] as number) + 1;
    }
  }
  return [...points.values()];
}

/** Where somebody knows what holds at `truths`, said by the definition: at every point with the same view. */
function bruteKnows(points: readonly BrutePoint[], agent: number, truths: readonly boolean[]): boolean[] {
  const throughout = new Map<string | undefined, boolean>();
  for (const [at, { views }] of points.entries())
    throughout.set(views[agent], truths[at] === true && throughout.get(views[agent]) !== false);
  return points.map(({ views }) => throughout.get(views[agent]) === true);
}

/** Where everybody knows, and knows that everybody does, and so on until that says no more. */
function bruteCommon(points: readonly BrutePoint[], agents: readonly number[], truths: readonly boolean[]): boolean[] {
  let known = truths.slice();
  for (;;) {
    const each = agents.map((agent) => bruteKnows(points, agent, known));
    const next = known.map((is, at) => is && each.every((one) => one[at] === true));
    if (next.every((is, at) => is === known[at])) return next;
    known = next;
  }
}

/** A fact that is one of knowledge, whose it is, and whether it holds for each point by its definition. */
interface Question {
  readonly name: string;
  readonly whose: number;
  readonly fact: Fact;
  readonly truths: readonly boolean[];
}

function questionsOf(
  points: readonly BrutePoint[],
  processes: readonly string[],
  fact: Fact,
  truths: readonly boolean[],
): Question[] {
  const simple = processes.map((process, whose) => {
    const known = bruteKnows(points, whose, truths);
    return { name: `${process} knows`, whose, fact: knows(process, fact), truths: known };
  });
  const [first, second] = simple;
  if (first === undefined || second === undefined) return simple;
  const group = [processes[0] as string, processes[1] as string];
  const common = { name: 'common', fact: commonKnowledge(group, fact), truths: bruteCommon(points, [0, 1], truths) };
  return [
    ...simple,
    {
      ...second,
      name: 'nested',
      fact: knows(group[1] as string, first.fact),
      truths: bruteKnows(points, 1, first.truths),
    },
    { ...common, whose: 0 },
    { ...common, whose: 1 },
  ];
}

/** How many points it can be asked at before that takes long. */
const mostPoints = 2000;

/** What differs; undefined where there are too many points. `all` are all interleavings, `few` one for each trace. */
export function compareKnowledge(all: readonly Run[], few: readonly Run[]): readonly string[] | undefined {
  const processes = [...new Set(all.flatMap((run) => run.processes))].sort().slice(0, 3);
  const propositions = propositionsOn(processes);
  const points = brutePoints(all, processes, propositions);
  if (points.length > mostPoints) return undefined;
  const tables = new Map<string, PointTable>();
  const tableOf = (agents: readonly string[]): PointTable => {
    const known = tables.get(agents.join()) ?? new PointTable(few, agents, true);
    tables.set(agents.join(), known);
    return known;
  };
  const differences: string[] = [];
  for (const [number, proposition] of propositions.entries()) {
    const truths = points.map(({ holds }) => holds[number] as boolean);
    const asked: Fact = (state) => proposition(state as CutState);
    for (const { name, whose, fact, truths: wanted } of questionsOf(points, processes, asked, truths)) {
      const table = tableOf([...new Set(agentsOf(fact))]);
      const byView = new Map(points.map(({ views }, at) => [views[whose], wanted[at]]));
      const given = new Map(
        table.points.map(({ run, cut }, point) => [
          viewText(new CutState(run, cut), processes[whose] as string),
          table.truths(fact)[point] === 'yes',
        ]),
      );
      const wrong = [...byView].find(([view, is]) => given.get(view as string) !== is);
      if (wrong !== undefined || given.size !== byView.size)
        differences.push(`${name}, proposition ${number}: ${wrong?.join(' is ')}`);
    }
  }
  return differences;
}
