/**
 * `check`: every essentially different execution of a program, and what was found in them.
 *
 * The search comes first, then the audit of plain state, which may have it start again with every step conflicting, and
 * then every outcome and finding is run once more for its lines and its schedule.
 */
import { waitOf } from '../explore/explain.ts';
import { NotRepeatable } from '../explore/not-repeatable.ts';
import { Search, SearchWorld } from '../explore/search.ts';
import { plainSite, siteOf } from '../explore/site.ts';
import { outcomeText } from '../report/outcome-text.ts';
import type { Certainty, Finding, Outcome, Report } from '../report/report.ts';
import type { Witness } from '../report/text.ts';
import { verdictOf } from '../report/verdict.ts';
import { explain } from '../report/why.ts';
import { isTimed } from '../trace/model.ts';
import type { Trace } from '../trace/trace.ts';
import type { AuditResult } from './audit.ts';
import { audit, comeOutAsQueues } from './audit.ts';
import { variablesIn } from './captured.ts';
import type { Found, FoundOutcome, FoundPanic, Path } from './collector.ts';
import { Collector } from './collector.ts';
import { brokenCheckpoint, livelock, notesOn, sharesUnseen, statesOf } from './convergent.ts';
import { expectationText, isExpected, unexpected } from './expectation.ts';
import type { Explained } from './findings.ts';
import { FindingWriter, kindOf, notRepeatable } from './findings.ts';
import { keep } from './keeping.ts';
import { Minimising } from './minimising.ts';
import type { CheckOptions, CheckResult, ProgramSource, ReplayOptions } from './options.ts';
import { notesOfModel, validateOptions } from './options.ts';
import { judgingOf } from './preparing.ts';
import type { Judging } from './properties/judging.ts';
import { auditRawAwaits } from './raw-awaits.ts';
import type { Replayed } from './replaying.ts';
import { Replayer } from './replaying.ts';
import { readSearch } from './resuming.ts';
import type { SessionEnd } from './session.ts';
import { Session } from './session.ts';
import { boundOf, isDrawn } from './strategies.ts';
import { auditTurns } from './turns.ts';
import { unusedBudgets } from './unused.ts';
import { workload } from './workload.ts';

/**
 * Runs `program` through every essentially different order and reports every way it can end.
 *
 * @param program an async function that makes its state inside.
 * @throws TypeError or RangeError when an option is wrong, ResumeError when the file to resume from is no search of this
 *   program. What the program throws is a finding, never thrown here.
 * @example
 * const report = await check(async () => {
 *   const x = shared(0, 'x')
 *   const p = go('P', () => x.update((n) => n + 1))
 *   const q = go('Q', () => x.update((n) => n - 1))
 *   await p.join()
 *   await q.join()
 *   return x.read()
 * })
 * console.log(report.verdict) // race
 */
export async function check(program: () => unknown, options: CheckOptions = {}): Promise<Report> {
  if (typeof program !== 'function') throw new TypeError('check: the program must be a function');
  const name = options.name ?? (program.name === '' ? 'program' : program.name);
  const is = (other: () => unknown): boolean => other === program;
  return (await checkSource({ name, instantiate: () => program, text: String(program), is }, options)).report;
}

/** The same for a program whose module is evaluated afresh for every execution, with witnesses to draw. */
export async function checkSource(source: ProgramSource, options: CheckOptions): Promise<CheckResult> {
  validateOptions(options);
  const { strategy } = options;
  const judging = await judgingOf(source, options, check);
  if (typeof strategy === 'object' && 'replay' in strategy) return checkOne(source, strategy.replay, options, judging);
  const session = new Session(source, options, judging);
  const { resume } = options;
  const saved = resume === undefined ? undefined : readSearch(resume, source, options);
  if (saved !== undefined) session.restore(saved);
  const notes: string[] = [...(saved?.notes ?? [])];
  let end: SessionEnd;
  let findings: readonly Explained[];
  try {
    const isEntangled = saved?.entangled === true;
    end = await session.explore(isEntangled ? entangled : {}, !isEntangled && isAudited(session), saved);
    if (!isEntangled) {
      end = await auditTurns(session.world.learnt, end, notes, () => session.explore({}, isAudited(session)));
    }
    end = await auditPlainState(session, end, notes);
    if (end.search.settings.everythingEntangled) {
      end = await auditTurns(session.world.learnt, end, notes, () => session.explore(entangled, false));
    }
    if (isTimed(session.model)) findings = [];
    else ({ end, findings } = await auditRawAwaits(session, source, end, notes));
  } catch (error) {
    if (!(error instanceof NotRepeatable)) throw error;
    return broken(session, source, error);
  } finally {
    session.close();
  }
  if (resume !== undefined) keep(resume, session, source, end, notes);
  return new ReportWriter(session, source, end, notes, findings).write();
}

