/**
 * Who uses what, as far as a search has seen; and steps that can therefore be explored alone.
 *
 * A step that commutes with everything other processes may do before it, and that none of them can take away, need not be
 * delayed: an ample set of one process. What others may do is inferred from what they were seen to call. When somebody turns
 * up of whom a search had assumed that there was nobody, it starts again knowing better.
 */
import { Atomic } from '../kernel/atomic.ts';
import { Cell } from '../kernel/cell.ts';
import type { Case, ChannelRequest } from '../kernel/channel.ts';
import type { Locker } from '../kernel/cond.ts';
import { Cond } from '../kernel/cond.ts';
import { Mutex } from '../kernel/mutex.ts';
import { Once } from '../kernel/once.ts';
import { ReadLocker, RWMutex } from '../kernel/rw-mutex.ts';
import { Semaphore } from '../kernel/semaphore.ts';
import { WaitGroup } from '../kernel/wait-group.ts';
import type { Call, ObjectRecord } from './history.ts';
import { requestOf } from './request.ts';

/** In which capacity an object is used. `look`: by whoever can tell that a channel or lock would have made it wait. */
type Role = 'use' | 'send' | 'receive' | 'look';

/** Objects whose operations, other than a lock's, touch nothing but the object itself. */
const selfContained = [Cell, Atomic, Mutex, RWMutex, Once, Semaphore, WaitGroup] as const;

interface Users {
  readonly processes: Set<number>;
  /** Whether a step was explored alone because there was only one. */
  relied: boolean;
}

export class Ownership {
  readonly #users = new Map<string, Users>();
  /** Locks that are not used by the rule that who locked unlocks, and nobody merely tries. */
  readonly #irregular = new Set<number>();
  readonly #reliedRegular = new Set<number>();
  /** Whether something was assumed that turned out wrong. */
  wasWrong = false;

  /** Takes note of a call. */
  note(call: Call, recordOf: (core: object) => ObjectRecord | undefined): void {
    const { operation } = call.pending;
    const request = requestOf(call.pending);
    if (request !== undefined) return this.#noteRequest(request, call, recordOf);
    const record = recordOf(operation.object);
    if (record === undefined) return;
    this.#add(record, 'use', call);
    if (operation.kind === 'close') {
      this.#add(record, 'send', call);
      this.#add(record, 'look', call);
    }
    if (operation.kind === 'length') this.#add(record, 'look', call);
    if (operation.kind === 'tryLock') this.makeIrregular(record);
    if (operation.object instanceof Cond) this.#noteLocker(operation.object.locker, call, recordOf);
  }

  /** The lock is not used as most are. */
  makeIrregular({ key }: ObjectRecord): void {
    this.#irregular.add(key);
    if (this.#reliedRegular.has(key)) this.wasWrong = true;
  }

  /** Forgets what steps relied on: a search begins. */
  restart(): void {
    this.wasWrong = false;
    this.#reliedRegular.clear();
    for (const users of this.#users.values()) users.relied = false;
  }

  /** Whether the call, the only one of its process, can be explored alone; it can go. */
  isAlone({ pending, history }: Call, recordOf: (core: object) => ObjectRecord | undefined): boolean {
    const { operation } = pending;
    const { kind, object } = operation;
    if (operation.signal !== undefined || pending.cancelRequested) return false;
    if (kind === 'choose' || kind === 'mark' || kind === 'checkpoint' || kind === 'join' || kind === 'start')
      return true;
    const request = requestOf(pending);
    if (request !== undefined) return this.#isCommunicationAlone(request, history.key, recordOf);
    const record = recordOf(object);
    if (record === undefined) return false;
    if (object instanceof Mutex && kind === 'unlock' && !this.#irregular.has(record.key)) {
      this.#reliedRegular.add(record.key);
      return true;
    }
    return selfContained.some((type) => object instanceof type) && this.#isOnly(record, 'use', history.key);
  }

  /** Who waits on a condition unlocks its lock, and locks it again. */
  #noteLocker(locker: Locker, call: Call, recordOf: (core: object) => ObjectRecord | undefined): void {
    const record = recordOf(locker instanceof ReadLocker ? locker.of : locker);
    if (record === undefined) return;
    this.#add(record, 'use', call);
    this.makeIrregular(record);
  }

  #noteRequest(
    { cases, otherwise }: ChannelRequest,
    call: Call,
    recordOf: (core: object) => ObjectRecord | undefined,
  ): void {
    for (const { channel, sends } of cases) {
      const record = recordOf(channel);
      if (record === undefined) continue;
      this.#add(record, sends ? 'send' : 'receive', call);
      if (otherwise) this.#add(record, 'look', call);
    }
  }

  #isCommunicationAlone(
    { cases, otherwise }: ChannelRequest,
    process: number,
    recordOf: (core: object) => ObjectRecord | undefined,
  ): boolean {
    const [one] = cases;
    if (one === undefined || cases.length > 1 || otherwise) return false;
    const { channel } = one;
    const record = recordOf(channel);
    if (record === undefined || channel.source !== undefined || !isSteady(one)) return false;
    return this.#isOnly(record, one.sends ? 'send' : 'receive', process) && this.#isOnly(record, 'look', process);
  }

  #add(record: ObjectRecord, role: Role, { history }: Call): void {
    const name = `${record.key} ${role}`;
    let users = this.#users.get(name);
    if (users === undefined) {
      users = { processes: new Set(), relied: false };
      this.#users.set(name, users);
    }
    if (users.processes.has(history.key)) return;
    users.processes.add(history.key);
    if (users.relied) this.wasWrong = true;
  }

  /** Whether nobody else was seen in that role; from now on it matters when somebody is. */
  #isOnly(record: ObjectRecord, role: Role, process: number): boolean {
    const name = `${record.key} ${role}`;
    let users = this.#users.get(name);
    if (users === undefined) {
      users = { processes: new Set(), relied: false };
      this.#users.set(name, users);
    }
    for (const user of users.processes) if (user !== process) return false;
    users.relied = true;
    return true;
  }
}

/** Whether the case can go, and nobody else can change that. */
function isSteady({ channel, sends }: Case): boolean {
  if (channel.capacity === 0) return false;
  return sends ? channel.hasRoom && !channel.closed : channel.buffer.length > 0 || channel.closed;
}
