/** The races of a recorded execution, found after the fact: its events say what each is ordered after. */
import type { Participant, Trace } from '../trace/trace.ts';
import type { Point } from './event-order.ts';
import { beforeAll, EventOrder } from './event-order.ts';
import type { TimedAccess } from './race-detector.ts';
import { RaceDetector } from './race-detector.ts';

/** One side of a race. */
export interface RacingAccess {
  readonly process: string;
  readonly access: string;
  readonly site: string;
}

/** Two accesses of one object that nothing orders. */
export interface TraceRace {
  readonly object: string;
  readonly first: RacingAccess;
  readonly second: RacingAccess;
}

interface TraceAccess extends TimedAccess {
  readonly step: number;
  readonly participant: Participant;
}

/** What stands for a line that is not known. */
const unknownSite = 'unknown line';

/** Each race once for a pair of lines, in the order in which its second access comes. */
export function racesOf(trace: Trace): TraceRace[] {
  const detector = new RaceDetector<TraceAccess>();
  const objects = new Map<string, number>();
  const races = new Map<string, TraceRace>();
  for (const access of accessesOf(trace, objects)) {
    for (const earlier of detector.add(access)) {
      const race = raceOf(trace, earlier.participant, access.participant);
      const key = JSON.stringify([race.object, race.first.site, race.second.site]);
      if (!races.has(key)) races.set(key, race);
    }
  }
  return [...races.values()];
}

function* accessesOf({ events }: Trace, objects: Map<string, number>): Generator<TraceAccess> {
  const order = new EventOrder();
  const points: (Point | undefined)[] = [];
  const lastUses = lastUsesOf(events);
  const pointAfter = (latest: readonly number[]): Point =>
    latest.reduce((known, event) => order.join(known, points[event] ?? beforeAll), beforeAll);
  for (const [step, event] of events.entries()) {
    const point = order.add(pointAfter(event.after));
    points.push(point);
    for (const participant of event.participants) {
      const { access, object } = participant;
      if (access === undefined || object === undefined) continue;
      let key = objects.get(object);
      if (key === undefined) {
        key = objects.size;
        objects.set(object, key);
      }
      const { changes, atomic, since } = access;
      const time = since === undefined ? point.vector : pointAfter(since).vector;
      const place = { chain: order.chainOf(step), position: order.positionOf(step) };
      yield { object: key, changes, atomic, ...place, time, step, participant };
    }
    // A long trace has more points than memory holds, and most are soon asked for no more.
    for (const used of lastUses[step] ?? []) points[used] = undefined;
  }
}

/** By the number of an event, the events that it is the last to refer to. */
function lastUsesOf(events: Trace['events']): (readonly number[] | undefined)[] {
  const seen = new Set<number>();
  const uses: (readonly number[] | undefined)[] = [];
  for (let step = events.length - 1; step >= 0; step--) {
    const { after, participants } = events[step] as Trace['events'][number];
    for (const used of [...after, ...participants.flatMap(({ access }) => access?.since ?? [])]) {
      if (seen.has(used)) continue;
      seen.add(used);
      uses[step] = [...(uses[step] ?? []), used];
    }
    if (!seen.has(step)) uses[step] = [...(uses[step] ?? []), step];
  }
  return uses;
}

function raceOf({ processes }: Trace, a: Participant, b: Participant): TraceRace {
  const sides = [a, b].map(({ process, operation, access, site }) => ({
    process: processes[process]?.name ?? '',
    access: access?.within ?? operation,
    site: site ?? unknownSite,
  }));
  const [x, y] = sides as [RacingAccess, RacingAccess];
  const [first, second] = x.site <= y.site ? [x, y] : [y, x];
  return { object: a.object ?? '', first, second };
}