/** The search of a program whose processes share plain state: all their steps conflict. */
const entangled = { reduction: 'source', everythingEntangled: true, everyStart: true } as const;

/** What is told when processes went on differently though their operations had not. */
const seenApart = 'a process went on differently after the same operations';

/** Whether a search that covers everything is to say so only after an audit. */
function isAudited(session: Session): boolean {
  if (isTimed(session.model)) return false;
  const { reduction } = session.settings({});
  return reduction === 'optimal' || reduction === 'cached' || boundOf(session.options.strategy) >= 0;
}

async function auditPlainState(session: Session, end: SessionEnd, notes: string[]): Promise<SessionEnd> {
  if (end.search.settings.everythingEntangled) return end;
  const isSeen = sharesUnseen(end) || (session.world.learnt.inboxes.size > 0 && !(await comeOutAsQueues(end)));
  if (!isSeen && (!end.covered || !isAudited(session))) return end;
  const result: AuditResult = isSeen ? { shared: true, difference: seenApart } : await audit(session, end);
  if (!result.shared) {
    if (!result.whole) notes.push(`no shared plain state seen in ${result.reruns} reruns`);
    return end;
  }
  const execution = end.search.execution;
  const processes = (execution?.processes ?? []).map(({ name }) => name);
  const variables = variablesIn(execution?.bodies ?? []);
  notes.push(
    `${processes.join(', ')} share plain state${variables}: ${result.difference}; all their steps were explored in every order`,
  );
  return session.explore(entangled, false);
}

/** The report of a single schedule. */
async function checkOne(
  source: ProgramSource,
  schedule: string,
  options: CheckOptions,
  judging: Judging | undefined,
): Promise<CheckResult> {
  const session = new Session(source, options, judging);
  const collector = new Collector(() => [], false);
  const search = new Search(session.world, session.settings({}), collector);
  const replayer = new Replayer(search, source.name, source.mapSite);
  const replayed = await replayer.schedule(schedule, Infinity);
  const path = replayed.execution.steps.map((step) => step.transition);
  const one = new Collector(() => path, false, judging);
  one.begin(replayed.execution, 0);
  for (const [index, step] of replayed.execution.steps.entries()) one.step(replayed.execution, step, index);
  one.end(replayed.execution, 'complete');
  const end: SessionEnd = {
    search,
    collector: one,
    covered: false,
    notes: [],
    stuck: undefined,
    left: 'nothing',
    estimate: undefined,
  };
  return new ReportWriter(session, source, end, []).write();
}

/** Runs the execution a schedule describes, or its first steps. @throws ScheduleError where it does not fit the program. */
export async function replaySource(
  source: ProgramSource,
  schedule: string,
  options: { readonly until?: number },
): Promise<Trace> {
  const world = new SearchWorld(source.name, source.instantiate);
  const session = new Session(source, {});
  const search = new Search(world, session.settings({}), new Collector(() => [], false));
  const replayer = new Replayer(search, source.name, source.mapSite);
  return (await replayer.schedule(schedule, options.until ?? Infinity)).trace;
}

/**
 * Runs the one execution of `program` that a schedule describes and resolves to its trace.
 *
 * @param schedule as a report gives it, of this program and this model.
 * @throws ScheduleError where the schedule cannot be read or does not fit the program, with the step.
 * @example
 * const toss = (): Promise<string> => choose('heads', 'tails')
 * const { outcomes } = await check(toss)
 * for (const { schedule } of outcomes) console.assert((await replay(toss, schedule)).events.length === 2)
 * const error = await replay(toss, 'no schedule').catch((error: unknown) => error)
 * console.log(error instanceof ScheduleError) // true
 */
