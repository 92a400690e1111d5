/** Whether there are times at which an execution can go along a path. */
import { install } from '../../kernel/driver.ts';
import { isTimed } from '../../trace/model.ts';
import type { Execution } from '../execution.ts';
import type { End, Observer, Search } from '../search.ts';
import type { TransitionName } from '../transition.ts';
import { TimedSearch } from './timed-search.ts';

/** Always so where times are not bounded. `search`: runs the program whose path it is. */
export function hasTimes({ world, settings }: Search, path: readonly TransitionName[]): boolean {
  const { model } = settings;
  if (!isTimed(model)) return true;
  let found = false;
  const observer: Observer = {
    step: () => {},
    begin: (execution: Execution) => void install(execution.calls),
    end: (_: Execution, how: End) => {
      if (how === 'complete') found = true;
    },
    restart: () => {},
  };
  const every = { ...settings, reduction: 'sleep', everyStart: true } as const;
  const search = new TimedSearch(world, every, model, observer, path);
  const run = search.run();
  while (!found && run.next().done !== true);
  return found;
}
