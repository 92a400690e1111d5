/** From what was come across to what a report says: each with its lines, its schedule, and once. */

import { stuckIn } from '../explore/ending.ts';
import type { Execution } from '../explore/execution.ts';
import type { Explainer } from '../explore/explain.ts';
import { waitOf } from '../explore/explain.ts';
import { NotRepeatable } from '../explore/not-repeatable.ts';
import type { ProcessRun } from '../explore/process-run.ts';
import type { SiteMapper } from '../explore/site.ts';
import { siteOf } from '../explore/site.ts';
import type { Step } from '../explore/step.ts';
import type { Pending } from '../explore/transition.ts';
import type { Access, Finding, StuckFinding } from '../report/report.ts';
import type { Found, FoundLivelock, FoundLoss, FoundPanic, FoundRace, FoundStuck } from './collector.ts';
import type { Replayed, Replayer, ReplayResult } from './replaying.ts';

/** So many races are worth a look at all their lines first. */
const manyRaces = 20;

/** What stands for a line that is not known. */
export const unknownSite = 'unknown line';

/** A finding with the execution that shows it. */
export interface Explained {
  readonly finding: Finding;
  readonly replayed: Replayed | undefined;
}

export class FindingWriter {
  readonly #replayer: Replayer;
  readonly #map: SiteMapper;
  /** What was said already, so that a reader is told once. */
  readonly #said = new Set<string>();
  /** The lines of accesses that were seen, by the identity and kind of their operation. */
  readonly #sites = new Map<string, string>();

  constructor(replayer: Replayer, map: SiteMapper) {
    this.#replayer = replayer;
    this.#map = map;
  }

  /** Learns the lines of all accesses along the longest of many races, so that most need not be run again. */
  async learnSites(races: readonly FoundRace[]): Promise<void> {
    const longest = races.reduce<FoundRace | undefined>(
      (known, race) => (known === undefined || race.path.length > known.path.length ? race : known),
      undefined,
    );
    if (races.length < manyRaces || longest === undefined) return;
    const replayed = await this.#replayer.along(longest.path, false);
    if (!(replayed instanceof NotRepeatable)) this.#noteSites(replayed);
  }

  /** The finding for what was found, on its path or in the run that is given; undefined when it was said before. */
  async write(found: Found, run?: ReplayResult): Promise<Explained | undefined> {
    const watchHost = (found.kind === 'deadlock' || found.kind === 'leak') && found.foreign;
    const replayed = run ?? (await this.#replayer.along(found.path, watchHost));
    if (replayed instanceof NotRepeatable)
      return this.#once(notRepeatable(this.#replayer, replayed.execution), undefined);
    this.#noteSites(replayed);
    const finding = this.#finding(found, replayed);
    return finding === undefined ? undefined : this.#once(finding, replayed);
  }

  /** Whether both lines of a race are known and were told together: then it need not be run again. */
  isSaid(found: Found): boolean {
    if (found.kind !== 'race') return false;
    const { object, first, second } = found;
    const [a, b] = [first, second].map(({ identity, kind }) => this.#sites.get(`${identity} ${kind}`)).sort();
    return a !== undefined && b !== undefined && this.#said.has(`race ${object} ${a} ${b}`);
  }

  #noteSites({ execution, explainer }: Replayed): void {
    for (const { accesses } of execution.steps) {
      for (const { pending } of accesses) {
        const key = `${pending.identity} ${pending.operation.kind}`;
        if (!this.#sites.has(key)) this.#sites.set(key, explainer.site(pending) ?? unknownSite);
      }
    }
  }

  #once(finding: Finding, replayed: Replayed | undefined): Explained | undefined {
    const key = JSON.stringify({ ...finding, schedule: undefined });
    if (this.#said.has(key)) return undefined;
    this.#said.add(key);
    return { finding, replayed };
  }

  #finding(found: Found, replayed: Replayed): Finding | undefined {
    if (replayed.execution.outside !== undefined) return outside(replayed);
    switch (found.kind) {
      case 'race':
        return this.#race(found, replayed);
      case 'deadlock':
      case 'leak':
        return this.#stuck(found, replayed);
      case 'livelock':
        return this.#livelock(found, replayed);
      case 'panic':
        return this.#panic(found, replayed);
      case 'lost value':
        return loss(found, replayed);
      case 'outside':
        return notRepeatable();
      case 'violation':
        return { kind: 'violation', property: found.title, message: found.message, schedule: replayed.schedule };
    }
  }

  #race(found: FoundRace, { execution, explainer, schedule }: Replayed): Finding | undefined {
    const a = accessOf(execution.steps[found.first.step], found.first.identity, explainer);
    const b = accessOf(execution.steps[found.second.step], found.second.identity, explainer);
    if (a === undefined || b === undefined) return notRepeatable();
    const [first, second] = a.access.site <= b.access.site ? [a, b] : [b, a];
    // Once for a pair of lines, whatever the accesses were.
    const key = `race ${found.object} ${first.access.site} ${second.access.site}`;
    if (this.#said.has(key)) return undefined;
    this.#said.add(key);
    return { kind: 'race', object: a.object, first: first.access, second: second.access, schedule };
  }

  #stuck(found: FoundStuck, { execution, explainer, schedule }: Replayed): StuckFinding | undefined {
    const stuck = (index: number): { process: string; waitingOn: string; site: string } => {
      const process = execution.processes[index] as ProcessRun;
      const { waitingOn, site } = explainer.standing(process);
      return { process: process.name, waitingOn, site: site ?? unknownSite };
    };
    if (found.kind === 'leak') return { kind: 'leak', ...stuck(found.process), schedule };
    const [first, ...rest] = deadlocked(execution);
    const own = stuck(first ?? found.process);
    const others = rest.map(stuck);
    return { kind: 'deadlock', ...own, ...(others.length === 0 ? {} : { others }), schedule };
  }

