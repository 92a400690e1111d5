/** Why an execution ended as it did or shows what was found: one sentence that names who did what, and where. */

import type { Participant, Trace, TraceEvent } from '../trace/trace.ts';
import { faultsText } from './faults.ts';
import { linksOf } from './links.ts';
import { lostUpdateOf, lostUpdateText } from './lost-update.ts';
import { atSite, didText, processName } from './operations.ts';
import { happensBefore } from './order.ts';
import type {
  Access,
  Finding,
  LivelockFinding,
  Outcome,
  PanicFinding,
  RaceFinding,
  Report,
  StuckFinding,
} from './report.ts';
import { stuckText } from './stuck.ts';

/** One sentence on `subject`, read off the execution that shows it. */
export function explain(report: Report, subject: Finding | Outcome, trace: Trace): string {
  return sentence(reason(report, subject, trace));
}

function sentence(clauses: string): string {
  return /[.!?]$/.test(clauses) ? clauses : `${clauses}.`;
}

function reason(report: Report, subject: Finding | Outcome, trace: Trace): string {
  switch (subject.kind) {
    case 'race':
      return raceReason(subject, trace);
    case 'deadlock':
    case 'leak':
      return stuckReason(subject, trace);
    case 'livelock':
      return livelockReason(subject);
    case 'panic':
      return panicReason(subject, trace);
    case 'violation':
      if ('property' in subject) return `${subject.property} does not hold: ${subject.message}`;
      return `${subject.outcome} was not expected (expected: ${subject.expected}): ${endReason(trace)}`;
    case 'lost value':
      return (
        `${subject.process} took ${subject.value} from ${subject.object}${atSite(subject.site)}, ` +
        'but nobody awaited that operation to the end, so the value is gone'
      );
    case 'left the model':
    case 'step never ends':
      return `${subject.process}${atSite(subject.site)}: ${subject.message}`;
    case 'not repeatable':
    case 'broken checkpoint':
      return `${subject.process}${atSite(subject.site)}${differently(subject.otherSite)}: ${subject.message}`;
    case 'returned':
    case 'panicked':
    case 'deadlocked':
    case 'blocked':
      return outcomeReason(report, subject, trace);
  }
}

function livelockReason({ process, waitingOn, turn, site, others }: LivelockFinding): string {
  if (others !== undefined) {
    const names = [process, ...others.map((other) => other.process)].join(', ');
    return (
      `after the last ${turn} steps everything is as it was before them: ${names} can go round for ever, ` +
      'everybody getting his turn, and nothing comes of it'
    );
  }
  const until = `${waitingOn}${atSite(site)} returns something else`;
  const [steps, change] =
    turn === 1 ? ['its last step', until] : [`its last ${turn} steps`, 'something it finds there has changed'];
  return `${process} repeats ${steps} for ever: it goes round until ${change}, but nobody is left who would change that`;
}

function differently(otherSite: string | undefined): string {
  return otherSite === undefined ? '' : `, and${atSite(otherSite)} when run again`;
}

function outcomeReason(report: Report, outcome: Outcome, trace: Trace): string {
  switch (outcome.kind) {
    case 'deadlocked':
      return stuckText(trace, stuckProcesses(trace));
    case 'blocked':
      return `main can never return: ${stuckText(trace, [0])}, whatever the others do`;
    default:
      return report.outcomes.length === 1 ? `In every order, ${endReason(trace)}` : endReason(trace);
  }
}

function stuckProcesses(trace: Trace): number[] {
  return [...trace.processes.keys()].filter((process) => trace.processes[process]?.end === 'waiting');
}

function stuckReason(finding: StuckFinding, trace: Trace): string {
  const named = [finding, ...(finding.others ?? [])];
  const about = stuckProcesses(trace).filter((process) =>
    named.some(({ process: name, site }) => {
      const state = trace.processes[process];
      return state?.name === name && (state.site === undefined || state.site === site);
    }),
  );
  const clauses =
    about.length > 0
      ? stuckText(trace, about)
      : `${finding.process} waits on ${finding.waitingOn}${atSite(finding.site)}`;
  return finding.kind === 'leak' ? `main has returned, but ${clauses}` : clauses;
}

interface Place {
  readonly at: number;
  readonly by: Participant;
}

function raceReason({ object, first, second }: RaceFinding, trace: Trace): string {
  const pair = unorderedPair(trace, placesOf(trace, object, first), placesOf(trace, object, second));
  const nothing = 'no message, lock or join puts one before the other, so they can come in either order';
  if (pair === undefined) {
    return `${accessText(first, object)} and ${accessText(second, object)} are not ordered: ${nothing}`;
  }
  const [earlier, later] = pair;
  const update = lostUpdateOf(trace, object);
  const story =
    update !== undefined &&
    [update.read, update.lost, update.write].includes(earlier.by) &&
    [update.lost, update.write].includes(later.by)
      ? lostUpdateText(trace, update)
      : `${didText(trace, earlier.by)} before ${didText(trace, later.by)}`;
  return `Here ${story}, but ${nothing}`;
}

function accessText({ process, access, site }: Access, object: string): string {
  return `${process}'s ${access} of ${object}${atSite(site)}`;
}

