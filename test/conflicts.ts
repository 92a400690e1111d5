// Which operations conflict: found by performing every two of them, one right after the other, in every state listed.

import { conflict, Touch } from '../src/explore/footprint.ts';
import { Atomic } from '../src/kernel/atomic.ts';
import { CancellationCore } from '../src/kernel/cancellation.ts';
import { Cell } from '../src/kernel/cell.ts';
import { ChannelCore } from '../src/kernel/channel.ts';
import { Cond } from '../src/kernel/cond.ts';
import { Mutex } from '../src/kernel/mutex.ts';
import { Once } from '../src/kernel/once.ts';
import { type Effects, type KernelObject, Operation } from '../src/kernel/operation.ts';
import { RWMutex } from '../src/kernel/rw-mutex.ts';
import { Semaphore } from '../src/kernel/semaphore.ts';
import { WaitGroup } from '../src/kernel/wait-group.ts';
import type { OperationName } from '../src/trace/trace.ts';

/** Performs an operation, or says that it cannot go, or would be misuse. */
type Act<O> = (object: O, effects: Effects) => boolean;

interface Subject<O> {
  readonly title: string;
  /** Makes a fresh object in each of the states in which the operations are tried. */
  readonly states: readonly (() => O)[];
  readonly operations: Readonly<Record<string, Act<O>>>;
}

/** Keeps what an operation used and whether it failed. */
class Recorder implements Effects {
  readonly touches: Touch[] = [];
  failed = false;
  readonly #ids = new Map<KernelObject, number>();

  complete(): void {}
  wait(): void {}
  acquire(): void {}
  release(): void {}
  publish(): void {}
  access(): void {}

  fail(_operation: Operation, error: unknown): void {
    this.failed = error instanceof Error && error.name === 'MisuseError';
  }

  touch(object: KernelObject, place: number, use: Touch['use'], releases = false): void {
    const id = this.#ids.get(object) ?? this.#ids.size + 1;
    this.#ids.set(object, id);
    this.touches.push(new Touch(id, place, use, releases));
  }

  /** What was used since the last call. */
  take(): readonly Touch[] {
    return this.touches.splice(0);
  }
}

function perform(kind: OperationName, argument?: unknown): Act<KernelObject> {
  return (object, effects) => {
    const operation = new Operation(kind, object, argument);
    if (!object.enabled(operation)) return false;
    object.perform(operation, effects);
    return !(effects as Recorder).failed;
  };
}

/** Performs operations on a fresh object to bring it into a state. */
function after<O extends KernelObject>(make: () => O, ...steps: readonly Act<O>[]): () => O {
  return () => {
    const object = make();
    const recorder = new Recorder();
    for (const step of steps)
      if (!step(object, recorder)) throw new Error(`the state of a ${object.type} cannot be reached`);
    return object;
  };
}

const send: Act<ChannelCore> = (channel, effects) => {
  if (channel.closed) channel.refuse(effects);
  else if (channel.hasRoom) channel.store(1, effects);
  else return false;
  return true;
};

const receive: Act<ChannelCore> = (channel, effects) => {
  if (channel.buffer.length > 0) channel.take(effects);
  else if (channel.closed) channel.end(effects);
  else return false;
  return true;
};

const handOver: Act<ChannelCore> = (channel, effects) => {
  if (channel.closed) return false;
  channel.meet(effects);
  return true;
};

/** A `trySend`, `tryReceive` or `select` that finds nothing to do. */
const look: Act<ChannelCore> = (channel, effects) => {
  channel.look(effects);
  return true;
};

function channel(capacity: number, values: number): () => ChannelCore {
  return after(() => new ChannelCore(capacity, undefined), ...Array.from({ length: values }, () => send));
}

function lockedCond(...steps: readonly Act<KernelObject>[]): () => Cond {
  return () => {
    const mutex = new Mutex(undefined);
    mutex.locked = true;
    const cond = new Cond(mutex, undefined);
    const recorder = new Recorder();
    for (const step of steps) {
      step(cond, recorder);
      mutex.locked = true;
    }
    return cond;
  };
}

function subject<O>(
  title: string,
  states: readonly (() => O)[],
  operations: Readonly<Record<string, Act<O>>>,
): Subject<O> {
  return { title, states, operations };
}

const close = perform('close');
const lock = perform('lock');
const rlock = perform('rlock');
const add = perform('add', 1);
const once = perform('once');
const acquire = perform('acquire', 1);
const newWaitGroup = (): WaitGroup => new WaitGroup(undefined);
const newSemaphore = (): Semaphore => new Semaphore(4, undefined);
const newCancellation = (): CancellationCore => new CancellationCore(new ChannelCore<never>(0, undefined));

