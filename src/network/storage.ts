import type { Driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import type { StorageCore } from '../kernel/storage.ts';
import type { OperationName } from '../trace/trace.ts';
import { copyOf } from './copy.ts';

/** What survives a crash of its node, as it was at the latest `sync`. */
export interface Storage {
  /** Resolves to a copy of what is under `key`; `undefined` when nothing is. Never waits; ordered after the syncs before a restart (rule 18). */
  get(key: string): Promise<unknown>;
  /** Puts a copy of `value` under `key`. Never waits. A crash before the next `sync` undoes it. */
  set(key: string, value: unknown): Promise<void>;
  /** Removes what is under `key`, and resolves to whether there was something. A crash before the next `sync` undoes it. */
  delete(key: string): Promise<boolean>;
  /** Resolves to all keys, sorted. */
  list(): Promise<readonly string[]>;
  /** Makes everything written so far survive a crash. Never waits; comes before what the restarted node reads (rule 18). */
  sync(): Promise<void>;
}

/** The storage that a node has in its hands. */
export function storageOf(core: StorageCore, by: Driver): Storage {
  const call = (kind: OperationName, argument?: unknown): Promise<never> =>
    by.perform(new Operation(kind, core, argument)) as Promise<never>;
  return {
    get: (key) => call('get', key),
    set: (key, value) => call('set', { key, value: copyOf(value, `storage.set('${key}', …)`) }),
    delete: (key) => call('delete', key),
    list: () => call('list'),
    sync: () => call('sync'),
  };
}
