/** Runs a program that is data, on the public API, and keeps what every strand observed. */

import type {
  AtomicNumber,
  Cancellation,
  Channel,
  Process,
  ReceiveCase,
  ReceiveChannel,
  SendCase,
  Timer,
  WaitOptions,
} from 'happens-before';
import {
  after, atomic, Cond, cancellation, chan, checkpoint, choose, every, go, Mutex, mark, Once, RWMutex, Semaphore, select, shared, sleep, timer,
  WaitGroup,
} from 'happens-before'; // biome-ignore format: names only
import type { Action, Kind, Program } from './program.ts';
import { objectsOf } from './program.ts';

/** What a strand observed, in its order; a strand inside another keeps its own, as strands share no memory here. */
export type Log = (string | number | Log)[];

/** Every strand's log by its place in the program: what an execution has come to, however it ended. */
export type Logs = Map<string, Log>;

/** A cond, lock or channel made when first asked for would be made by whoever is first: all are made before anybody runs. */
class World {
  readonly #objects = new Map<string, unknown>();
  readonly processes: Process<Log>[] = [];
  readonly logs: Logs;

  constructor(names: ReadonlySet<string>, logs: Logs) {
    this.logs = logs;
    for (const [name, makeOne] of makers) if (needs(names, name)) this.#objects.set(name, makeOne(this));
  }

  get<T>(name: string | undefined): T {
    return this.#objects.get(name ?? '') as T;
  }

  source(name: string): ReceiveChannel<number> {
    const object = this.get<unknown>(name);
    if (name.startsWith('k')) return (object as Cancellation).done;
    return name === 't' || name === 'u' || name === 'e'
      ? (object as Timer).channel
      : (object as ReceiveChannel<number>);
  }
}

/** Objects that others are made from. */
const foundations: Readonly<Record<string, readonly string[]>> = { m: ['qm'], w: ['qw', 'qr'], k: ['kk'] };

function needs(names: ReadonlySet<string>, name: string): boolean {
  return names.has(name) || (foundations[name]?.some((other) => names.has(other)) ?? false);
}

const makers: ReadonlyMap<string, (world: World) => unknown> = new Map<string, (world: World) => unknown>([
  ['x', () => shared(0, 'x')],
  ['y', () => shared(0, 'y')],
  ['a', () => atomic(0, 'a')],
  ['m', () => new Mutex('m')],
  ['n', () => new Mutex('n')],
  ['w', () => new RWMutex('w')],
  ['g', () => new WaitGroup('g')],
  ['o', () => new Once('o')],
  ['s', () => new Semaphore(2, 's')],
  ['c0', () => chan<number>(0, 'c0')],
  ['d0', () => chan<number>(0, 'd0')],
  ['c1', () => chan<number>(1, 'c1')],
  ['c2', () => chan<number>(2, 'c2')],
  ['ci', () => chan<number>(Infinity, 'ci')],
  ['cj', () => chan<number>(Infinity, 'cj')],
  ['qm', (world) => new Cond(world.get<Mutex>('m'), 'qm')],
  ['qw', (world) => new Cond(world.get<RWMutex>('w'), 'qw')],
  ['qr', (world) => new Cond(world.get<RWMutex>('w').rlocker(), 'qr')],
  ['t', () => timer(10)],
  ['u', () => timer(20)],
  ['e', () => every(10)],
  ['v', () => after(10)],
  ['k', () => cancellation()],
  ['kk', (world) => cancellation({ parent: world.get<Cancellation>('k') })],
  ['kd', () => cancellation({ after: 15 })],
]);

/** A strand on its way through its actions. */
interface Scope {
  readonly world: World;
  /** Where in the program it is. */
  readonly path: string;
  readonly log: Log;
  /** Processes this strand spawned. */
  readonly spawned: Process<Log>[];
  /** What it saw last: what `if` looks at. */
  last: unknown;
}

type Performer = (scope: Scope, action: Action, options: WaitOptions) => unknown;

