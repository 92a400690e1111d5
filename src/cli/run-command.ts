import { type LiveFailure, type LiveWatch, watchLive } from '../live/watch.ts';
import { show, tag } from '../trace/value.ts';
import { exitCodes } from './exit-codes.ts';
import { load, type Program } from './load.ts';
import { showOwnLines } from './mapped-stacks.ts';
import { programFrames, programSite } from './stack.ts';
import { renderWaiting } from './steps.ts';
import { type StyleOptions, styleFor } from './style.ts';
import { print, printError } from './terminal.ts';

export interface RunFlags extends StyleOptions {
  readonly export?: string;
}

/** How a real run ends: with an error nobody joins, or when nothing is left that could happen. */
type Ending = { readonly kind: 'failed'; readonly failure: LiveFailure } | { readonly kind: 'still' };

interface Run {
  readonly watch: LiveWatch;
  readonly ending: Promise<Ending>;
  returned: boolean;
}

function startProgram(program: Program): Run {
  let end: (ending: Ending) => void = () => undefined;
  const ending = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  const fail = (failure: LiveFailure): void => end({ kind: 'failed', failure });
  const watch = watchLive(fail);
  const run: Run = { watch, ending, returned: false };
  const stray = (error: unknown): void => fail({ process: watch.current() ?? 'the program', error });
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  // The event loop is empty: no process of ours, no timer, no socket can ever wake another.
  process.once('beforeExit', () => setImmediate(end, { kind: 'still' }));
  watch.main(program).then(
    (value) => {
      run.returned = true;
      return print(`returned ${show(tag(value))}`);
    },
    (error: unknown) => fail({ process: 'main', error }),
  );
  return run;
}

function describeFailure({ process: name, error }: LiveFailure): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : show(tag(error));
  const frames = error instanceof Error ? programFrames(error.stack ?? '') : [];
  const unjoined = name === 'main' ? '' : ' that nobody joined';
  return [`${name} ended in an error${unjoined}: ${text}`, ...frames].join('\n');
}

/** Runs the program for real. */
export async function runCommand(path: string, flags: RunFlags): Promise<number> {
  const file = await load(path, flags.export);
  showOwnLines(file);
  const run = startProgram(file.instantiate());
  const ending = await run.ending;
  const style = styleFor(process.stderr, flags);
  if (ending.kind === 'failed') {
    await printError(style.color('red', describeFailure(ending.failure)));
    return exitCodes.found;
  }
  const waiting = run.watch
    .waiting()
    .filter((each) => !each.background)
    .map((each) => ({ process: each.process, waitingOn: each.waitingOn, site: programSite(each.stack) }));
  if (!run.returned) {
    await printError(
      `${style.color('red', 'can never go on')}: main has not returned\n${renderWaiting(waiting, style)}`,
    );
    return exitCodes.found;
  }
  if (waiting.length > 0) {
    await printError(`${style.color('yellow', 'left waiting')} when main returned:\n${renderWaiting(waiting, style)}`);
  }
  return exitCodes.fine;
}
