import * as comp from './comp.ts';
import * as issue12664 from './issue12664.ts';
import * as map from './map.ts';
import * as mopCalls from './mop-calls.ts';
import * as mopControl from './mop-control.ts';
import * as mopOperators from './mop-operators.ts';
import * as mopSlices from './mop-slices.ts';
import * as mopStructs from './mop-structs.ts';
import * as mopVariables from './mop-variables.ts';
import * as rangefunc from './rangefunc.ts';
import * as regression from './regression.ts';
import * as slice from './slice.ts';
import * as sliceVariables from './slice-variables.ts';

/** One labelled program: the test it is after, in a file of Go's suite, and all objects that race in it. */
export interface Row {
  readonly file: string;
  readonly test: string;
  readonly program: () => Promise<void>;
  /** Empty for a program that is free of races. */
  readonly races: readonly string[];
}

type Labelled = readonly [program: () => Promise<void>, ...races: string[]];

/** The programs have the names of the tests, as functions are named here. */
function rowsOf(file: string, labelled: readonly Labelled[]): readonly Row[] {
  return labelled.map(([program, ...races]) => {
    const test = program.name.replace(/^(?:no)?race/i, (label) => (label === 'race' ? 'TestRace' : 'TestNoRace'));
    return { file, test, program, races };
  });
}

const memoryOperations: readonly Labelled[] = [
  [mopVariables.raceIntRWGlobalFuncs, 'globalX'],
  [mopVariables.raceIntRWClosures, 'x'],
  [mopVariables.raceIntptrRW, 'x'],
  [mopVariables.raceIndirection, 'y'],
  [mopVariables.raceFuncArgsRW, 'x'],
  [mopVariables.raceFuncVariableRW, 'f'],
  [mopVariables.raceHeapParam, 'x'],
  [mopVariables.raceTLS, 'x'],
  [mopVariables.noRaceAddrExpr],
  [mopVariables.raceAddrExpr, 'a.p'],
  [mopOperators.racePlus, 'y'],
  [mopOperators.racePlus2, 'x'],
  [mopOperators.noRacePlus],
  [mopOperators.raceAnd, 'x'],
  [mopOperators.raceAnd2, 'x'],
  [mopOperators.noRaceAnd],
  [mopOperators.raceOr, 'x'],
  [mopOperators.raceOr2, 'x'],
  [mopOperators.noRaceOr],
  [mopOperators.noRaceShortCalc2],
  [mopControl.raceCaseBody, 'x'],
  [mopControl.noRaceCaseFallthrough],
  [mopControl.raceCaseFallthrough, 'x'],
  [mopControl.raceCaseIssue6418, 'm[a]'],
  [mopControl.raceCaseType, 'i'],
  [mopControl.raceCaseTypeBody, 'x'],
  [mopControl.raceCaseTypeIssue5890, 'm[0]'],
  [mopControl.raceRange, 'v'],
  [mopControl.noRaceForInit],
  [mopControl.noRaceForIncr],
  [mopCalls.raceFuncArgument, 'x'],
  [mopCalls.raceSprint, 'x'],
  [mopCalls.raceEfaceConv, 'v'],
  [mopCalls.raceInterCall, 'x'],
  [mopCalls.raceInterCall2, 'z'],
  [mopCalls.raceMethodCall, 'x'],
  [mopCalls.raceMethodCall2, 'i'],
  [mopCalls.raceMethodValue, 'i.x', 'i.y'],
  [mopCalls.raceMethodValue2, 'i'],
  [mopCalls.racePanicArg, 'err'],
  [mopCalls.raceTypeAssert, 'i'],
  [mopCalls.raceBlockCall1, 'x'],
  [mopCalls.raceAsFunc2, 'x'],
  [mopCalls.raceAsFunc3, 'x'],
  [mopCalls.noRaceAsFunc4],
  [mopCalls.noRaceFuncUnlock],
  [mopStructs.raceStructRW, 'p.x', 'p.y'],
  [mopStructs.raceStructFieldRW1, 'p.x'],
  [mopStructs.noRaceStructFieldRW1],
  [mopStructs.noRaceStructFieldRW2],
  [mopStructs.raceStructFieldRW2, '*p.x'],
  [mopStructs.raceStructInd, 'i.y'],
  [mopStructs.noRaceEmptyStruct],
  [mopStructs.raceNestedStruct, 'y.x.y'],
  [mopSlices.raceAppendLenRW, 'a'],
  [mopSlices.raceArrayCopy, 'a[3]'],
  [mopSlices.raceSliceSlice, 'x'],
  [mopSlices.raceSliceSlice2, 'i'],
  [mopSlices.raceSliceStruct, 'x[1].y'],
  [mopSlices.raceAppendSliceStruct, 'x[1].y'],
];