/** The subjects, each ready to be tabulated. */
const tables: readonly (() => string)[] = [
  () => table(subject('shared', [() => new Cell(0, undefined)], { read: perform('read'), write: perform('write', 1) })),
  () =>
    table(
      subject('atomic', [() => new Atomic(0, undefined)], {
        load: perform('load'),
        store: perform('store', 1),
        swap: perform('swap', 2),
        add: perform('add', 1),
        'CAS fails': perform('compareAndSwap', { expected: 'other', replacement: 1 }),
        'plain.read': perform('plain.read'),
        'plain.write': perform('plain.write', 3),
      }),
    ),
  () =>
    table(
      subject<KernelObject>('Mutex', [() => new Mutex(undefined), after(() => new Mutex(undefined), lock)], {
        lock,
        unlock: perform('unlock'),
        tryLock: perform('tryLock'),
      }),
    ),
  () =>
    table(
      subject<KernelObject>(
        'RWMutex',
        [
          () => new RWMutex(undefined),
          after(() => new RWMutex(undefined), rlock),
          after(() => new RWMutex(undefined), rlock, rlock),
          after(() => new RWMutex(undefined), rlock, rlock, rlock),
          after(() => new RWMutex(undefined), lock),
        ],
        {
          rlock,
          runlock: perform('runlock'),
          lock,
          unlock: perform('unlock'),
          tryRLock: perform('tryRLock'),
          tryLock: perform('tryLock'),
        },
      ),
    ),
  () =>
    table(
      subject<KernelObject>(
        'WaitGroup',
        [newWaitGroup, after(newWaitGroup, add), after(newWaitGroup, add, add), after(newWaitGroup, add, add, add)],
        {
          add,
          done: perform('done'),
          wait: perform('wait'),
        },
      ),
    ),
  () =>
    table(
      subject<KernelObject>(
        'Once',
        [() => new Once(undefined), after(() => new Once(undefined), once, perform('finish'))],
        {
          do: once,
          'its end': perform('finish'),
        },
      ),
    ),
  () =>
    table(
      subject<KernelObject>('Cond', [lockedCond(), lockedCond(perform('wait'))], {
        wait: perform('wait'),
        signal: perform('signal'),
        broadcast: perform('broadcast'),
      }),
    ),
  () =>
    table(
      subject<KernelObject>(
        'Semaphore',
        [
          newSemaphore,
          after(newSemaphore, acquire),
          after(newSemaphore, acquire, acquire, acquire),
          after(newSemaphore, perform('acquire', 4)),
        ],
        { 'acquire 1': acquire, 'acquire 2': perform('acquire', 2), 'release 1': perform('release', 1) },
      ),
    ),
  () =>
    table(
      subject('channel with a buffer', [channel(2, 0), channel(2, 1), channel(2, 2), channel(Infinity, 1)], {
        send,
        receive,
        close,
        length: perform('length'),
        otherwise: look,
      }),
    ),
  () => table(subject('channel without', [channel(0, 0)], { 'hand-over': handOver, close, otherwise: look })),
  () =>
    table(
      subject<CancellationCore>('cancellation', [newCancellation, after(newCancellation, perform('cancel'))], {
        cancel: perform('cancel'),
        'receive done': (object, effects) => receive(object.done, effects),
      }),
    ),
];

/** Whether `second` right after `first` conflicts with it; undefined when it cannot go there. */
function meets<O>(make: () => O, first: Act<O>, second: Act<O>): boolean | undefined {
  const recorder = new Recorder();
  const object = make();
  if (!first(object, recorder)) return undefined;
  const before = recorder.take();
  if (!second(object, recorder)) return undefined;
  return conflict({ touches: before, ends: false }, { touches: recorder.take(), ends: false });
}

function mark<O>({ states }: Subject<O>, a: Act<O>, b: Act<O>): string {
  const seen = new Set<boolean>();
  for (const make of states) {
    for (const found of [meets(make, a, b), meets(make, b, a)]) if (found !== undefined) seen.add(found);
  }
  if (seen.size === 2) return '±';
  if (seen.size === 0) return ' ';
  return seen.has(true) ? '×' : '=';
}

function table<O>(what: Subject<O>): string {
  const names = Object.keys(what.operations);
  const first = Math.max(what.title.length, ...names.map(({ length }) => length));
  const heading = `${what.title.padEnd(first)}  ${names.join('  ')}`;
  const rows = Object.entries(what.operations).map(([name, a]) => {
    const marks = Object.entries(what.operations).map(([other, b]) => mark(what, a, b).padEnd(other.length));
    return `${name.padEnd(first)}  ${marks.join('  ')}`.trimEnd();
  });
  return [heading, ...rows].join('\n');
}

/** What conflicts with what, as text. */
export function conflictTables(): string {
  return tables.map((make) => make()).join('\n\n');
}
