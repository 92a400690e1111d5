/**
 * The model: what time, the network and the nodes may do while a program is checked. It is data, which a program
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

/** Delays are bounded only from some point on, which nobody knows; speeds and clocks are throughout. */
export interface PartiallySynchronousModel extends FaultBudgets, TimeBounds {
  readonly kind: 'partiallySynchronous';
  /** Whether there is such a point. */
  readonly stabilises: boolean;
}

export type Model = AsynchronousModel | SynchronousModel | PartiallySynchronousModel;

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
const timeBounds: readonly string[] = ['delay', 'step', 'drift'];
const noWidth: Bounds = [0, 0];

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
  requireOptions('synchronous', options, [...budgets, ...timeBounds]);
  return {
    kind: 'synchronous',
    ...readTimes('synchronous', options),
    ...noFaults,
    ...readBudgets('synchronous', options),
  };
}

/**
 * The model in which bounds hold, but that of the delays only from some point on: a message sent before may take as long as it
 * likes until then. What holds in it rests on no upper bound of a delay; what is to happen in the end may.
 *
 * @throws TypeError or RangeError that says which option is wrong and what it can be.
 * @example
 * console.log(partiallySynchronous({ delay: [1, 3], stabilises: true, crashes: 1 }).step) // [ 0, 0 ]
 */
export function partiallySynchronous(
  options: Partial<FaultBudgets> & Pick<TimeBounds, 'delay'> & Partial<TimeBounds> & { readonly stabilises?: boolean },
): PartiallySynchronousModel {
  const maker = 'partiallySynchronous';
  requireOptions(maker, options, [...budgets, ...timeBounds, 'stabilises']);
  const { step = noWidth, stabilises = true } = options;
  if (typeof stabilises !== 'boolean')
    throw new TypeError(`${maker}: stabilises is ${wordFor(stabilises)}; true or false is needed`);
  return {
    kind: maker,
    ...readTimes(maker, { ...options, step }),
    stabilises,
    ...noFaults,
    ...readBudgets(maker, options),
  };
}

function readTimes(maker: string, { delay, step, drift = 0 }: Partial<TimeBounds>): TimeBounds {
  requireBounds(maker, 'delay', delay);
  requireBounds(maker, 'step', step);
  if (typeof drift !== 'number' || !(drift >= 0 && drift < 1))
    throw new RangeError(`${maker}: drift is ${String(drift)}; a number from 0 and below 1 is needed`);
  return { delay: [delay[0], delay[1]], step: [step[0], step[1]], drift };
}

/** The model that `value` is, wherever it was made. @throws TypeError or RangeError when it is none. */
export function readModel(value: unknown): Model {
  const { kind, ...options } = (typeof value === 'object' ? (value ?? {}) : {}) as Readonly<Record<string, unknown>>;
  if (kind === 'asynchronous') return asynchronous(options);
  if (kind === 'synchronous') return synchronous(options as unknown as SynchronousModel);
  if (kind === 'partiallySynchronous') return partiallySynchronous(options as unknown as PartiallySynchronousModel);
  throw new TypeError(
    `model: ${wordFor(value)} is no model; give asynchronous({ … }), synchronous({ … }) or partiallySynchronous({ … })`,
  );
}

/** Whether nothing takes time but waiting for a timer: it passes only when nothing else can happen. */
export function isVirtualTime(model: Model): boolean {
  if (model.kind !== 'synchronous') return false;
  const { delay, step, drift, order, loss, duplication, crashes, restarts, partitions, pauses } = model;
  const faults = loss + duplication + crashes + restarts + partitions + pauses;
  return delay[1] + step[1] + drift + faults === 0 && order === 'fifo';
}

/** Whether what can happen is decided by what the bounds of times leave open. */
export function isTimed(model: Model): model is SynchronousModel | PartiallySynchronousModel {
  return model.kind !== 'asynchronous' && !isVirtualTime(model);
}

/** The budgets as a schedule's mark writes them. */
const marked: ReadonlyMap<keyof FaultBudgets, string> = new Map([
  ['loss', 'l'],
  ['duplication', 'd'],
  ['crashes', 'c'],
  ['restarts', 'r'],
  ['partitions', 'p'],
  ['pauses', 's'],
]);
const markedOrders: ReadonlyMap<string, string> = new Map([
  ['none', 'n'],
  ['causal', 'h'],
]);

/** What the schedules of a model end with, being schedules of no other; nothing for the one where none is given. */
export function scheduleMark(model: Model): string {
  if (isVirtualTime(model)) return 'sync';
  const counts = [...marked].filter(([name]) => model[name] !== 0).map(([name, letter]) => `${letter}${model[name]}`);
  const faults = [...counts, markedOrders.get(model.order) ?? ''].join('');
  if (model.kind === 'asynchronous') return faults;
  const { kind, delay, step, drift } = model;
  const name = kind === 'synchronous' ? 'sync' : model.stabilises ? 'partial' : 'never';
  return [name, ...delay, ...step, drift, faults].join('_');
}

/** How a reader writes the model that schedules with `mark` are of. */
export function markedModel(mark: string): string {
  if (mark === '') return 'asynchronous({})';
  if (mark === 'sync') return 'synchronous({ delay: [0, 0], step: [0, 0] })';
  const [name = '', ...numbers] = mark.includes('_') ? mark.split('_') : ['', mark];
  const faults = numbers.pop() ?? '';
  const [shortest, longest, least, most, drift] = numbers;
  const times = [`delay: [${shortest}, ${longest}]`, `step: [${least}, ${most}]`];
  if (drift !== '0') times.push(`drift: ${drift}`);
  if (name === 'never') times.push('stabilises: false');
  const counts = [...marked].flatMap(([budget, letter]) => {
    const count = new RegExp(`${letter}(\\d+)`).exec(faults)?.[1];
    return count === undefined ? [] : [`${budget}: ${count}`];
  });
  const order = [...markedOrders].filter(([, letter]) => faults.endsWith(letter)).map(([one]) => `order: '${one}'`);
  const maker = name === '' ? 'asynchronous' : name === 'sync' ? 'synchronous' : 'partiallySynchronous';
  return `${maker}({ ${[...(name === '' ? [] : times), ...counts, ...order].join(', ')} })`;
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

function requireBounds(maker: string, name: string, bounds: unknown): asserts bounds is Bounds {
  const [least, most, ...rest] = (Array.isArray(bounds) ? bounds : []) as readonly unknown[];
  const isRight = rest.length === 0 && Number.isFinite(most) && isFrom(0, least) && isFrom(least, most);
  if (isRight) return;
  throw new RangeError(`${maker}: ${name} is ${wordFor(bounds)}; two numbers are needed, [least, most], from 0`);
}

function isFrom(least: unknown, value: unknown): boolean {
  return typeof least === 'number' && typeof value === 'number' && value >= least;
}

function wordFor(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
