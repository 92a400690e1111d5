import { recordOf } from '../../explore/ending.ts';
import type { Execution } from '../../explore/execution.ts';
import { kindOf } from '../collector.ts';
import { copyOf } from './copy.ts';
import type { RunOutcome } from './run.ts';

/** How an execution that has ended did, as the state after its last event shows it. */
export function outcomeOf(execution: Execution): RunOutcome {
  const { panic, mainResult, network } = execution;
  const settled = network.nodes.length > 0 ? recordOf(execution) : mainResult?.value;
  return { kind: kindOf(execution), value: copyOf(panic === undefined ? settled : panic.error) };
}