export async function replay(program: () => unknown, schedule: string, { model }: ReplayOptions = {}): Promise<Trace> {
  const name = program.name === '' ? 'program' : program.name;
  const source = { name, instantiate: () => program, ...(model === undefined ? {} : { model }) };
  return replaySource(source, schedule, {});
}

/** The report of a program that did not repeat itself: what one run did there, and another. */
async function broken(session: Session, source: ProgramSource, error: NotRepeatable): Promise<CheckResult> {
  const { execution, expected, search } = error;
  const acting = expected?.transition.pending.process ?? execution.processes[0];
  const replayer = new Replayer(search, source.name, source.mapSite);
  const path = execution.steps.map((step) => step.transition);
  const sites: string[] = [];
  // What is not repeatable may be seen by repeating it: the lines of two runs are where they part.
  for (let run = 0; run < 2; run++) {
    const replayed = await replayer.along(path, false);
    const { execution: again, explainer } =
      replayed instanceof NotRepeatable
        ? { execution: replayed.execution, explainer: replayer.explainer(replayed.execution) }
        : replayed;
    const process = again.processes[acting?.index ?? 0];
    const pending = process === undefined ? undefined : waitOf(process, again);
    const last = again.steps.findLast((step) => step.transition.pending.process === process);
    const site = pending === undefined ? last && explainer.site(last.transition.pending) : explainer.site(pending);
    if (site !== undefined && !sites.includes(site)) sites.push(site);
  }
  const [site = 'unknown line', otherSite] = sites;
  const name = acting?.name ?? 'main';
  const finding: Finding = {
    kind: 'not repeatable',
    process: name,
    message: `${name} did not do the same when the same steps were repeated: state outside the program's function, or something outside the model, decides what it does`,
    site,
    ...(otherSite === undefined ? {} : { otherSite }),
    schedule: '',
  };
  const report: Report = { ...emptyReport(session), verdict: 'undecided', certainty: 'bounded', findings: [finding] };
  return { report, witnesses: [] };
}

function emptyReport(session: Session): Report {
  const { strategy } = session.options;
  return {
    version: 1,
    program: session.world.name,
    verdict: 'undecided',
    certainty: 'bounded',
    executions: 0,
    redundant: 0,
    events: session.events,
    elapsedMs: Math.round(session.elapsedMs * 10) / 10,
    strategy: typeof strategy === 'object' ? JSON.stringify(strategy) : (strategy ?? 'exhaustive'),
    outcomes: [],
    findings: [],
    notes: [],
    knowledge: [],
  };
}

/** Writes the report: runs again what it speaks of. */
class ReportWriter {
  readonly #session: Session;
  readonly #source: ProgramSource;
  readonly #end: SessionEnd;
  readonly #notes: string[];
  readonly #replayer: Replayer;
  readonly #replays = new Map<unknown, Replayed>();
  readonly #findings: Explained[];

  /** `findings`: those that are worked out. */
  constructor(
    session: Session,
    source: ProgramSource,
    end: SessionEnd,
    notes: readonly string[],
    findings: readonly Explained[] = [],
  ) {
    this.#session = session;
    this.#source = source;
    this.#end = end;
    this.#findings = [...findings];
    this.#notes = [...notesOfModel(session.model), ...notes, ...end.notes, ...notesOn(end)];
    this.#replayer = new Replayer(end.search, source.name, source.mapSite);
  }

