/**
 * Sources of surprise, owned while a program is explored: clocks, randomness, timers and the network answer from the model,
 * or are named. Each is put back when the program is not running.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { TrackedPromise } from './context.ts';
import type { Execution } from './execution.ts';

const require = createRequire(import.meta.url);

/** When the model's time begins: a round number after which nothing is known but order. */
const epoch = 1_700_000_000_000;

type Restore = () => void;

/** What owned functions speak to: the execution in hand. */
export type World = () => Execution;

/** Replaces a property and returns what puts it back. */
function replace(target: object, key: string, value: unknown): Restore {
  const before = Object.getOwnPropertyDescriptor(target, key);
  // What the platform does not let be replaced stays; none of it is a timer.
  if (before?.configurable === false) return () => {};
  Object.defineProperty(target, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? false,
  });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, key);
    else Object.defineProperty(target, key, before);
  };
}

/** A timer of the platform in the program's hands. */
class OwnedTimer {
  readonly #arm: () => () => void;
  #disarm: () => void;

  constructor(arm: () => () => void) {
    this.#arm = arm;
    this.#disarm = arm();
  }

  close(): this {
    this.#disarm();
    return this;
  }

  refresh(): this {
    this.#disarm();
    this.#disarm = this.#arm();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.dispose ?? Symbol.for('dispose')](): void {
    this.#disarm();
  }
}

const realDate = Date;
const realPromise = Promise;
const realAbort = AbortController.prototype.abort;
const realThen = realPromise.prototype.then;

/** The owned functions, made once for a search. */
export class Owned {
  readonly #world: World;
  readonly #patches: readonly (readonly [target: object, key: string, value: unknown])[];

