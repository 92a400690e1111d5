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

/** `read x = 0`, `send jobs 1`, `receive jobs → 1`, `lock m`, `choose → 2`, `send to Q "hello"`. */
export function operationText(participant: Participant): string {
  const { operation, object, argument, result } = participant;
  const ofNodes = nodeText(participant);
  if (ofNodes !== undefined) return ofNodes;
  const subject = object === undefined ? operation : `${operation} ${object}`;
  if (assignments.has(operation)) {
    const value = argument ?? result;
    return value === undefined ? subject : `${subject} = ${value}`;
  }
  const applied = argument === undefined ? subject : `${subject} ${argument}`;
  return result === undefined ? applied : `${applied} → ${result}`;
}

/** What a node does with messages, and what happens to it and to them. */
function nodeText({ operation, object = '', argument = '', result = '', from }: Participant): string | undefined {
  switch (operation) {
    case 'post':
      return `send to ${object} ${argument}`;
    case 'deliver':
      return `received by ${object}`;
    case 'crash':
      return 'crashes';
    case 'restart':
      return result === '' ? 'starts again' : result;
    case 'partition':
      return `${argument} is cut`;
    case 'heal':
      return `${argument} is healed`;
    case 'fate':
      return `${argument} from ${from} ${result}`;
    default:
      return from === undefined ? undefined : `${operation} ${result}${from === '' ? '' : ` from ${from}`}`;
  }
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
  post: (object, value) => `sent ${value} to ${object}`,
  deliver: (object) => `heard that ${object} had received it`,
};

/** What happened to the network, to a message or to a node, which nobody did. */
function befellText(trace: Trace, { process, operation, argument, result, from }: Participant): string | undefined {
  switch (operation) {
    case 'partition':
      return `${argument} was cut`;
    case 'heal':
      return `${argument} was healed`;
    case 'fate':
      return `${argument} from ${from} ${result?.startsWith('forgotten') === true ? 'was ' : ''}${result}`;
    case 'crash':
      return `${nodeName(trace, process)} crashed`;
    case 'restart':
      return `${nodeName(trace, process)} ${result === undefined ? 'started again' : 'stayed down'}`;
    default:
      return undefined;
  }
}

function nodeName(trace: Trace, process: number): string {
  return trace.processes[process]?.node ?? processName(trace, process);
}

function equals(value: string): string {
  return value === '' ? '' : ` = ${value}`;
}

/** What a participant did, in the past: `read x = 0`, `sent 1 to jobs`. */
function pastText(participant: Participant): string {
  const { operation, object = '', argument, result = '', from } = participant;
  if (from !== undefined) return `received ${result} from ${from}`;
  const past = pastForms[operation]?.(object, argument ?? result);
  return past?.replaceAll('  ', ' ').trim() ?? `did ${operationText(participant)}`;
}

/** ` at counter.ts:6:30`, or nothing. */
export function atSite(site: string | undefined): string {
  return site === undefined || site === '' ? '' : ` at ${site}`;
}

/** `P read x = 0 at counter.ts:6:30`, `Q crashed`, `P → Q was cut`. */
export function didText(trace: Trace, participant: Participant, came: string = ''): string {
  const { process, site } = participant;
  return (
    befellText(trace, participant) ?? `${processName(trace, process)} ${pastText(participant)}${came}${atSite(site)}`
  );
}

/**
 * What one participant's lane says of an event: its operation, and, beside the first participant, what else the step
 * did. A start that starts others says only that. Whom a message comes from is drawn, and that it does not arrive.
 */
export function laneText(trace: Trace, event: TraceEvent, participant: Participant): string {
  const { operation } = participant;
  const all = event.participants[0] === participant ? ownTexts(trace, effectTexts(event), participant) : [];
  const effects = operation === 'post' ? all.filter((effect) => !isVanishing(effect)) : all;

  const text = operation === 'fate' ? operationText(participant) : operationText(withoutSender(participant));
  if (effects.length === 0) return text;
  const [first] = effects;
  if (operation === 'start' && first !== undefined) return effects.join(', ');
  return `${text}, ${effects.join(', ')}`;
}

function withoutSender(participant: Participant): Participant {
  return participant.from === undefined ? participant : { ...participant, from: '' };
}

/** Of nodes there is more to say in less space: who returns is clear, and that main has only started them matters little. */
function ownTexts(trace: Trace, effects: readonly string[], { process }: Participant): readonly string[] {
  if (trace.messages === undefined) return effects;
  const ends = `${processName(trace, process)} returns`;
  return effects
    .filter((effect) => process > 0 || effect !== ends)
    .map((effect) => (effect.startsWith(ends) ? effect.slice(ends.length - 'returns'.length) : effect));
}

/** What is said of a message that does not arrive. */
export function isVanishing(effect: string): boolean {
  return effect === 'lost' || effect === 'cut off';
}

/** Whether the event is of the network, and of no process. */
export function isOfNetwork({ participants: [first] }: TraceEvent): boolean {
  return first?.operation === 'partition' || first?.operation === 'heal';
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
