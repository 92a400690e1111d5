import * as atomic from './atomic.ts';
import * as chanNoRace from './chan-no-race.ts';
import * as chanRace from './chan-race.ts';
import * as finalizer from './finalizer.ts';
import * as mutex from './mutex.ts';
import * as pool from './pool.ts';
import * as rwmutex from './rwmutex.ts';
import * as select from './select.ts';
import * as sync from './sync.ts';
import * as synctest from './synctest.ts';
import * as time from './time.ts';
import * as waitgroup from './waitgroup.ts';

type Program = () => Promise<void>;

/** The programs there are, by the file of Go's suite that they are after and the name of the test there. */
export const programs: ReadonlyMap<string, ReadonlyMap<string, Program>> = new Map([
  ['atomic_test.go', named(atomic)],
  ['chan_test.go', named(chanNoRace, chanRace)],
  ['finalizer_test.go', named(finalizer)],
  ['mutex_test.go', named(mutex)],
  ['pool_test.go', named(pool)],
  ['rwmutex_test.go', named(rwmutex)],
  ['select_test.go', named(select)],
  ['sync_test.go', named(sync)],
  ['synctest_test.go', named(synctest)],
  ['time_test.go', named(time)],
  ['waitgroup_test.go', named(waitgroup)],
]);

/** A module exports its programs and nothing else: `raceMutex` is Go's `TestRaceMutex`. */
function named(...modules: readonly Readonly<Record<string, Program>>[]): ReadonlyMap<string, Program> {
  return new Map(
    modules.flatMap((module) =>
      Object.entries(module).map(([name, program]) => [`Test${name.charAt(0).toUpperCase()}${name.slice(1)}`, program]),
    ),
  );
}
