/** Which lane shows which process: the lives of a node share one. */
import type { Trace } from '../trace/trace.ts';
import { processName } from './operations.ts';

/** For each process the one whose lane shows it: itself, or the first life of its node where it is a later one. */
export function ownersOf({ processes, events }: Trace): readonly number[] {
  const owners = [...processes.keys()];
  for (const { participants } of events) {
    for (const { process, operation, result } of participants) {
      if (operation !== 'restart' || result !== undefined) continue;
      owners[process] = firstOf(processes, processes[process]?.node) ?? process;
    }
  }
  return owners;
}

/** What a lane is called: the parts of a node say of which. */
export function laneName(trace: Trace, owner: number): string {
  const name = processName(trace, owner);
  const node = trace.processes[owner]?.node;
  return node === undefined || firstOf(trace.processes, node) === owner ? name : `${node}: ${name}`;
}

function firstOf(processes: Trace['processes'], node: string | undefined): number | undefined {
  const first = node === undefined ? -1 : processes.findIndex((process) => process.node === node);
  return first < 0 ? undefined : first;
}