const performers: Readonly<Record<Kind, Performer>> = {
  read: ({ world }, { on }) => world.get<ReturnType<typeof shared<number>>>(on).read(),
  write: ({ world }, { on, value = 0 }) => world.get<ReturnType<typeof shared<number>>>(on).write(value),
  update: ({ world }, { on }) => world.get<ReturnType<typeof shared<number>>>(on).update((n) => n + 1),
  load: ({ world }) => cell(world).load(),
  store: ({ world }, { value = 0 }) => cell(world).store(value),
  swap: ({ world }, { value = 0 }) => cell(world).swap(value),
  add: ({ world }, { value = 0 }) => cell(world).add(value),
  compareAndSwap: ({ world }, { value = 0 }) => cell(world).compareAndSwap(value, value + 1),
  'plain.read': ({ world }) => cell(world).plain.read(),
  'plain.write': ({ world }, { value = 0 }) => cell(world).plain.write(value),
  lock: ({ world }, { on }, options) => world.get<Mutex>(on).lock(options),
  unlock: ({ world }, { on }) => world.get<Mutex>(on).unlock(),
  tryLock: ({ world }, { on }) => world.get<Mutex>(on).tryLock(),
  rlock: ({ world }, { on }, options) => world.get<RWMutex>(on).rlock(options),
  runlock: ({ world }, { on }) => world.get<RWMutex>(on).runlock(),
  tryRLock: ({ world }, { on }) => world.get<RWMutex>(on).tryRLock(),
  'group.add': ({ world }, { on, value = 1 }) => world.get<WaitGroup>(on).add(value),
  'group.done': ({ world }, { on }) => world.get<WaitGroup>(on).done(),
  'group.wait': ({ world }, { on }, options) => world.get<WaitGroup>(on).wait(options),
  once: (scope, { on, parts = [] }, options) =>
    scope.world.get<Once>(on).do(async () => {
      await run(inside(scope, 'once'), parts[0] ?? []);
    }, options),
  'cond.wait': ({ world }, { on }, options) => world.get<Cond>(on).wait(options),
  'cond.signal': ({ world }, { on }) => world.get<Cond>(on).signal(),
  'cond.broadcast': ({ world }, { on }) => world.get<Cond>(on).broadcast(),
  acquire: ({ world }, { on, value = 1 }, options) =>
    world
      .get<Semaphore>(on)
      .acquire(value, options)
      .then(() => undefined),
  release: ({ world }, { on, value = 1 }) => world.get<Semaphore>(on).release(value),
  send: ({ world }, { on, value = 0 }, options) => world.get<Channel<number>>(on).send(value, options),
  receive: ({ world }, { on = '' }, options) => world.source(on).receive(options),
  next: ({ world }, { on = '' }, options) => world.source(on).next(options),
  trySend: ({ world }, { on, value = 0 }) => world.get<Channel<number>>(on).trySend(value),
  tryReceive: ({ world }, { on = '' }) => world.source(on).tryReceive(),
  close: ({ world }, { on }) => world.get<Channel<number>>(on).close(),
  length: ({ world }, { on = '' }) => world.source(on).length(),
  drain: async (scope, { on = '' }) => {
    for await (const value of scope.world.source(on)) scope.log.push(`drained ${value}`);
  },
  select: ({ world }, action, options) =>
    selectAny(casesOf(world, action), { ...options, otherwise: action.otherwise === true }),
  choose: (_scope, { value = 2 }) => choose(...Array.from({ length: value }, (_, option) => option)),
  sleep: (_scope, { value = 0 }, options) => sleep(value, options),
  after: (_scope, { value = 0 }, options) => after(value).receive(options),
  'timer.stop': ({ world }, { on }) => world.get<Timer>(on).stop(),
  'timer.reset': ({ world }, { on, value = 0 }) => world.get<Timer>(on).reset(value),
  cancel: ({ world }, { on }) => world.get<Cancellation>(on).cancel(),
  deadline: (_scope, { value = 0 }) => cancellation({ after: value }).done.receive(),
  child: ({ world }, { on }) => cancellation({ parent: world.get<Cancellation>(on) }).done.receive(),
  all: (scope, { parts = [] }) => Promise.all(parts.map((part, index) => run(inside(scope, `all${index}`), part))),
  race: (scope, { parts = [] }) =>
    Promise.race(parts.map(async (part, index) => [index, await run(inside(scope, `race${index}`), part)])),
  fork: (scope, { parts = [], caught }) => {
    const forked = run(inside(scope, 'fork'), parts[0] ?? []);
    if (caught === true) forked.catch(() => {});
  },
  call: async (scope, { parts = [] }) => await run(inside(scope, 'call'), parts[0] ?? []),
  if: (scope, { parts = [] }) => run(inside(scope, 'if'), parts[isTrue(scope.last) ? 0 : 1] ?? []),
  spawn: (scope, { parts = [], value }) => {
    const inner = inside(scope, 'spawn');
    scope.spawned.push(go(inner.path, () => run(inner, parts[0] ?? []), { supervised: value === 1 }));
  },
  join: ({ world, spawned }, { on }, options) => {
    const target = on === undefined ? spawned[spawned.length - 1] : world.processes[Number(on.slice(1))];
    return target?.join(options);
  },
  throw: (_scope, { value }) => {
    throw new Error(`thrown ${value}`);
  },
  mark: () => mark('here'),
  checkpoint: (scope, { value }) => forget(scope, value),
};

