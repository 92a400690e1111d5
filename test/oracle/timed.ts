/** Random small programs of nodes under models that bound times in whole numbers. */
import { Random } from '../../src/base/random.ts';
import { choose } from '../../src/csp/choose.ts';
import { go } from '../../src/csp/go.ts';
import { select } from '../../src/csp/select.ts';
import type { Timer } from '../../src/csp/timer.ts';
import { after, sleep, timer } from '../../src/csp/timer.ts';
import type { Self } from '../../src/network/node.ts';
import { node } from '../../src/network/node.ts';
import type { Model } from '../../src/trace/model.ts';
import { partiallySynchronous, synchronous } from '../../src/trace/model.ts';
import type { Log, Logs } from './interpret.ts';

export type TimedAction =
  | { readonly kind: 'send' | 'ssend'; readonly to: string; readonly value: number }
  | { readonly kind: 'receive' | 'look' | 'count' | 'stop' | 'tick' | 'either' | 'fail' }
  | { readonly kind: 'sleep' | 'arm' | 'reset'; readonly ms: number }
  | { readonly kind: 'wait'; readonly ms: number; readonly late: readonly TimedAction[] }
  | { readonly kind: 'choose' | 'fork'; readonly body: readonly TimedAction[] };

export interface TimedProgram {
  readonly nodes: { readonly [name: string]: readonly TimedAction[] };
  readonly delay: readonly [number, number];
  /** Whether the longest delay holds only from some point on. */
  readonly isPartial: boolean;
  readonly step: readonly [number, number];
  readonly order: 'none' | 'fifo' | 'causal';
  readonly loss: number;
  readonly duplication: number;
  readonly crashes: number;
  readonly restarts: number;
  readonly pauses: number;
  readonly partitions: number;
}

/** How much of what goes wrong, and of what is rare, programs have. */
export interface Shares {
  readonly faults: number;
  readonly strands: number;
}

export function timedProgram(seed: number, { faults, strands }: Shares): TimedProgram {
  const random = new Random(seed);
  for (let warm = 0; warm < 4; warm++) random.uint32();
  const one = <T>(from: readonly T[]): T => from[random.below(from.length)] as T;
  const chance = (share: number): boolean => random.below(1000) < share * 1000;
  const names = chance(0.35) ? ['P', 'Q', 'R'] : ['P', 'Q'];
  let value = 0;
  const actionsOf = (own: string, count: number, depth: number): TimedAction[] => {
    let isArmed = false;
    const ms = (): number => one([0, 1, 2, 3, 4, 5, 6]);
    const action = (): TimedAction => {
      const kind = one([
        ...(['send', 'send', 'send', 'wait', 'wait', 'wait', 'receive', 'sleep'] as const),
        ...(isArmed ? (['stop', 'reset', 'tick', 'either', 'either'] as const) : (['arm'] as const)),
        ...(chance(0.25) ? (['ssend', 'choose', 'fail', 'fail', 'look', 'count'] as const) : []),
      ]);
      if (kind === 'arm') isArmed = true;
      switch (kind) {
        case 'send':
        case 'ssend':
          return { kind, to: one(names.filter((name) => name !== own)), value: ++value };
        case 'sleep':
        case 'arm':
        case 'reset':
          return { kind, ms: ms() };
        case 'wait':
          return { kind, ms: ms(), late: depth === 0 && chance(0.4) ? actionsOf(own, 1, 1) : [] };
        case 'choose':
          return { kind, body: actionsOf(own, 1, 1) };
        default:
          return { kind };
      }
    };
    const actions = Array.from({ length: count }, action);
    if (depth === 0 && chance(0.5))
      actions.unshift({ kind: 'send', to: one(names.filter((name) => name !== own)), value: ++value });
    if (depth === 0 && chance(strands))
      actions.splice(random.below(actions.length + 1), 0, { kind: 'fork', body: actionsOf(own, one([1, 2]), 1) });
    return actions;
  };
  const most = names.length === 2 ? [1, 2, 3] : [1, 1, 2];
  const nodes = Object.fromEntries(names.map((name) => [name, actionsOf(name, one(most), 0)]));
  const least = one([0, 1, 1, 2]);
  const isMortal = chance(faults);
  return {
    nodes,
    delay: [least, least + one([0, 1, 2])],
    isPartial: chance(0.1),
    step: one([
      [0, 0],
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
    ] as const),
    order: one(['fifo', 'fifo', 'none', 'causal']),
    loss: chance(faults) ? 1 : 0,
    duplication: chance(faults / 2) ? 1 : 0,
    crashes: isMortal ? 1 : 0,
    restarts: isMortal && chance(0.5) ? 1 : 0,
    pauses: chance(faults / 2) ? 1 : 0,
    partitions: chance(faults / 3) ? 1 : 0,
  };
}

export function modelOf(program: TimedProgram): Model {
  const { delay, step, order, loss, duplication, crashes, restarts, pauses, partitions, isPartial } = program;
  const options = { delay, step, order, loss, duplication, crashes, restarts, pauses, partitions };
  return isPartial ? partiallySynchronous(options) : synchronous(options);
}

/** The program as a function; what its nodes see goes to `logs`. */
export function runTimed({ nodes }: TimedProgram, logs: Logs): () => void {
  return () => {
    for (const [name, actions] of Object.entries(nodes)) {
      node<number>(name, (self) => new Strand(self, logs, `${name}${self.restarts}`).run(actions));
    }
  };
}

class Strand {
  readonly #self: Self<number>;
  readonly #logs: Logs;
  readonly #path: string;
  readonly #log: Log = [];
  #held: Timer | undefined = undefined;
  #forks = 0;

  constructor(self: Self<number>, logs: Logs, path: string) {
    this.#self = self;
    this.#logs = logs;
    this.#path = path;
    logs.set(path, this.#log);
  }

  async run(actions: readonly TimedAction[]): Promise<void> {
    for (const action of actions) this.#log.push(String((await this.#perform(action)) ?? 'done'));
  }

  async #perform(action: TimedAction): Promise<unknown> {
    const { inbox } = this.#self;
    const held = this.#held as Timer;
    switch (action.kind) {
      case 'send':
        return this.#self.send(action.to, action.value);
      case 'ssend':
        return this.#self.ssend(action.to, action.value);
      case 'receive':
        return (await inbox.receive())?.body;
      case 'look':
        return (await inbox.tryReceive())?.value?.body ?? 'nothing';
      case 'count':
        return inbox.length();
      case 'sleep':
        return sleep(action.ms);
      case 'arm':
        this.#held = timer(action.ms);
        return undefined;
      case 'stop':
        return held.stop();
      case 'reset':
        return held.reset(action.ms);
      case 'tick':
        await held.channel.receive();
        return 'tick';
      case 'either': {
        const got = await select({ message: inbox, tick: held.channel });
        return got.case === 'tick' ? 'tick' : got.value?.body;
      }
      case 'wait': {
        const got = await select({ message: inbox, late: after(action.ms) });
        if (got.case === 'message') return got.value?.body;
        await this.run(action.late);
        return 'late';
      }
      case 'choose':
        if (await choose(true, false)) return this.run(action.body);
        return 'not';
      case 'fork': {
        const below = new Strand(this.#self, this.#logs, `${this.#path}/${this.#forks++}`);
        go(() => below.run(action.body));
        return undefined;
      }
      case 'fail':
        throw new Error(`failed ${this.#path}`);
    }
  }
}
