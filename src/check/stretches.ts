/** Work that runs the program many times, in stretches under the watchdog. */
import type { Execution } from '../explore/execution.ts';
import type { Explorer } from '../explore/explorer.ts';
import { Owned } from '../explore/owned.ts';
import { watched } from '../explore/slices.ts';

/** How long a stretch lasts, in milliseconds; a little more by the execution that is running then. */
const stretchMs = 20;

const clock = performance.now.bind(performance);

/**
 * Has `work`, which yields between executions, go on until it ends or `mayGoOn`, asked between stretches, says no. True when
 * it ended; false also when a step of the program did not end.
 */
export async function inStretches(
  search: Explorer,
  work: Iterator<void, unknown>,
  mayGoOn: () => boolean,
): Promise<boolean> {
  const owned = new Owned(() => search.execution as Execution);
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;
  const stretch = (): void => {
    const until = clock() + stretchMs;
    try {
      while (!isOver && clock() < until) isOver = work.next().done === true;
    } catch (error) {
      failure = { error };
    }
  };
  while (!isOver) {
    const how = await watched(search, owned, stretch, false);
    if (failure !== undefined) throw failure.error;
    if (how !== 'fine' || !mayGoOn()) break;
  }
  return isOver;
}
