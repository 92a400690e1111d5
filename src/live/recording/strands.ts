/**
 * Who is running, and after what, while a real run is recorded.
 *
 * Every `await` and `then` begins a continuation, which is ordered after what preceded it and after exactly what settled
 * the promise it awaits. V8's promise hooks say which continuation runs. A callback of the platform (a timer, a file that
 * was read) is ordered after whoever asked for it; async hooks say who that was.
 */
import { createHook, executionAsyncResource } from 'node:async_hooks';
import v8 from 'node:v8';
import type { EventOrder, Point } from '../../causality/event-order.ts';
import { beforeAll } from '../../causality/event-order.ts';

/** A stretch of the program between two waits. */
export interface Run {
  /** Its process, by number; undefined for code whose beginning was not seen. */
  readonly process: number | undefined;
  readonly point: Point;
}

/** What hooks keep on a promise, or on what a callback belongs to. */
interface Tracked {
  /** The run that began the continuation that the promise stands for, or that asked for the callback. */
  [beginning]?: Run;
  [awaited]?: Tracked | undefined;
  [settledAt]?: Point;
  [inputs]?: readonly Tracked[];
}

const beginning: unique symbol = Symbol('beginning');
const awaited: unique symbol = Symbol('awaited');
const settledAt: unique symbol = Symbol('settledAt');
const inputs: unique symbol = Symbol('inputs');

const unseen: Run = { process: undefined, point: beforeAll };

export class Strands {
  readonly #order: EventOrder;
  #current: Run | undefined = undefined;
  /** Runs that are interrupted by a callback within them. */
  readonly #outer: (Run | undefined)[] = [];
  /** Where in time the driver settles promises. */
  #settling: Point | undefined = undefined;
  readonly #stops: (() => void)[] = [];

  constructor(order: EventOrder) {
    this.#order = order;
  }

  /** The run in progress, if it is known whose it is. */
  get current(): Run | undefined {
    return this.#current?.process === undefined ? undefined : this.#current;
  }

  start(): void {
    const stopPromises = v8.promiseHooks.createHook({
      init: (promise: Promise<unknown>, parent: Promise<unknown> | undefined) =>
        this.#begin(promise as Tracked, parent as Tracked | undefined),
      before: (promise: Promise<unknown>) => this.#continue(promise as Tracked),
      after: () => {
        this.#current = undefined;
      },
      settled: (promise: Promise<unknown>) => this.#settle(promise as Tracked),
    }) as () => void;
    const callbacks = createHook({
      init: (_id, type, _trigger, resource: Tracked) => {
        if (type !== 'PROMISE' && this.#current !== undefined) resource[beginning] = this.#current;
      },
      before: () => this.#enter(),
      after: () => this.#leave(),
    }).enable();
    this.#stops.push(stopPromises, () => callbacks.disable(), ...this.#joins());
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#current = undefined;
  }

  /** Runs `body` as `run`. */
  as<R>(run: Run, body: () => R): R {
    const outer = this.#current;
    this.#current = run;
    try {
      return body();
    } finally {
      this.#current = outer;
    }
  }

  /** Promises that `settle` settles are settled at `point`. */
  settle(point: Point, settle: () => void): void {
    const outer = this.#settling;
    this.#settling = point;
    settle();
    this.#settling = outer;
  }

  #begin(promise: Tracked, parent: Tracked | undefined): void {
    if (parent === undefined) return;
    promise[beginning] = this.#current ?? unseen;
    promise[awaited] = parent;
  }

  #continue(promise: Tracked): void {
    const begun = promise[beginning];
    const waited = promise[awaited];
    if (begun === undefined || waited === undefined) {
      this.#current = undefined;
      return;
    }
    // It continues once, and a chain of promises is not to keep all that came before it.
    promise[awaited] = undefined;
    const settled = this.#settlement(waited);
    this.#current =
      settled === undefined || settled === begun.point
        ? begun
        : { process: begun.process, point: this.#order.join(begun.point, settled) };
  }

  #settle(promise: Tracked): void {
    const point = this.#settling ?? this.#current?.point;
    if (point !== undefined) promise[settledAt] = point;
  }

  /** When a promise settled, after all its inputs when it joins several. */
  #settlement(promise: Tracked): Point | undefined {
    const own = promise[settledAt];
    const joined = promise[inputs];
    if (own === undefined || joined === undefined) return own;
    return joined.reduce((known, input) => this.#order.join(known, this.#settlement(input) ?? beforeAll), own);
  }

  #enter(): void {
    this.#outer.push(this.#current);
    const resource = executionAsyncResource() as Tracked;
    // The hooks of promises have said who runs when it is one.
    if (!(resource instanceof Promise)) this.#current = resource[beginning];
  }

  #leave(): void {
    const outer = this.#outer.pop();
    if (!(executionAsyncResource() instanceof Promise)) this.#current = outer;
  }

  /** `Promise.all` and `allSettled`, whose results come after all their inputs, not only after the last to settle. */
  #joins(): (() => void)[] {
    return (['all', 'allSettled'] as const).map((name) => {
      const real = Promise[name] as (this: unknown, values: Iterable<unknown>) => Promise<unknown>;
      const joins = function (this: unknown, values: Iterable<unknown>): Promise<unknown> {
        const given = listOf(values);
        const result = Reflect.apply(real, this, [given ?? values]);
        if (given !== undefined) (result as Tracked)[inputs] = given.filter(isPromise);
        return result;
      };
      Object.assign(Promise, { [name]: joins });
      return () => Object.assign(Promise, { [name]: real });
    });
  }
}

/** What there is in `values`; undefined when they cannot be gone through, which is for the platform to say. */
function listOf(values: Iterable<unknown>): unknown[] | undefined {
  try {
    return [...values];
  } catch {
    return undefined;
  }
}

function isPromise(value: unknown): value is Tracked {
  return value instanceof Promise;
}
