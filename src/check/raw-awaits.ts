/**
 * The audit of awaits that need no operation.
 *
 * The search has every step run on to its end, so that processes never take turns in awaits that need no operation, as those
 * do in a real run whose steps begin in one turn. Where the program has such awaits, executions are run again with another
 * process's step in between them. What then comes out otherwise rests on plain state that is held across such an await.
 *
 * Nor does it vary who goes on first after an operation that lets two processes go on: that is tried too, in every program.
 */
import { Random } from '../base/random.ts';
import type { Execution } from '../explore/execution.ts';
import { Search } from '../explore/search.ts';
import { plainSite } from '../explore/site.ts';
import type { Sequential, Turn, TurnTaken } from '../explore/turn-taking.ts';
import { handOversIn, processesOf, runSequentially, takeTurn, turnsIn } from '../explore/turn-taking.ts';
import { outcomeText } from '../report/outcome-text.ts';
import { variablesIn } from './captured.ts';
import type { Found, FoundOutcome } from './collector.ts';
import { Collector } from './collector.ts';
import { isExpected } from './expectation.ts';
import type { Explained } from './findings.ts';
import { FindingWriter } from './findings.ts';
import type { ProgramSource } from './options.ts';
import { Replayer } from './replaying.ts';
import type { Session, SessionEnd } from './session.ts';
import { inStretches } from './stretches.ts';

/** What all that costs at most, in steps and in milliseconds. */
const mostSteps = 20_000;
const mostMs = 400;
/** The same where no await is free of operations, so that only who goes on first after one is tried. */
const mostStepsOfHandOvers = 4_000;

const clock = performance.now.bind(performance);

/** What came of it: how the search ended, which did not cover everything if something came out otherwise. */
export interface RawAwaitsEnd {
  readonly end: SessionEnd;
  /** What was found so, but for outcomes, which are among the others. */
  readonly findings: readonly Explained[];
}

export async function auditRawAwaits(
  session: Session,
  source: ProgramSource,
  end: SessionEnd,
  notes: string[],
): Promise<RawAwaitsEnd> {
  if (!end.covered || end.collector.leftTheModel) return { end, findings: [] };
  const audit = new RawAwaits(session, end);
  const until = clock() + mostMs;
  await inStretches(audit.search, audit.run(), () => clock() < until && !session.isWaitedFor);
  if (audit.processes.size === 0) return { end, findings: [] };
  notes.push(audit.note());
  return { end: { ...end, covered: false }, findings: await audit.findings(source) };
}

class RawAwaits {
  readonly search: Search;
  /** Who shares plain state, as far as was seen. */
  readonly processes: Set<string> = new Set<string>();
  readonly #session: Session;
  readonly #end: SessionEnd;
  readonly #outcomes: FoundOutcome[] = [];
  readonly #found = new Map<string, { readonly found: Found; readonly run: () => Execution }>();
  readonly #isRaw: boolean;
  #variables = '';
  #isAcrossAwaits = false;

  constructor(session: Session, end: SessionEnd) {
    this.#session = session;
    this.#end = end;
    this.#isRaw = session.world.tracker.raw > 0;
    const { settings } = end.search;
    const all = { ...settings, reduction: 'naive', everyStart: true } as const;
    this.search = new Search(session.world, all, new Collector(() => [], false));
  }

  *run(): Generator<void, void, void> {
    const random = new Random(this.search.settings.seed + 29);
    const samples = this.#end.collector.samples.filter((sample) => sample !== undefined);
    let left = this.#isRaw ? mostSteps : mostStepsOfHandOvers;
    for (const [at, path] of samples.entries()) {
      let share = left / (samples.length - at);
      const sequential = runSequentially(this.search, path);
      yield;
      if (sequential === undefined) continue;
      const turns = [...handOversIn(sequential), ...(this.#isRaw ? turnsIn(sequential) : [])];
      while (turns.length > 0 && share > 0) {
        const [turn] = turns.splice(random.below(turns.length), 1) as [Turn];
        const taken = takeTurn(this.search, turn, sequential, false);
        if (taken !== undefined) this.#look(sequential, turn, taken);
        share -= path.length + 1;
        left -= path.length + 1;
        yield;
      }
    }
  }

  note(): string {
    const shown = this.#outcomes.map(outcomeText).join(', ');
    const unscheduled = shown === '' ? '' : `: ${shown} was found so, and has no schedule`;
    const where = this.#isAcrossAwaits
      ? 'across awaits that need no operation, where others come in between in a real run'
      : 'after operations both take part in, where either may go on first in a real run';
    return (
      `${[...this.processes].join(', ')} share plain state${this.#variables} ${where}, ` +
      `which was tried but not explored in full${unscheduled}. ` +
      'Put an operation there, such as a shared cell or a lock'
    );
  }

  /** What was found, with its lines. */
  async findings({ name, mapSite }: ProgramSource): Promise<readonly Explained[]> {
    const replayer = new Replayer(this.search, name, mapSite);
    const writer = new FindingWriter(replayer, mapSite ?? plainSite);
    const findings: Explained[] = [];
    for (const { found, run } of this.#found.values()) {
      const explained = await writer.write(found, await replayer.unscheduled(run));
      if (explained !== undefined) findings.push({ finding: explained.finding, replayed: undefined });
    }
    return findings;
  }

  /** Whether it came out otherwise than in the order of the search; what was not known by then is kept. */
  #look(sequential: Sequential, turn: Turn, { execution, isSame, isWhole }: TurnTaken): void {
    const known = this.#end.collector;
    const one = new Collector(() => [], false);
    if (isWhole) one.end(execution, 'complete');
    const run = (): Execution => (takeTurn(this.search, turn, sequential, true) as TurnTaken).execution;
    let isNew = false;
    for (const [key, outcome] of one.outcomes) {
      const before = known.outcomes.get(key);
      if (before === undefined) {
        const unscheduled = { ...outcome, isUnscheduled: true };
        known.outcomes.set(key, unscheduled);
        this.#outcomes.push(unscheduled);
      } else if (before.isUnscheduled === true) before.executions++;
      isNew ||= before === undefined;
    }
    const { expect } = this.#session.options;
    const isWanted = [...one.outcomes.values()].some((outcome) => isExpected(outcome, expect));
    for (const [key, found] of one.found) {
      if (known.found.has(key) || this.#found.has(key)) continue;
      isNew = true;
      if (!isWanted || (found.kind !== 'panic' && found.kind !== 'deadlock')) this.#found.set(key, { found, run });
    }
    const isOtherwise = !isSame || known.keyOf(execution) !== known.keyOf(sequential.execution);
    if (isNew || (isOtherwise && !turn.isOrdered)) this.#takeDown(turn, execution);
  }

  #takeDown({ first, others, isBackwards }: Turn, { processes, bodies }: Execution): void {
    if (isBackwards !== true) this.#isAcrossAwaits = true;
    const taking = [...(first === undefined ? [] : processesOf(first)), ...others.flatMap(processesOf)];
    if (first === undefined) taking.push(0);
    for (const { index, name } of processes) if (taking.includes(index)) this.processes.add(name);
    this.#variables = variablesIn(bodies);
  }
}
