/**
 * Schedules: which process went when, short enough to paste.
 *
 * `1*2.2b.0~kQ3x` reads: process 1 takes two steps, then process 2 the second thing it could do, then main. Processes are
 * numbered in the order they were started, main is 0. `1!` starts process 1 where its start is a step of its own, and `1!*0`
 * says that it would be one, but does not come. After the `~` stands one character for each step that says what the step was, so that a schedule that no longer fits its program is
 * refused at the step where they part. A schedule of another model than the one where none is given ends with its mark: `~sync`.
 */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** One step of a schedule. */
export interface ScheduledStep {
  /** The process's number in the order of starting. */
  readonly process: number;
  /** Which of the things the process could do, from 0. */
  readonly choice: number;
  /** It is the start of the process. */
  readonly starts: boolean;
  /** One character that depends on what the step was. */
  readonly check: string;
}

/** A schedule as it is read. */
export interface Schedule {
  readonly steps: readonly ScheduledStep[];
  /** Processes, by number, that are not started though others go on: their start would be a step of its own. */
  readonly unstarted: readonly number[];
  /** The mark of the model that it is of. */
  readonly mark: string;
}

/** A schedule that cannot be read, or does not fit the program. */
export class ScheduleError extends Error {
  override readonly name: string = 'ScheduleError';
  /** The step at which it no longer fits, where 1 is main's start; undefined when it cannot be read at all. */
  readonly step: number | undefined;

  constructor(message: string, step?: number) {
    super(message);
    this.step = step;
  }
}

/** One character for what a step was. */
export function checkCharacter(what: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < what.length; at++) hash = Math.imul(hash ^ what.charCodeAt(at), 0x01000193);
  return alphabet[(hash ^ (hash >>> 15)) & 63] as string;
}

/** Writes choices as letters, so that a step is digits and letters: 1 is `b`, 26 is `ba`. */
function letters(choice: number): string {
  let text = '';
  for (let rest = choice; rest > 0; rest = Math.floor(rest / 26)) text = String.fromCharCode(97 + (rest % 26)) + text;
  return text;
}

export function encodeSchedule({ steps, unstarted, mark }: Schedule): string {
  const parts: string[] = [];
  for (let at = 0; at < steps.length; ) {
    const token = tokenOf(steps[at] as ScheduledStep);
    let count = 1;
    while (at + count < steps.length && tokenOf(steps[at + count] as ScheduledStep) === token) count++;
    parts.push(count === 1 ? token : `${token}*${count}`);
    at += count;
  }
  for (const process of unstarted) parts.push(`${process}!*0`);
  const checks = steps.map(({ check }) => check).join('');
  return [parts.join('.'), checks, ...(mark === '' ? [] : [mark])].join('~');
}

function tokenOf({ process, choice, starts }: ScheduledStep): string {
  return `${process}${letters(choice)}${starts ? '!' : ''}`;
}

/** The marks that models have. */
const marks = /^(sync|((sync|partial|never)(_[-+.\de]+){5}_)?([a-z]\d+)*[nh]?)$/;

/** The longest schedule that is read, in steps. */
const maxSteps = 1_000_000;

/** @throws ScheduleError when the text is no schedule. */
export function decodeSchedule(text: string): Schedule {
  const [body, checks, mark = '', ...rest] = text.trim().split('~');
  if (body === undefined || checks === undefined || rest.length > 0 || !marks.test(mark)) {
    throw new ScheduleError(`"${shorten(text)}" is no schedule: paste it whole, as a report printed it`);
  }
  const steps: ScheduledStep[] = [];
  const unstarted: number[] = [];
  for (const part of body === '' ? [] : body.split('.')) {
    const match = /^(\d{1,9})([a-z]{0,6})(!?)(?:\*(\d{1,9}))?$/.exec(part);
    if (match === null) throw new ScheduleError(`"${shorten(part)}" is no step of a schedule, in "${shorten(text)}"`);
    const [, process, choice, start, count] = match;
    const times = count === undefined ? 1 : Number(count);
    if (times === 0 && start === '!') unstarted.push(Number(process));
    if (steps.length + times > maxSteps) throw new ScheduleError(`a schedule has at most ${maxSteps} steps`);
    for (let time = 0; time < times; time++) {
      steps.push({
        process: Number(process),
        choice: fromLetters(choice ?? ''),
        starts: start === '!',
        check: checks[steps.length] ?? '',
      });
    }
  }
  if (checks.length !== steps.length) {
    throw new ScheduleError(
      `"${shorten(text)}" is cut: it has ${steps.length} steps and ${checks.length} of their marks`,
    );
  }
  return { steps, unstarted, mark };
}

function fromLetters(text: string): number {
  let choice = 0;
  for (const letter of text) choice = choice * 26 + letter.charCodeAt(0) - 97;
  return choice;
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
