import { racesOf, type TraceRace } from '../../src/causality/trace-races.ts';
import { Recording } from '../../src/live/recording/record.ts';
import type { Trace } from '../../src/trace/trace.ts';

/** What one real run of a program left. */
export interface Recorded {
  /** `returned 1`, `panicked Error: no`, or `never ended`. */
  readonly outcome: string;
  readonly trace: Trace;
  readonly races: readonly TraceRace[];
}

/** Runs a program once for real with a trace of at most `events` events, for at most `patience` ms. */
export async function recorded(program: () => unknown, patience = 5000, events?: number): Promise<Recorded> {
  const recording = new Recording(({ file, line, column }) => `${file.split('/').at(-1)}:${line}:${column}`, events);
  let timer: NodeJS.Timeout | undefined;
  let panic: (outcome: string) => void = () => {};
  const panicked = new Promise<string>((resolve) => {
    panic = resolve;
  });
  // A process that nobody joins may end in an error, which is the program's and not the test's.
  const listeners = process.rawListeners('unhandledRejection') as ((...args: unknown[]) => void)[];
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (error) => panic(`panicked ${String(error)}`));
  try {
    const ended = recording.main(program).then(
      (value) => `returned ${JSON.stringify(value)}`,
      (error: unknown) => `panicked ${String(error)}`,
    );
    const tired = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, patience, 'never ended');
    });
    const outcome = await Promise.race([ended, panicked, tired]);
    // Processes that main has not waited for take their last steps.
    await new Promise((resolve) => setTimeout(resolve, 2));
    const trace = recording.trace('program', outcome);
    return { outcome, trace, races: racesOf(trace) };
  } finally {
    clearTimeout(timer);
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    recording.stop();
  }
}
