/** The commonest reason for a wrong value: a write computed from a read that another process has since made stale. */

import type { OperationName, Participant, Trace } from '../trace/trace.ts';
import { atSite, processName } from './operations.ts';

const reads: ReadonlySet<OperationName> = new Set(['read', 'load', 'plain.read']);
const writes: ReadonlySet<OperationName> = new Set(['write', 'store', 'plain.write']);

export interface LostUpdate {
  readonly read: Participant;
  /** The other process's write between the read and `write`. */
  readonly lost: Participant;
  readonly write: Participant;
}

/** The last lost update of a trace, on `object` when one is named. */
export function lostUpdateOf(trace: Trace, object?: string): LostUpdate | undefined {
  const lastRead = new Map<string, { readonly at: number; readonly read: Participant }>();
  const lastWrites = new Map<string, Map<number, { readonly at: number; readonly write: Participant }>>();
  let found: LostUpdate | undefined;
  for (const [at, { participants }] of trace.events.entries()) {
    const [access] = participants;
    if (access?.object === undefined || (object !== undefined && access.object !== object)) continue;
    const key = `${access.process} ${access.object}`;
    if (reads.has(access.operation)) lastRead.set(key, { at, read: access });
    if (!writes.has(access.operation)) continue;
    const mine = lastRead.get(key);
    const writers = lastWrites.get(access.object) ?? new Map<number, { at: number; write: Participant }>();
    lastWrites.set(access.object, writers);
    for (const [process, other] of writers) {
      if (process === access.process || mine === undefined || other.at < mine.at) continue;
      found = { read: mine.read, lost: other.write, write: access };
    }
    // A later write of the same process starts from no read.
    lastRead.delete(key);
    writers.set(access.process, { at, write: access });
  }
  return found;
}

/** `P read x = 0 at counter.ts:6:30 before Q's write of -1 at counter.ts:9:30, and then wrote 1 over it at counter.ts:6:13`. */
export function lostUpdateText(trace: Trace, { read, lost, write }: LostUpdate): string {
  const reader = processName(trace, read.process);
  const value = read.result === undefined ? '' : ` = ${read.result}`;
  const before = `${processName(trace, lost.process)}'s write${lost.argument === undefined ? '' : ` of ${lost.argument}`}`;
  return (
    `${reader} read ${read.object}${value}${atSite(read.site)} before ${before}${atSite(lost.site)}, ` +
    `and then wrote ${write.argument ?? 'its own value'} over it${atSite(write.site)}`
  );
}