const slices: readonly Labelled[] = [
  [slice.raceSliceRW, 'a[1]'],
  [slice.noRaceSliceRW],
  [slice.noRaceArrayWW],
  [slice.raceArrayWW, 'a[1]'],
  [slice.raceSliceCopyRead, 'a[5]'],
  [slice.raceSliceCopyWrite2, 'b[5]'],
  [slice.raceSliceCopyWrite3, 'a[7]'],
  [slice.noRaceSliceCopyRead],
  [slice.raceSliceDifferent, 's[3]'],
  [slice.raceSliceRangeWrite, 's[3]'],
  [slice.noRaceSliceRangeWrite],
  [slice.raceSliceAppendSlice, 's[0]'],
  [slice.raceSliceAppendSlice2, 's2foobar[5]'],
  [slice.noRaceSliceIndexAccess],
  [slice.raceSliceIndexAccess, 'v'],
  [slice.raceSliceRuneToString, 's[9]'],
  [slice.raceSlice4, ...Array.from({ length: 9 }, (_, index) => `data[${index}]`)],
  [sliceVariables.noRaceSliceWriteSlice2],
  [sliceVariables.raceSliceWriteSlice, 'a'],
  [sliceVariables.noRaceStructSlicesRangeWrite],
  [sliceVariables.raceSliceRangeAppend, 's'],
  [sliceVariables.noRaceSliceRangeAppend],
  [sliceVariables.raceSliceVarRead, 's'],
  [sliceVariables.raceSliceVarCopy, 's'],
  [sliceVariables.raceSliceVarCopy2, 's'],
];

const maps: readonly Labelled[] = [
  [map.raceMapRWArray, 'm'],
  [map.noRaceMapRR],
  [map.raceMapRange, 'm'],
  [map.noRaceMapRangeRange],
  [map.raceMapLen, 'm'],
  [map.raceMapLenDelete, 'm'],
  [map.raceMapVariable, 'm'],
  [map.raceMapVariable2, 'm'],
  [map.raceMapAssignMultipleReturn, 'conns[1][0]'],
];

const composites: readonly Labelled[] = [
  [comp.noRaceComp],
  [comp.noRaceComp2],
  [comp.raceComp, 's.s2.y'],
  [comp.raceComp3, 's.s2.y'],
  [comp.noRaceCompPtr],
  [comp.raceCompPtr, '*p.s2.x'],
  [comp.raceCompPtr2, 'p.s2'],
];

/** The rows about memory: variables, composite values, slices and maps. */
export const memoryRows: readonly Row[] = [
  ...rowsOf('mop_test.go', memoryOperations),
  ...rowsOf('slice_test.go', slices),
  ...rowsOf('map_test.go', maps),
  ...rowsOf('comp_test.go', composites),
  ...rowsOf('regression_test.go', [[regression.raceUnaddressableMapLen, 'm[0]'], [regression.noRaceRpcChan]]),
  ...rowsOf('rangefunc_test.go', [[rangefunc.raceRangeFuncIterator, 'exited'], [rangefunc.noRaceRangeFuncIterator]]),
  ...rowsOf('issue12664_test.go', [[issue12664.raceIssue12664, 'issue12664']]),
];
