import { ownFrame } from './stack.ts';

/** Undoes what `holdBack` did. */
export type LetGo = () => void;

/**
 * Keeps a program that is run thousands of times from writing to our streams, from ending our process, and from
 * bringing it down with the error of a socket or timer it left behind: only the report may come of a check.
 *
 * @param onOwnError hears of an error that nobody caught and that is not the program's.
 */
export function holdBack(isProgramStack: (stack: string) => boolean, onOwnError: (error: unknown) => void): LetGo {
  const { console: realConsole } = globalThis;
  const exit = process.exit.bind(process);
  const writes = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write.bind(stream) }));
  globalThis.console = silentConsole(realConsole);
  for (const { stream } of writes) stream.write = swallow;
  process.exit = refuseExit;

  const onStray = (error: unknown): void => {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    if (ownFrame(stack) && !isProgramStack(stack)) onOwnError(error);
  };
  // What becomes of a rejection is for the search to say, which sees it first.
  const ignore = (): void => undefined;
  process.on('uncaughtException', onStray);
  process.on('unhandledRejection', ignore);

  return () => {
    globalThis.console = realConsole;
    for (const { stream, write } of writes) stream.write = write;
    process.exit = exit;
    process.off('uncaughtException', onStray);
    process.off('unhandledRejection', ignore);
  };
}

function silentConsole(real: Console): Console {
  const silence = (): void => undefined;
  const silent = Object.entries(real).map(([name, member]) => [name, typeof member === 'function' ? silence : member]);
  return Object.assign(Object.create(real), Object.fromEntries(silent)) as Console;
}

/** A write that has happened as far as the program can tell. */
function swallow(_chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
  const done = typeof encoding === 'function' ? encoding : callback;
  if (typeof done === 'function') process.nextTick(done);
  return true;
}

function refuseExit(code?: string | number | null): never {
  throw new Error(`process.exit(${code ?? ''}) cannot be explored; return from the program`);
}
