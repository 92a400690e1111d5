const interruptedExit = 130;

/**
 * Turns the first Ctrl-C into an abort, after which the search prints what it knows; the second ends the process there
 * and then.
 */
export function abortOnInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const exit = process.exit.bind(process);
  const onInterrupt = (): void => {
    if (controller.signal.aborted) exit(interruptedExit);
    controller.abort();
  };
  process.on('SIGINT', onInterrupt);
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', onInterrupt);
    },
  };
}