function placesOf(trace: Trace, object: string, access: Access): Place[] {
  const places: Place[] = [];
  for (const [at, { participants }] of trace.events.entries()) {
    for (const by of participants) {
      if (by.object !== object || by.site !== access.site || processName(trace, by.process) !== access.process)
        continue;
      // An `update` is a read and a write of the same line; it is its write that the other access can destroy or see.
      if (by.operation === access.access || access.access === 'update') places.push({ at, by });
    }
  }
  return places;
}

/** The first two accesses that neither happens before the other, in the order they took place. */
function unorderedPair(trace: Trace, firsts: readonly Place[], seconds: readonly Place[]): [Place, Place] | undefined {
  for (const first of firsts) {
    for (const second of seconds) {
      if (first.at === second.at) continue;
      const [earlier, later] = first.at < second.at ? [first, second] : [second, first];
      const changes = [first, second].some(({ by }) => by.operation !== 'read' && by.operation !== 'load');
      if (changes && !happensBefore(trace, earlier.at, later.at)) return [earlier, later];
    }
  }
  return undefined;
}

function panicReason({ process, error, site }: PanicFinding, trace: Trace): string {
  const at = trace.events.findLastIndex(({ effects }) => effects.some((effect) => effect.startsWith('panics')));
  const thrower = trace.events[at]?.participants[0];
  const closed = thrower?.object === undefined ? undefined : closeBefore(trace, at, thrower.object);
  const alone = process === (trace.processes[0]?.name ?? 'main') ? '' : ', and nobody was joining it';
  const thrown = `${process} threw ${error}${atSite(site)}`;
  if (closed !== undefined) return `${thrown}, after ${didText(trace, closed)}${alone}`;
  const seen = thrower === undefined ? undefined : lastSeenBy(trace, thrower.process);
  return seen === undefined ? `${thrown}${alone}` : `${thrown}${alone}: ${seen}`;
}

function closeBefore(trace: Trace, before: number, object: string): Participant | undefined {
  for (let index = before - 1; index >= 0; index -= 1) {
    const [first] = trace.events[index]?.participants ?? [];
    if (first?.operation === 'close' && first.object === object) return first;
  }
  return undefined;
}

/** What made an execution that ended end so: an update that was lost, or what the process that ended it saw last. */
function endReason(trace: Trace): string {
  const update = lostUpdateOf(trace);
  if (update !== undefined) return lostUpdateText(trace, update);
  if (trace.messages !== undefined) return nodesReason(trace);
  const ending = trace.events.findLast(({ effects }) => effects.some((effect) => effect.startsWith('panics')));
  const process = ending?.participants[0]?.process ?? 0;
  return (
    lastSeenBy(trace, process) ?? `${processName(trace, process)} ${trace.outcome} after ${trace.events.length} steps`
  );
}

/** What went wrong, and what the node that was the last to return, or to do anything, learnt last. */
function nodesReason(trace: Trace): string {
  const faults = faultsText(trace);
  const returns = ({ effects }: TraceEvent): boolean => effects.some((effect) => effect.includes(' returns'));
  const isOfNode = ({ participants: [first] }: TraceEvent): boolean =>
    trace.processes[first?.process ?? 0]?.node !== undefined;
  const last = trace.events.findLast((event) => isOfNode(event) && returns(event)) ?? trace.events.findLast(isOfNode);
  const seen = lastSeenBy(trace, last?.participants[0]?.process ?? 0);
  if (faults !== undefined && seen !== undefined) return `${faults}; ${seen}`;
  return faults ?? seen ?? `the nodes ${trace.outcome} after ${trace.events.length} steps`;
}

/** The last thing a process learnt, and from whom. */
function lastSeenBy(trace: Trace, process: number): string | undefined {
  const links = linksOf(trace);
  for (let index = trace.events.length - 1; index >= 0; index -= 1) {
    const mine = trace.events[index]?.participants.find((participant) => participant.process === process);
    if (mine === undefined) continue;
    const message = links[index]?.find(({ kind, toProcess }) => kind === 'message' && toProcess === process);
    if (message !== undefined) {
      const sender = trace.events[message.from]?.participants.find((other) => other.process === message.fromProcess);
      if (mine.from !== undefined) return `${didText(trace, mine)}, sent${atSite(sender?.site)}`;
      const from =
        sender === undefined ? '' : `, which ${processName(trace, sender.process)} sent${atSite(sender.site)}`;
      return `${didText(trace, mine)}${from}`;
    }
    if (mine.operation === 'choose' || mine.operation === 'select') return didText(trace, mine);
    if (mine.operation === 'read' || mine.operation === 'load')
      return `${didText(trace, mine)}${writtenBy(trace, index, mine)}`;
  }
  return undefined;
}

const changes: ReadonlySet<string> = new Set(['write', 'store', 'swap', 'add', 'compareAndSwap', 'plain.write']);

function writtenBy(trace: Trace, before: number, read: Participant): string {
  for (let index = before - 1; index >= 0; index -= 1) {
    const writer = trace.events[index]?.participants.find(
      ({ operation, object, result }) => object === read.object && changes.has(operation) && result !== 'false',
    );
    if (writer === undefined) continue;
    return writer.process === read.process
      ? ''
      : `, which ${processName(trace, writer.process)} wrote${atSite(writer.site)}`;
  }
  return ', as nobody had changed it';
}
