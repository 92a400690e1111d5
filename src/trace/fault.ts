/** What is wrong with data that is to be a trace, in words that say where. */

type Data = Readonly<Record<string, unknown>>;

/** The first thing that keeps `value` from being a trace of version 1; undefined when it is one. */
export function faultOf(value: unknown): string | undefined {
  if (!isData(value)) return 'it is not an object';
  const { processes, events, messages } = value;
  for (const key of ['program', 'schedule', 'outcome']) if (!isText(value[key])) return `its ${key} is no text`;
  if (!Array.isArray(processes)) return 'it has no list of processes';
  if (!Array.isArray(events)) return 'it has no list of events';
  const process = processes.findIndex((each) => !isProcess(each));
  if (process >= 0) return `process ${process} is none`;
  for (const [position, event] of events.entries()) {
    const fault = faultOfEvent(event, position, processes.length);
    if (fault !== undefined) return `event ${position} ${fault}`;
  }
  return messages === undefined ? undefined : faultOfMessages(messages, events.length);
}

function faultOfMessages(messages: unknown, events: number): string | undefined {
  if (!Array.isArray(messages)) return 'its messages are no list';
  const message = messages.findIndex((each) => !isMessage(each, events));
  return message < 0 ? undefined : `message ${message} is none`;
}

function isMessage(value: unknown, events: number): boolean {
  if (!isData(value)) return false;
  const { send, receipts, forgotten, synchronous } = value;
  if (!isBelow(send, events) || !isFlag(synchronous)) return false;
  for (const later of [receipts, forgotten])
    if (!isListOf(later, (each) => isBelow(each, events) && Number(each) > Number(send))) return false;
  return ['from', 'to', 'body', 'fate'].every((key) => isText(value[key]));
}

function faultOfEvent(event: unknown, position: number, processes: number): string | undefined {
  if (!isData(event)) return 'is not an object';
  const { participants, after, effects } = event;
  if (!Array.isArray(participants)) return 'has no list of participants';
  if (!isListOf(effects, isText)) return 'has no list of effects';
  if (!isListOf(after, (each) => isBelow(each, position))) return 'comes after what is no earlier event';
  for (const one of participants) {
    const fault = faultOfParticipant(one, position, processes);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfParticipant(participant: unknown, position: number, processes: number): string | undefined {
  if (!isData(participant)) return 'has a participant that is not an object';
  const { process, operation, object, access } = participant;
  if (!isBelow(process, processes)) return 'is of a process that is not there';
  if (!isText(operation)) return 'has a participant without an operation';
  for (const key of ['object', 'argument', 'result', 'from', 'site']) {
    if (!isTextOrAbsent(participant[key])) return `has a participant whose ${key} is no text`;
  }
  if (access === undefined) return undefined;
  const isWhole =
    isData(access) &&
    isText(object) &&
    isFlag(access['changes']) &&
    isFlag(access['atomic']) &&
    (access['since'] === undefined || isListOf(access['since'], (each) => isBelow(each, position))) &&
    isTextOrAbsent(access['within']);
  return isWhole ? undefined : 'has an access that does not say what it was';
}

function isProcess(value: unknown): boolean {
  if (!isData(value)) return false;
  const { name, background, end } = value;
  if (!isText(name) || !isFlag(background) || !isText(end)) return false;
  return ['node', 'waitingOn', 'site'].every((key) => isTextOrAbsent(value[key]));
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

/** Whether it is a whole number from 0 up to but not including `bound`. */
function isBelow(value: unknown, bound: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < bound;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}
