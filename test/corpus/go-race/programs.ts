import * as atomic from './atomic.ts';
import * as chanNoRace from './chan-no-race.ts';
import * as chanRace from './chan-race.ts';
import * as comp from './comp.ts';
import * as finalizer from './finalizer.ts';
import * as issue12664 from './issue12664.ts';
import * as map from './map.ts';
import * as mopCalls from './mop-calls.ts';
import * as mopControl from './mop-control.ts';
import * as mopOperators from './mop-operators.ts';
import * as mopSlices from './mop-slices.ts';
import * as mopStructs from './mop-structs.ts';
import * as mopVariables from './mop-variables.ts';
import * as mutex from './mutex.ts';
import * as pool from './pool.ts';
import * as rangefunc from './rangefunc.ts';
import * as regression from './regression.ts';
import * as rwmutex from './rwmutex.ts';
import * as select from './select.ts';
import * as slice from './slice.ts';
import * as sliceVariables from './slice-variables.ts';
import * as sync from './sync.ts';
import * as synctest from './synctest.ts';
import * as time from './time.ts';
import * as waitgroup from './waitgroup.ts';

type Program = () => Promise<void>;

/** The programs there are, by the file of Go's suite that they are after and the name of the test there. */
export const programs: ReadonlyMap<string, ReadonlyMap<string, Program>> = new Map([
  ['atomic_test.go', named(atomic)],
  ['chan_test.go', named(chanNoRace, chanRace)],
  ['comp_test.go', named(comp)],
  ['finalizer_test.go', named(finalizer)],
  ['issue12664_test.go', named(issue12664)],
  ['map_test.go', named(map)],
  ['mop_test.go', named(mopCalls, mopControl, mopOperators, mopSlices, mopStructs, mopVariables)],
  ['mutex_test.go', named(mutex)],
  ['pool_test.go', named(pool)],
  ['rangefunc_test.go', named(rangefunc)],
  ['regression_test.go', named(regression)],
  ['rwmutex_test.go', named(rwmutex)],
  ['select_test.go', named(select)],
  ['slice_test.go', named(slice, sliceVariables)],
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
