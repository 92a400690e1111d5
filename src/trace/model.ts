/**
 * The model: what time, and one day the network and the nodes, may do while a program is checked. It is data, which a program
 * exports as `model` or a check is told.
 */

/** How often at most, in one execution, the adversary may do each of what it can do; 0 where nothing is said. */
export interface FaultBudgets {
  /** Messages that are lost. */
  readonly loss: number;
  /** Messages that arrive once more. */
  readonly duplication: number;
  /** Nodes that crash. */
  readonly crashes: number;
  /** Crashed nodes that start again. */
  readonly restarts: number;
  /** Times that a part of the network is cut off. */
  readonly partitions: number;
  /** Times that a node stands still. */
  readonly pauses: number;
  /** In which order messages arrive; `fifo` where nothing is said. */
  readonly order: 'none' | 'fifo' | 'causal';
  /** How often each ticker fires in one execution; 2 where nothing is said. */
  readonly ticks: number;
}

/** The least and the most, in milliseconds. */
export type Bounds = readonly [least: number, most: number];

/** What is known of how long things take. */
export interface TimeBounds {
  /** How long a message is under way. */
  readonly delay: Bounds;
  /** How long it takes from what wakes somebody to when it waits again. */
  readonly step: Bounds;
  /** By which part clocks may run fast or slow, from 0 and below 1; 0 where nothing is said. */
  readonly drift: number;
}

/** Delays and relative speeds are unbounded. */
export interface AsynchronousModel extends FaultBudgets {
  readonly kind: 'asynchronous';
}

/** Delays and relative speeds are bounded. */
export interface SynchronousModel extends FaultBudgets, TimeBounds {
  readonly kind: 'synchronous';
}

export type Model = AsynchronousModel | SynchronousModel;

const noFaults: FaultBudgets = {
  loss: 0,
  duplication: 0,
  crashes: 0,
  restarts: 0,
  partitions: 0,
  pauses: 0,
  order: 'fifo',
  ticks: 2,
};
const orders: readonly unknown[] = ['none', 'fifo', 'causal'];
const budgets = Object.keys(noFaults);

/**
 * The model in which nothing bounds when a timer fires, beyond the order of those of one clock. It is the one that checks
 * use where none is given.
 *
 * @throws TypeError or RangeError that says which option is wrong and what it can be.
 * @example
 * console.log(asynchronous({}).ticks) // 2
 */
export function asynchronous(options: Partial<FaultBudgets> = {}): AsynchronousModel {
  requireOptions('asynchronous', options, budgets);
  return { kind: 'asynchronous', ...noFaults, ...readBudgets('asynchronous', options) };
}

/**
 * The model in which everything takes as long as the bounds say. With all of them zero it is plain virtual time: what can go
 * goes at once, and time passes only when nothing else can happen, to when the next timer is due.
 *
 * @throws TypeError or RangeError that says which option is wrong and what it can be.
 * @example
 * const late = async (): Promise<string> => {
 *   const slow = after(200)
 *   return (await select({ slow, fast: after(100) })).case
 * }
 * const report = await check(late, { model: synchronous({ delay: [0, 0], step: [0, 0] }) })
 * console.log(report.outcomes.length) // 1
 */
export function synchronous(
  options: Partial<FaultBudgets> & Omit<TimeBounds, 'drift'> & Partial<TimeBounds>,
): SynchronousModel {
  requireOptions('synchronous', options, [...budgets, 'delay', 'step', 'drift']);
  const { delay, step, drift = 0 } = options;
  requireBounds('delay', delay);
  requireBounds('step', step);
  if (typeof drift !== 'number' || !(drift >= 0 && drift < 1))
    throw new RangeError(`synchronous: drift is ${String(drift)}; a number from 0 and below 1 is needed`);
  const faults = readBudgets('synchronous', options);
  return { kind: 'synchronous', delay: [delay[0], delay[1]], step: [step[0], step[1]], drift, ...noFaults, ...faults };
}