  #livelock(
    { process: index, turn }: FoundLivelock,
    { execution, explainer, schedule }: Replayed,
  ): Finding | undefined {
    const process = execution.processes[index];
    const pending = process === undefined ? undefined : waitOf(process, execution);
    if (process === undefined || pending === undefined) return notRepeatable();
    const site = explainer.site(pending) ?? unknownSite;
    return {
      kind: 'livelock',
      process: process.name,
      waitingOn: explainer.waitingOn(pending.operation),
      turn,
      site,
      schedule,
    };
  }

  #panic(found: FoundPanic, { execution, explainer, schedule }: Replayed): Finding {
    const { panic } = execution;
    const error = panic?.error;
    const own = siteOf(stackOf(error), this.#map);
    const last = execution.steps[execution.steps.length - 1];
    const site = own ?? (last === undefined ? undefined : explainer.site(last.transition.pending));
    const from = explainer.siteOfStack(panic?.process.stack);
    return { kind: 'panic', process: found.process, error: found.error, site: site ?? from ?? unknownSite, schedule };
  }
}

/** Who is in a deadlock, main first. In a program of nodes main may have ended, as it starts them and no more. */
function deadlocked(execution: Execution): number[] {
  const { processes, network } = execution;
  if (network.nodes.length > 0) return stuckIn(execution).map(({ index }) => index);
  const running = processes.filter(({ index, core }) => index > 0 && core.state === 'running' && !core.background);
  return [0, ...running.map(({ index }) => index)];
}

function accessOf(
  step: Step | undefined,
  identity: number,
  explainer: Explainer,
): { readonly object: string; readonly access: Access } | undefined {
  const accessed = step?.accesses.find((one) => one.pending.identity === identity);
  if (accessed === undefined) return undefined;
  const { pending, object } = accessed;
  const { kind, origin } = pending.operation;
  const reads = kind === 'post' ? 'read' : kind;
  return {
    object: explainer.name(object) ?? object.type,
    access: {
      process: pending.process.name,
      access: origin === undefined ? reads : 'update',
      site: explainer.site(pending) ?? unknownSite,
    },
  };
}

function loss(found: FoundLoss, { execution, explainer, schedule }: Replayed): Finding {
  const lost = execution.received.find((one) => one.pending.identity === found.identity);
  return {
    kind: 'lost value',
    process: found.process,
    object: lost === undefined ? 'channel' : (explainer.name(lost.channel) ?? 'channel'),
    value: found.value,
    site: (lost === undefined ? undefined : explainer.site(lost.pending as Pending)) ?? unknownSite,
    schedule,
  };
}

function outside({ execution, explainer, schedule }: Replayed): Finding {
  const { what, process, stack } = execution.outside as NonNullable<Execution['outside']>;
  return {
    kind: 'left the model',
    process: process.name,
    message: `${process.name} waits for ${what}, which is outside the model`,
    site: explainer.siteOfStack(stack) ?? explainer.siteOfStack(process.lastAwait) ?? unknownSite,
    schedule,
  };
}

/** What may become one kind of finding: where a process waits for what is not ours, being stuck may be left the model. */
export function kindOf(found: Found): string {
  return 'foreign' in found && found.foreign ? `${found.kind}, of another` : found.kind;
}

/** An execution that could not be repeated: where the program stood when it parted from what it had done before. */
export function notRepeatable(replayer?: Replayer, parted?: Execution): Finding {
  const explainer = parted === undefined ? undefined : replayer?.explainer(parted);
  const [pending] = parted?.pending ?? [];
  const last = parted?.steps.at(-1)?.transition.pending;
  const stands = pending ?? last;
  return {
    kind: 'not repeatable',
    process: stands?.process.name ?? 'main',
    message:
      'the same schedule did not lead to the same steps: state outside the program, or something outside the model, decides what it does',
    site: (stands === undefined ? undefined : explainer?.site(stands)) ?? unknownSite,
    schedule: '',
  };
}

/** The stack of an error; none when reading it runs code of the program that throws. */
function stackOf(error: unknown): string | undefined {
  try {
    return error instanceof Error ? error.stack : undefined;
  } catch {
    return undefined;
  }
}