  async write(): Promise<CheckResult> {
    const { collector } = this.#end;
    const { expect } = this.#session.options;
    const found = [...collector.outcomes.values()].sort(byWeight);
    const outcomes: Outcome[] = [];
    const smaller = await new Minimising(this.#session, this.#end).outcomes(found);
    for (const [at, outcome] of found.entries()) {
      const isBare = outcome.isUnscheduled === true || this.#session.isLate(at);
      const path = isBare ? undefined : (smaller.get(outcome) ?? outcome.path);
      outcomes.push(await this.#outcome(outcome, path));
    }
    await this.#stuckStep();
    const broken = await brokenCheckpoint(this.#end, this.#replayer);
    if (broken !== undefined) this.#findings.push(broken);
    const round = await livelock(this.#end, this.#replayer);
    if (round !== undefined) this.#findings.push(round);
    await this.#explainFindings(found);
    await this.#violations(found, outcomes);
    await this.#noteSurprises();
    const { judging } = this.#session;
    this.#notes.push(...(judging?.notes ?? []), ...unusedBudgets(this.#session.model, collector));
    const findings = this.#findings.map(({ finding }) => finding);
    const certainty = this.#certainty(findings);
    const { estimate } = this.#end;
    const states = statesOf(this.#end);
    const report: Report = {
      ...emptyReport(this.#session),
      // Where no execution came to its end nothing was seen that could be called so.
      verdict: verdictOf(findings, certainty, this.#isChosen() && collector.executions > 0),
      certainty,
      executions: collector.executions,
      redundant: collector.redundant,
      ...(estimate === undefined ? {} : { estimate }),
      ...(states === undefined ? {} : { states }),
      ...(expect === undefined ? {} : { expected: expectationText(expect) }),
      ...(judging === undefined ? {} : { properties: judging.titles }),
      outcomes,
      findings,
      notes: this.#notes,
    };
    return { report, witnesses: this.#witnesses(report) };
  }

  /** The outcome with the schedule of `path`; with none when it has none, or there is no time left for that. */
  async #outcome(found: FoundOutcome, path: Path | undefined): Promise<Outcome> {
    const { kind, value, executions } = found;
    const said = { kind, ...(value === undefined ? {} : { value }), executions };
    if (path === undefined) return { ...said, schedule: '' };
    const replayed = await this.#replayer.along(path, false);
    if (replayed instanceof NotRepeatable) {
      this.#findings.push({ finding: notRepeatable(this.#replayer, replayed.execution), replayed: undefined });
    } else {
      this.#replays.set(found, replayed);
      if (this.#end.collector.keyOf(replayed.execution) !== this.#keyOf(found)) {
        const finding = notRepeatable(this.#replayer, replayed.execution);
        this.#findings.push({ finding: { ...finding, schedule: replayed.schedule } as Finding, replayed });
      }
    }
    return { ...said, schedule: replayed instanceof NotRepeatable ? '' : replayed.schedule };
  }

  #keyOf(outcome: FoundOutcome): string | undefined {
    for (const [key, other] of this.#end.collector.outcomes) if (other === outcome) return key;
    return undefined;
  }

  async #stuckStep(): Promise<void> {
    const { stuck, search } = this.#end;
    if (stuck === undefined) return;
    const map = this.#source.mapSite ?? plainSite;
    const { execution } = search;
    const names = search.names();
    const last = names[names.length - 1];
    let site = siteOf(stuck.stack, map);
    let process = execution?.processes[0]?.name ?? 'main';
    let schedule = '';
    // Main's first step is no step of a schedule, and repeating it would only hang again.
    const replayed = last === undefined ? undefined : await this.#replayer.along(names.slice(0, -1), false);
    if (replayed !== undefined && !(replayed instanceof NotRepeatable)) {
      schedule = replayed.schedule;
      for (const pending of replayed.execution.pending) {
        if (pending.identity !== last?.identity) continue;
        process = pending.process.name;
        site ??= replayed.explainer.site(pending);
      }
    }
    this.#findings.push({
      finding: {
        kind: 'step never ends',
        process,
        message: `a step of ${process} goes on for ever without waiting for any operation`,
        site: site ?? 'unknown line',
        schedule,
      },
      replayed: undefined,
    });
  }

  async #explainFindings(outcomes: readonly FoundOutcome[]): Promise<void> {
    const { expect } = this.#session.options;
    const writer = new FindingWriter(this.#replayer, this.#source.mapSite ?? plainSite);
    const deadlockExpected = outcomes.some((outcome) => outcome.kind === 'deadlocked' && isExpected(outcome, expect));
    const minimising = new Minimising(this.#session, this.#end);
    const isWanted = (found: Found): boolean =>
      (found.kind === 'deadlock' && deadlockExpected && !found.foreign) ||
      (found.kind === 'panic' && this.#isExpectedPanic(found));
    const sorted = [...this.#end.collector.found]
      .filter(([, found]) => !isWanted(found))
      .sort(([, a], [, b]) => a.path.length - b.path.length);
    await writer.learnSites(sorted.map(([, found]) => found).filter((found) => found.kind === 'race'));
    const isLate = (worked: number): boolean => this.#session.isLate(worked);
    let left = sorted.length;
    for (const [key, found] of workload(sorted, ([, one]) => kindOf(one), isLate)) {
      left--;
      if (writer.isSaid(found)) continue;
      const explained = await writer.write(await minimising.finding(found, key, left + 1));
      if (explained !== undefined) this.#findings.push(explained);
    }
    if (left > 0) this.#notes.push(`${left} more findings were not worked out, for lack of time`);
  }

  #isExpectedPanic({ outcome }: FoundPanic): boolean {
    const one = this.#end.collector.outcomes.get(outcome);
    return one !== undefined && isExpected(one, this.#session.options.expect);
  }

  async #violations(found: readonly FoundOutcome[], outcomes: readonly Outcome[]): Promise<void> {
    const { expect } = this.#session.options;
    if (expect === undefined) return;
    for (const outcome of unexpected(found, expect)) {
      if (outcome.kind !== 'returned' && expect !== 'one') continue;
      const replayed = this.#replays.get(outcome);
      const written = outcomes[found.indexOf(outcome)];
      this.#findings.push({
        finding: {
          kind: 'violation',
          outcome: outcomeText(outcome),
          expected: expectationText(expect),
          schedule: written?.schedule ?? '',
        },
        replayed,
      });
    }
  }

  async #noteSurprises(): Promise<void> {
    const { surprises, tickersExhausted, cutByTicks } = this.#end.collector;
    for (const [what, path] of surprises) {
      const replayed = await this.#replayer.along(path, false);
      const stack = replayed instanceof NotRepeatable ? undefined : replayed.execution.surprises.get(what);
      const site = siteOf(stack, this.#source.mapSite ?? plainSite);
      this.#notes.push(
        `${what} was read${site === undefined ? '' : ` at ${site}`}: what it returns is one value of many`,
      );
    }
    if (tickersExhausted) {
      const { ticks } = this.#session.settings({});
      const cut = cutByTicks === 0 ? '' : `; executions that ended only because of that are not counted: ${cutByTicks}`;
      this.#notes.push(`tickers fired at most ${ticks} times in one execution (the budget ticks)${cut}`);
    }
  }

  #certainty(findings: readonly Finding[]): Certainty {
    if (isDrawn(this.#session.options.strategy)) return 'sampled';
    const followed = !findings.some(
      ({ kind }) => kind === 'left the model' || kind === 'step never ends' || kind === 'not repeatable',
    );
    const isWhole = this.#end.covered && this.#session.judging?.isPartial !== true;
    return isWhole && followed && this.#end.collector.surprises.size === 0 ? 'exhaustive' : 'bounded';
  }

  /** Whether the user chose how much is covered. */
  #isChosen(): boolean {
    const { budget, strategy, signal } = this.#session.options;
    if (signal?.aborted === true) return false;
    return (
      isDrawn(strategy) ||
      boundOf(strategy) >= 0 ||
      (typeof strategy === 'object' && 'replay' in strategy) ||
      Object.keys(budget ?? {}).length > 0
    );
  }

  #witnesses(report: Report): Witness[] {
    const witnesses: Witness[] = [];
    for (const { finding, replayed } of this.#findings) {
      if (replayed === undefined || witnesses.length >= 20) continue;
      const { trace } = replayed;
      witnesses.push({ title: titleOf(finding), trace, why: explain(report, finding, trace) });
    }
    return witnesses;
  }
}

/** Those with most executions first, and last those that no schedule shows. */
function byWeight(a: FoundOutcome, b: FoundOutcome): number {
  return Number(a.isUnscheduled ?? false) - Number(b.isUnscheduled ?? false) || b.executions - a.executions;
}

function titleOf(finding: Finding): string {
  switch (finding.kind) {
    case 'race':
      return `race on ${finding.object}`;
    case 'violation':
      return 'property' in finding ? finding.property : finding.outcome;
    case 'panic':
      return `panic in ${finding.process}`;
    default:
      return `${finding.kind} of ${finding.process}`;
  }
}