/** The model that `value` is, wherever it was made. @throws TypeError or RangeError when it is none, or none that is built. */
export function readModel(value: unknown): Model {
  const { kind, ...options } = (typeof value === 'object' ? (value ?? {}) : {}) as Readonly<Record<string, unknown>>;
  if (kind !== 'asynchronous' && kind !== 'synchronous')
    throw new TypeError(`model: ${wordFor(value)} is no model; give asynchronous({ … }) or synchronous({ … })`);
  const model = kind === 'asynchronous' ? asynchronous(options) : synchronous(options as unknown as SynchronousModel);
  if (!isBuilt(model))
    throw new RangeError(
      'model: asynchronous({ … }) and synchronous({ delay: [0, 0], step: [0, 0] }) without faults are all that is supported so far',
    );
  return model;
}

/** Whether time passes only when nothing else can happen. */
export function isVirtualTime({ kind }: Model): boolean {
  return kind === 'synchronous';
}

/** The budgets as a schedule's mark writes them. */
const marked: ReadonlyMap<keyof FaultBudgets, string> = new Map([
  ['loss', 'l'],
  ['duplication', 'd'],
  ['crashes', 'c'],
  ['restarts', 'r'],
  ['partitions', 'p'],
]);
const markedOrders: ReadonlyMap<string, string> = new Map([
  ['none', 'n'],
  ['causal', 'h'],
]);

/** What the schedules of a model end with, being schedules of no other; nothing for the one where none is given. */
export function scheduleMark(model: Model): string {
  if (isVirtualTime(model)) return 'sync';
  const counts = [...marked].filter(([name]) => model[name] !== 0).map(([name, letter]) => `${letter}${model[name]}`);
  return [...counts, markedOrders.get(model.order) ?? ''].join('');
}

/** How a reader writes the model that schedules with `mark` are of. */
export function markedModel(mark: string): string {
  if (mark === '') return 'asynchronous({})';
  if (mark === 'sync') return 'synchronous({ delay: [0, 0], step: [0, 0] })';
  const counts = [...marked].flatMap(([name, letter]) => {
    const count = new RegExp(`${letter}(\\d+)`).exec(mark)?.[1];
    return count === undefined ? [] : [`${name}: ${count}`];
  });
  const order = [...markedOrders].filter(([, letter]) => mark.endsWith(letter)).map(([name]) => `order: '${name}'`);
  return `asynchronous({ ${[...counts, ...order].join(', ')} })`;
}

function isBuilt(model: Model): boolean {
  if (model.kind === 'asynchronous') return true;
  const { ticks: _, ...faults } = noFaults;
  if (Object.entries(faults).some(([name, none]) => Reflect.get(model, name) !== none)) return false;
  return [...model.delay, ...model.step, model.drift].every((width) => width === 0);
}

function requireOptions(maker: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${maker}: ${wordFor(options)} is no object of options`);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`${maker}: there is no option ${unknown}; there are ${known.join(', ')}`);
}

/** The budgets that are given, each as it must be. */
function readBudgets(maker: string, options: Partial<FaultBudgets>): Partial<FaultBudgets> {
  const given = Object.entries(options).filter(([name, value]) => budgets.includes(name) && value !== undefined);
  for (const [name, value] of given) {
    if (name === 'order') {
      if (!orders.includes(value))
        throw new RangeError(`${maker}: order is ${wordFor(value)}; it can be 'none', 'fifo' or 'causal'`);
    } else if (!Number.isSafeInteger(value) || (value as number) < 0) {
      throw new RangeError(`${maker}: ${name} is ${wordFor(value)}; a whole number from 0 is needed`);
    }
  }
  return Object.fromEntries(given) as Partial<FaultBudgets>;
}

function requireBounds(name: string, bounds: unknown): void {
  const [least, most, ...rest] = (Array.isArray(bounds) ? bounds : []) as readonly unknown[];
  const isRight = rest.length === 0 && Number.isFinite(most) && isFrom(0, least) && isFrom(least, most);
  if (isRight) return;
  throw new RangeError(`synchronous: ${name} is ${wordFor(bounds)}; two numbers are needed, [least, most], from 0`);
}

function isFrom(least: unknown, value: unknown): boolean {
  return typeof least === 'number' && typeof value === 'number' && value >= least;
}

function wordFor(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
