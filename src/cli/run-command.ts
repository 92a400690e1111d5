import { type LiveFailure, type LiveWatch, watchLive } from '../live/watch.ts';
import { show, tag } from '../trace/value.ts';
import { exitCodes } from './exit-codes.ts';
import { load, type Program } from './load.ts';
import { showOwnLines } from './mapped-stacks.ts';
import { RunTrace } from './run-trace.ts';
import { programFrames, programSite } from './stack.ts';
import { renderWaiting } from './steps.ts';
import { type StyleOptions, styleFor } from './style.ts';
import { print, printError } from './terminal.ts';

export interface RunFlags extends StyleOptions {
  readonly export?: string;
  readonly trace?: string;
}

/** How a real run ends: with an error nobody joins, or when nothing is left that could happen. */
type Ending =
  | { readonly kind: 'failed'; readonly failure: LiveFailure }
  | { readonly kind: 'still' }
  | { readonly kind: 'interrupted' };

interface Run {
  readonly watch: LiveWatch;
  readonly ending: Promise<Ending>;
  /** What main returned, as text, once it has. */
  returned: string | undefined;
}

function startProgram(program: Program, trace: RunTrace | undefined): Run {
  let end: (ending: Ending) => void = () => undefined;
  const ending = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  const fail = (failure: LiveFailure): void => end({ kind: 'failed', failure });
  const watch = watchLive(fail);
  const run: Run = { watch, ending, returned: undefined };
  const stray = (error: unknown): void => fail({ process: watch.current() ?? 'the program', error });
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  // The event loop is empty: no process of ours, no timer, no socket can ever wake another.
  process.once('beforeExit', () => setImmediate(end, { kind: 'still' }));
  // Without a trace Ctrl-C ends it as it ends any program.
  if (trace !== undefined) process.once('SIGINT', () => end({ kind: 'interrupted' }));
  const main = (): Promise<unknown> => watch.main(program);
  (trace === undefined ? main() : trace.main(main)).then(
    (value) => {
      // Of a program of nodes it is told at the end what became of them.
      if (watch.record() !== undefined) return undefined;
      run.returned = `returned ${show(tag(value))}`;
      return print(run.returned);
    },
    (error: unknown) => fail({ process: 'main', error }),
  );
  return run;
}

function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : show(tag(error));
}

function describeFailure({ process: name, error }: LiveFailure): string {
  const text = errorText(error);
  const frames = error instanceof Error ? programFrames(error.stack ?? '') : [];
  const unjoined = name === 'main' ? '' : ' that nobody joined';
  return [`${name} ended in an error${unjoined}: ${text}`, ...frames].join('\n');
}

/** How it ended, as a trace says it. */
function outcomeText(run: Run, ending: Ending): string {
  if (ending.kind === 'failed') return `panicked ${errorText(ending.failure.error)}`;
  return run.returned ?? (ending.kind === 'still' ? 'deadlocked' : 'interrupted');
}

/** Runs the program for real. */
export async function runCommand(path: string, flags: RunFlags): Promise<number> {
  const file = await load(path, flags.export);
  showOwnLines(file);
  const trace = flags.trace === undefined ? undefined : new RunTrace(flags.trace, file);
  const run = startProgram(file.instantiate(), trace);
  const ending = await run.ending;
  const waiting = run.watch.waiting().filter((each) => !each.background && !each.isIdle);
  const record = run.watch.record();
  if (record !== undefined && ending.kind === 'still' && !run.watch.isStuck())
    run.returned = `returned ${show(tag(record))}`;
  trace?.write(outcomeText(run, ending));
  const style = styleFor(process.stderr, flags);
  if (ending.kind === 'failed') {
    await printError(style.color('red', describeFailure(ending.failure)));
    return exitCodes.found;
  }
  if (ending.kind === 'interrupted') {
    await printError(style.color('yellow', 'interrupted'));
    return exitCodes.undecided;
  }
  const rows = waiting.map((each) => ({
    process: each.process,
    waitingOn: each.waitingOn,
    site: programSite(each.stack),
  }));
  if (run.returned === undefined) {
    const who = record === undefined ? ': main has not returned' : '';
    await printError(`${style.color('red', 'can never go on')}${who}\n${renderWaiting(rows, style)}`);
    return exitCodes.found;
  }
  if (record !== undefined) await print(run.returned);
  if (waiting.length > 0) {
    await printError(`${style.color('yellow', 'left waiting')} when main returned:\n${renderWaiting(rows, style)}`);
  }
  return exitCodes.fine;
}
