/** Operations in words: one wording for the lanes, the diagrams and the sentences. */

import type { OperationName, Participant, Trace, TraceEvent } from '../trace/trace.ts';

const assignments: ReadonlySet<OperationName> = new Set([
  'read',
  'write',
  'load',
  'store',
  'plain.read',
  'plain.write',
]);

/** `read x = 0`, `send jobs 1`, `receive jobs → 1`, `lock m`, `choose → 2`. */
export function operationText({ operation, object, argument, result }: Participant): string {
  const subject = object === undefined ? operation : `${operation} ${object}`;
  if (assignments.has(operation)) {
    const value = argument ?? result;
    return value === undefined ? subject : `${subject} = ${value}`;
  }
  const applied = argument === undefined ? subject : `${subject} ${argument}`;
  return result === undefined ? applied : `${applied} → ${result}`;
}

const pastForms: { readonly [operation in OperationName]?: (object: string, value: string) => string } = {
  read: (object, value) => `read ${object}${equals(value)}`,
  load: (object, value) => `loaded ${object}${equals(value)}`,
  'plain.read': (object, value) => `plainly read ${object}${equals(value)}`,
  write: (object, value) => `wrote ${object}${equals(value)}`,
  store: (object, value) => `stored ${object}${equals(value)}`,
  'plain.write': (object, value) => `plainly wrote ${object}${equals(value)}`,
  send: (object, value) => `sent ${value} to ${object}`,
  trySend: (object, value) => `tried to send ${value} to ${object}`,
  receive: (object, value) => `received ${value} from ${object}`,
  tryReceive: (object) => `tried to receive from ${object}`,
  close: (object) => `closed ${object}`,
  add: (object, value) => `added ${value} to ${object}`,
  done: (object) => `called done on ${object}`,
  wait: (object) => `waited on ${object}`,
  lock: (object) => `locked ${object}`,
  rlock: (object) => `read-locked ${object}`,
  unlock: (object) => `unlocked ${object}`,
  select: (object, value) => `selected ${object}${equals(value)}`,
  choose: (_object, value) => `chose ${value}`,
  start: () => 'started',
  join: (object) => `joined ${object}`,
  sleep: () => 'slept',
  tryLock: (object) => `tried to lock ${object}`,
  tryRLock: (object) => `tried to read-lock ${object}`,
  runlock: (object) => `read-unlocked ${object}`,
  acquire: (object) => `acquired ${object}`,
  release: (object) => `released ${object}`,
  swap: (object, value) => `swapped ${value} into ${object}`,
  cancel: (object) => `cancelled ${object}`,
};

function equals(value: string): string {
  return value === '' ? '' : ` = ${value}`;
}

/** What a participant did, in the past: `read x = 0`, `sent 1 to jobs`. */
export function pastText(participant: Participant): string {
  const { operation, object = '', argument, result = '' } = participant;
  const past = pastForms[operation]?.(object, argument ?? result);
  return past?.replaceAll('  ', ' ').trim() ?? `did ${operationText(participant)}`;
}

/** ` at counter.ts:6:30`, or nothing. */
export function atSite(site: string | undefined): string {
  return site === undefined || site === '' ? '' : ` at ${site}`;
}

/**
 * What one participant's lane says of an event: its operation, and, beside the first participant, what else the step
 * did. A start that starts others says only that.
 */
export function laneText(event: TraceEvent, participant: Participant): string {
  const effects = event.participants[0] === participant ? effectTexts(event) : [];
  if (effects.length === 0) return operationText(participant);
  const [first] = effects;
  if (participant.operation === 'start' && first !== undefined) return effects.join(', ');
  return `${operationText(participant)}, ${effects.join(', ')}`;
}

const startsPrefix = 'starts ';

/** The effects, with `starts P` and `starts Q` as one. */
function effectTexts(event: TraceEvent): string[] {
  const started = startedNames(event);
  const others = event.effects.filter((effect) => !effect.startsWith(startsPrefix));
  return started.length === 0 ? others : [`${startsPrefix}${listed(started)}`, ...others];
}

const LISTED_MAX = 4;

function listed(names: readonly string[]): string {
  if (names.length <= LISTED_MAX) return names.join(', ');
  return `${names.slice(0, LISTED_MAX - 1).join(', ')} and ${names.length - LISTED_MAX + 1} more`;
}

/** The names of the processes that the step started. */
export function startedNames(event: TraceEvent): string[] {
  return event.effects
    .filter((effect) => effect.startsWith(startsPrefix))
    .map((effect) => effect.slice(startsPrefix.length));
}

/** Whether the event only joined a queue: its operation takes place in a later event, or never. */
export function onlyWaits(event: TraceEvent): boolean {
  return event.participants.length === 1 && event.effects.includes('waits');
}

export function processName(trace: Trace, process: number): string {
  return trace.processes[process]?.name ?? `process ${process}`;
}

/** `counter.ts:6:30 → 9:12`: one site, or those of both sides of a hand-over. */
export function sitesText(event: TraceEvent): string {
  const sites = event.participants.map(({ site }) => site).filter((site) => site !== undefined);
  const [first, second] = sites;
  if (first === undefined || second === undefined || first === second) return first ?? '';
  const file = fileOf(first);
  return `${first} → ${fileOf(second) === file ? second.slice(file.length + 1) : second}`;
}

function fileOf(site: string): string {
  return site.replace(/:\d+:\d+$/, '');
}
