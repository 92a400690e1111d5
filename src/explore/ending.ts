/** How an execution ended: what it came to, and who can never go on. */
import { isPatient } from '../kernel/node.ts';
import type { TaggedValue } from '../trace/value.ts';
import { tag } from '../trace/value.ts';
import type { Execution } from './execution.ts';
import { isAdverse } from './network.ts';
import type { ProcessRun } from './process-run.ts';
import { requestOf } from './request.ts';
import type { Pending } from './transition.ts';

/** What it came to: what main returned or threw; of a program of nodes, what became of each. */
export function settledValue(execution: Execution): TaggedValue | undefined {
  const { panic, mainValue, network } = execution;
  if (panic !== undefined) return tag(panic.error);
  return network.nodes.length === 0 ? mainValue : tag(recordOf(execution));
}

/** Whether the program has ended as programs do: main has returned, and a program of nodes is not stuck. */
export function hasReturned(execution: Execution): boolean {
  if (execution.network.nodes.length === 0) return execution.mainResult !== undefined;
  return stuckIn(execution).every(({ node, index }) => node === undefined && index > 0);
}

/** Processes that have not ended and wait for something: a node may wait for its inbox and for time, and main for a node. */
export function stuckIn(execution: Execution): ProcessRun[] {
  const running = execution.processes.filter(({ core }) => core.state === 'running');
  if (execution.network.nodes.length === 0) return running;
  return running.filter((process) => !process.core.background && !isIdle(process, execution));
}

/** What became of each node. */
export function recordOf({ network }: Execution): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const { core, processes, isUp } of network.nodes) {
    const run = processes[0]?.core;
    record[core.label] = !isUp ? 'crashed' : run?.state === 'returned' ? run.result : 'waiting';
  }
  return record;
}

/** Whether it waits for what may never come, as a node does, or whoever joins one. */
export function isIdle(process: ProcessRun, execution: Execution): boolean {
  const { node } = process;
  let waits = false;
  for (const pending of execution.pending) {
    if (pending.process !== process || pending.operation.kind === 'fire') continue;
    if (isAdverse(pending) && !pending.isHeardOf) continue;
    if (node === undefined ? !joinsNode(pending, execution) : requestOf(pending)?.cases.every(isPatient) !== true)
      return false;
    waits = true;
  }
  return waits;
}

function joinsNode({ operation }: Pending, { network }: Execution): boolean {
  const { kind, object } = operation;
  return kind === 'join' && network.nodes.some(({ processes }) => processes.some(({ core }) => core === object));
}
