/** What a non-blocking operation of a node returns: something to wait on. */

import { Atomic } from '../kernel/atomic.ts';
import type { Driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';

/** An operation that was begun. */
export interface Handle {
  /** Waits until it is complete, which wakes it. Ordered after that. */
  wait(): Promise<void>;
  /** Resolves to whether it is complete. Never waits; what it finds complete it is ordered after. */
  done(): Promise<boolean>;
}

/** A handle for what `act` does, which goes on beside the caller; reports call it by `name`. */
export function begin(by: Driver, name: string, act: () => Promise<unknown>): Handle {
  const flag = by.adopt(new Atomic(false, name));
  const end = (async (): Promise<void> => {
    await act();
    await by.perform(new Operation('store', flag, true));
  })();
  return {
    wait: () => end,
    done: () => by.perform(new Operation('load', flag)) as Promise<boolean>,
  };
}
