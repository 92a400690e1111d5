import { readFileSync, writeFileSync } from 'node:fs';
import type { Trace } from '../trace/trace.ts';
import { UsageError } from './usage-error.ts';

const version = 1;

function systemReason(error: unknown, missing: string): string {
  if (!(error instanceof Error && 'code' in error)) return String(error);
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: missing,
    EACCES: 'access is denied',
    EISDIR: 'it is a directory',
  };
  return reasons[String(error.code)] ?? error.message;
}

/** Writes `text` to the file the user named. */
export function writeNamedFile(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(
      `cannot write ${path}: ${systemReason(error, 'its directory does not exist')}; give a path that can be written`,
    );
  }
}

export function writeTrace(path: string, trace: Trace): void {
  writeNamedFile(path, `${JSON.stringify(trace)}\n`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isParticipant(value: unknown, processes: number): boolean {
  if (!isRecord(value)) return false;
  const { process, operation } = value;
  return (
    Number.isInteger(process) &&
    Number(process) >= 0 &&
    Number(process) < processes &&
    isText(operation) &&
    ['object', 'argument', 'result', 'site'].every((key) => value[key] === undefined || isText(value[key]))
  );
}

function isEvent(value: unknown, position: number, processes: number): boolean {
  if (!isRecord(value)) return false;
  const isEarlier = (each: unknown): boolean => Number.isInteger(each) && Number(each) >= 0 && Number(each) < position;
  return (
    isListOf(value['participants'], (each) => isParticipant(each, processes)) &&
    isListOf(value['after'], isEarlier) &&
    isListOf(value['effects'], isText)
  );
}

function isProcess(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return (
    isText(value['name']) &&
    typeof value['background'] === 'boolean' &&
    isText(value['end']) &&
    ['waitingOn', 'site'].every((key) => value[key] === undefined || isText(value[key]))
  );
}

function isTrace(value: Record<string, unknown>): boolean {
  const { processes, events } = value;
  return (
    ['program', 'schedule', 'outcome'].every((key) => isText(value[key])) &&
    Array.isArray(processes) &&
    processes.every(isProcess) &&
    Array.isArray(events) &&
    events.every((event, position) => isEvent(event, position, processes.length))
  );
}

/** Reads a trace that `--trace` wrote. */
export function readTrace(path: string): Trace {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read ${path}: ${systemReason(error, 'it does not exist')}; give a trace written by hb check --trace`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not a trace: it is not JSON; give a file written by hb check --trace`);
  }
  if (isRecord(value) && 'events' in value && value['version'] !== version) {
    const found = JSON.stringify(value['version']);
    throw new UsageError(`${path} has trace version ${found}, and this hb reads version ${version}; write it anew`);
  }
  if (!isRecord(value) || !isTrace(value)) {
    throw new UsageError(`${path} is not a trace; give a file written by hb check --trace`);
  }
  return value as unknown as Trace;
}
