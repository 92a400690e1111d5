/** When the processes of a trace are there. */
import type { Trace } from '../trace/trace.ts';
import type { Link } from './links.ts';
import { isOfNetwork } from './operations.ts';

/** By process, the first and the last event at which it is there. */
export interface Lifetimes {
  readonly born: readonly number[];
  readonly dead: readonly number[];
}

/** From its start to its last event, or to the end when it never ended. */
export function lifetimesOf(trace: Trace, links: readonly (readonly Link[])[]): Lifetimes {
  const over: ReadonlySet<string> = new Set(['returned', 'threw', 'crashed']);
  const born = trace.processes.map((_, process) => (process === 0 ? 0 : Number.POSITIVE_INFINITY));
  const dead = trace.processes.map(({ end }) => (over.has(end) ? -1 : Number.POSITIVE_INFINITY));
  for (const [index, event] of trace.events.entries()) {
    if (isOfNetwork(event)) continue;
    const { participants } = event;
    const starts = (links[index] ?? []).filter(({ kind }) => kind === 'start').map(({ toProcess }) => toProcess);
    for (const process of [...starts, ...participants.map((participant) => participant.process)]) {
      born[process] = Math.min(born[process] ?? index, index);
      dead[process] = Math.max(dead[process] ?? index, index);
    }
  }
  return { born, dead };
}
