import type { ProcessCore } from '../kernel/process.ts';
import { observed } from './observer.ts';
import type { Performer } from './operations.ts';
import { turn } from './turn.ts';

/** Starts a process: its first step is taken in a microtask, in the order of starting. */
export function spawn(process: ProcessCore, body: () => unknown, by: Performer): void {
  void run(process, observed.by === undefined ? body : observed.by.starts(process, body), by);
}

async function run(process: ProcessCore, body: () => unknown, by: Performer): Promise<void> {
  await turn.done();
  try {
    process.result = await body();
    process.state = 'returned';
  } catch (error) {
    process.result = error;
    process.state = 'threw';
  }
  observed.by?.ends(process);
  if (process.waiting.head !== undefined) by.changed(process);
  else if (process.state === 'threw' && !process.supervised) panic(process);
}

/**
 * An error that nobody will see ends the program, as an unhandled rejection does in the platform's own way. It stays the
 * error it is, its own stack first, so that what looks for it knows it.
 */
export function panic(process: ProcessCore): void {
  const error = process.result;
  if (observed.by?.fails(process, error) === true) return;
  const where = `process '${process.name ?? ''}', which nobody joins`;
  if (!(error instanceof Error)) {
    void Promise.reject(new Error(`${String(error)} was thrown in ${where}`, { cause: error }));
    return;
  }
  try {
    error.stack = `${error.stack ?? String(error)}\n    in ${where}`;
  } catch {
    // A frozen error goes without.
  }
  void Promise.reject(error);
}