/** The strand gives up what it has seen, and says so. */
function forget(scope: Scope, left: number | undefined): Promise<void> {
  const { path, log, spawned } = scope;
  log.length = 0;
  scope.last = undefined;
  return checkpoint({ path, left, spawned });
}

function cell(world: World): AtomicNumber<number> {
  return world.get('a');
}

/** Select with cases that are only known when it runs, so that the type checker cannot tell what it resolves to. */
const selectAny = select as unknown as (
  cases: Readonly<Record<string, ReceiveCase | SendCase>>,
  options: WaitOptions & { readonly otherwise: boolean },
) => Promise<unknown>;

/** Whether a branch on what was seen is taken: about half of what is seen counts. */
function isTrue(seen: unknown): boolean {
  if (typeof seen === 'number') return seen % 2 === 1;
  return seen !== undefined && seen !== false && (seen as { done?: boolean }).done !== true;
}

function casesOf(world: World, { cases = [] }: Action): Record<string, ReceiveCase | SendCase> {
  return Object.fromEntries(
    cases.map(({ on, value }, index): [string, ReceiveCase | SendCase] => {
      const key = `${index} ${on}`;
      return [key, value === undefined ? world.source(on) : [world.get<Channel<number>>(on), value]];
    }),
  );
}

function inside(scope: Scope, step: string): Scope {
  const path = `${scope.path}.${scope.log.length}${step}`;
  return strand(scope.world, path);
}

function strand(world: World, path: string): Scope {
  const log: Log = [];
  world.logs.set(path, log);
  return { world, path, log, spawned: [], last: undefined };
}

async function run(scope: Scope, actions: readonly Action[]): Promise<Log> {
  const { world, log } = scope;
  for (const [index, action] of actions.entries()) {
    const { signal, caught } = action;
    try {
      const options = signal === undefined ? {} : { signal: world.get<Cancellation>(signal).signal };
      const seen = await performers[action.kind](
        scope,
        action.kind === 'checkpoint' ? { ...action, value: index } : action,
        options,
      );
      scope.last = seen;
      log.push(seen === undefined ? '.' : JSON.stringify(seen));
    } catch (error) {
      if (caught !== true) throw error;
      scope.last = false;
      log.push(`! ${String(error)}`);
    }
  }
  log.push('end');
  return log;
}

/** The program as an ordinary one; every strand's log goes into `logs`. It returns main's log with those it joined. */
export function interpret(program: Program, logs: Logs): () => Promise<Log> {
  return async () => {
    const world = new World(objectsOf(program), logs);
    for (const [index, { actions, supervised }] of program.processes.entries()) {
      const scope = strand(world, `P${index}`);
      world.processes.push(go(scope.path, () => run(scope, actions), { supervised: supervised === true }));
    }
    const log = await run(strand(world, 'main'), program.main);
    if (!program.joins) return [...log];
    for (const process of world.processes) {
      try {
        log.push(await process.join());
      } catch (error) {
        log.push(`! ${String(error)}`);
      }
    }
    return [...log];
  };
}