  constructor(world: World) {
    this.#world = world;
    this.#patches = [
      ...this.#time(),
      ...this.#randomness(),
      ...this.#timers(),
      ...this.#aborts(),
      ...this.#joins(),
      ...this.#network(),
    ];
  }

  /** Puts the owned functions in place; the result puts back what was there. */
  take(): Restore {
    const restores = this.#patches.map(([target, key, value]) => replace(target, key, value));
    syncBuiltinESMExports();
    return () => {
      for (const restore of restores.reverse()) restore();
      syncBuiltinESMExports();
    };
  }

  #time(): (readonly [object, string, unknown])[] {
    const now = (what: string): number => {
      const world = this.#world();
      if (!world.clock.isKnown) world.surprise(what);
      world.calls.noteReading(world.clock.now);
      return world.clock.now;
    };
    const date = new Proxy(realDate, {
      construct: (target, given: unknown[], newTarget) =>
        Reflect.construct(target, given.length === 0 ? [epoch + now('new Date()')] : given, newTarget) as object,
      apply: () => new realDate(epoch + now('Date()')).toString(),
      get: (target, key) => (key === 'now' ? () => epoch + now('Date.now()') : (Reflect.get(target, key) as unknown)),
    });
    const hrtime = Object.assign(
      (before?: readonly [number, number]): [number, number] => {
        const ms = now('process.hrtime()') - (before === undefined ? 0 : before[0] * 1000 + before[1] / 1e6);
        return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
      },
      { bigint: () => BigInt(Math.round(now('process.hrtime.bigint()') * 1e6)) },
    );
    return [
      [globalThis, 'Date', date],
      [performance, 'now', () => now('performance.now()')],
      [process, 'hrtime', hrtime],
    ];
  }

  #randomness(): (readonly [object, string, unknown])[] {
    const float = (what: string): number => {
      const world = this.#world();
      world.surprise(what);
      return world.randomOfProcess().float();
    };
    const fill = <T extends ArrayBufferView>(view: T, what: string): T => {
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      for (let at = 0; at < bytes.length; at++) bytes[at] = Math.floor(float(what) * 256);
      return view;
    };
    const uuid = (): string => {
      const hex = Buffer.from(fill(new Uint8Array(16), 'randomUUID()')).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    };
    const crypto = require('node:crypto') as object;
    const patches: (readonly [object, string, unknown])[] = [
      [Math, 'random', () => float('Math.random()')],
      [crypto, 'randomUUID', uuid],
      [crypto, 'randomBytes', (size: number) => fill(Buffer.alloc(size), 'randomBytes()')],
      [
        crypto,
        'randomInt',
        (a: number, b?: number) =>
          Math.floor(float('randomInt()') * ((b ?? a) - (b === undefined ? 0 : a))) + (b === undefined ? 0 : a),
      ],
      [crypto, 'getRandomValues', (view: ArrayBufferView) => fill(view, 'getRandomValues()')],
    ];
    const web = globalThis.crypto as object | undefined;
    if (web !== undefined) {
      patches.push([web, 'randomUUID', uuid]);
      patches.push([web, 'getRandomValues', (view: ArrayBufferView) => fill(view, 'getRandomValues()')]);
    }
    return patches;
  }

  #timers(): (readonly [object, string, unknown])[] {
    const arm = (callback: unknown, ms: unknown, given: readonly unknown[], repeats: boolean): OwnedTimer => {
      if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function');
      const time = Math.max(repeats ? 1 : 0, platformTime(ms));
      return new OwnedTimer(() =>
        this.#world().calls.platformTimer(
          () => void Reflect.apply(callback, undefined, given),
          time,
          repeats ? time : undefined,
        ),
      );
    };
    const setTimeout = (callback: unknown, ms?: unknown, ...given: unknown[]): OwnedTimer =>
      arm(callback, ms, given, false);
    const setInterval = (callback: unknown, ms?: unknown, ...given: unknown[]): OwnedTimer =>
      arm(callback, ms, given, true);
    const setImmediate = (callback: unknown, ...given: unknown[]): OwnedTimer => arm(callback, 0, given, false);
    const clear = (given: unknown): void => {
      if (given instanceof OwnedTimer) given.close();
    };
    const wait = (ms?: number, value?: unknown, options?: { signal?: AbortSignal }): Promise<unknown> =>
      this.#world()
        .calls.sleep(platformTime(ms), options?.signal)
        .then(() => value);
    const names = {
      setTimeout,
      setInterval,
      setImmediate,
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    };
    const timers = require('node:timers') as object;
    const promises = require('node:timers/promises') as { scheduler: object };
    const patches: (readonly [object, string, unknown])[] = [];
    for (const [name, value] of Object.entries(names)) patches.push([globalThis, name, value], [timers, name, value]);
    patches.push([promises, 'setTimeout', wait], [promises, 'setImmediate', (value?: unknown) => wait(0, value)]);
    patches.push([promises, 'setInterval', (ms?: number, value?: unknown) => this.#ticks(Math.max(1, ms ?? 1), value)]);
    patches.push([promises.scheduler, 'wait', (ms: number) => wait(ms)]);
    patches.push([AbortSignal, 'timeout', (ms: number) => this.#abortAfter(ms)]);
    return patches;
  }

  #aborts(): (readonly [object, string, unknown])[] {
    const world = this.#world;
    const abort = function (this: AbortController, reason?: unknown): void {
      world().noteAbort(this.signal);
      Reflect.apply(realAbort, this, reason === undefined ? [] : [reason]);
    };
    return [[AbortController.prototype, 'abort', abort]];
  }

  /** A ticker of ours, as the platform's async iterator of intervals. */
  async *#ticks(ms: number, value: unknown): AsyncGenerator<unknown, void> {
    const world = this.#world();
    const channel = world.calls.channel<number>(1, `setInterval(${ms})`);
    const ticker = world.calls.timer(channel, ms, ms);
    try {
      for (;;) {
        await world.calls.next(channel, undefined);
        yield value;
      }
    } finally {
      await ticker.stop();
    }
  }

  #abortAfter(ms: number): AbortSignal {
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    this.#world().calls.platformTimer(() => controller.abort(reason), ms, undefined);
    return controller.signal;
  }

  /** `Promise.all` and its kin, so that it is known what their results come after. */
  #joins(): (readonly [object, string, unknown])[] {
    const all = (name: 'all' | 'allSettled') => {
      const real = realPromise[name] as (this: unknown, values: Iterable<unknown>) => Promise<unknown>;
      return function (this: unknown, values: Iterable<unknown>): Promise<unknown> {
        const given = [...values];
        const result = Reflect.apply(real, this, [given]) as TrackedPromise;
        tracker().joins(result, given.filter(isPromise));
        return result;
      };
    };
    const first = (name: 'race' | 'any') => {
      const real = realPromise[name] as (this: unknown, values: Iterable<unknown>) => Promise<unknown>;
      return function (this: unknown, values: Iterable<unknown>): Promise<unknown> {
        const given = [...values];
        const inputs = given.filter(isPromise);
        const failed = new Set<TrackedPromise>();
        tracker().racing = true;
        try {
          // A rejection does not win an `any`.
          if (name === 'any')
            for (const one of inputs) void Reflect.apply(realThen, one, [undefined, () => failed.add(one)]);
          const result = Reflect.apply(real, this, [given]) as TrackedPromise;
          world().noteRace(result, inputs, failed);
          return result;
        } finally {
          tracker().racing = false;
        }
      };
    };
    const world = this.#world;
    const tracker = (): Execution['tracker'] => world().tracker;
    return [
      [Promise, 'all', all('all')],
      [Promise, 'allSettled', all('allSettled')],
      [Promise, 'race', first('race')],
      [Promise, 'any', first('any')],
    ];
  }

  /** A request to the network never ends in the model, and says so. */
  #network(): (readonly [object, string, unknown])[] {
    const leaves = (what: string) => () => {
      this.#world().leave(what);
      return new realPromise<never>(() => {});
    };
    return [[globalThis, 'fetch', leaves('fetch()')]];
  }
}

/** The longest that the platform waits, in milliseconds; what is longer it takes for 1. */
const longest = 2 ** 31 - 1;

function platformTime(ms: unknown): number {
  const time = Number(ms) || 0;
  return time > longest ? 1 : time;
}

function isPromise(value: unknown): value is TrackedPromise {
  return value instanceof realPromise;
}
