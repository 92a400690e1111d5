import { readFileSync, writeFileSync } from 'node:fs';
import { faultOf } from '../trace/fault.ts';
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

const cure = 'give a file written by hb run --trace or hb check --trace';

/** Reads a trace that `--trace` wrote. */
export function readTrace(path: string): Trace {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${systemReason(error, 'it does not exist')}; ${cure}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not a trace: it is not JSON; ${cure}`);
  }
  if (typeof value === 'object' && value !== null && 'events' in value) checkVersion(path, value);
  const fault = faultOf(value);
  if (fault !== undefined) throw new UsageError(`${path} is not a trace: ${fault}; ${cure}`);
  return value as Trace;
}

function checkVersion(path: string, value: object): void {
  const found = 'version' in value ? JSON.stringify(value.version) : 'none';
  if (found === String(version)) return;
  throw new UsageError(`${path} has trace version ${found}, and this hb reads version ${version}; write it anew`);
}
