/** Random small programs of nodes that send to each other, under models that let some of it go wrong. */
import { Random } from '../../src/base/random.ts';
import { choose } from '../../src/csp/choose.ts';
import { go } from '../../src/csp/go.ts';
import { mark } from '../../src/csp/mark.ts';
import { select } from '../../src/csp/select.ts';
import { after } from '../../src/csp/timer.ts';
import type { Self } from '../../src/network/node.ts';
import { node } from '../../src/network/node.ts';
import type { FaultBudgets, Model } from '../../src/trace/model.ts';
import { asynchronous } from '../../src/trace/model.ts';
import type { Log, Logs } from './interpret.ts';

export type NodeAction =
  | { readonly kind: 'send' | 'ssend' | 'isend'; readonly to: string; readonly value: number }
  | { readonly kind: 'receive' | 'look' | 'wait' | 'mark' | 'sync' | 'recall' }
  | { readonly kind: 'store'; readonly value: number }
  | { readonly kind: 'choose'; readonly body: readonly NodeAction[] }
  | { readonly kind: 'fork'; readonly body: readonly NodeAction[] };

export interface NodeProgram {
  readonly nodes: { readonly [name: string]: readonly NodeAction[] };
  readonly budgets: Partial<FaultBudgets>;
}

export function nodeProgram(seed: number): NodeProgram {
  const random = new Random(seed);
  for (let warm = 0; warm < 4; warm++) random.uint32();
  const one = <T>(from: readonly T[]): T => from[random.below(from.length)] as T;
  const chance = (share: number): boolean => random.below(1000) < share * 1000;
  const names = one([
    ['P', 'Q'],
    ['P', 'Q'],
    ['P', 'Q', 'R'],
  ]);
  let value = 0;

  const budgets: Partial<FaultBudgets> = {
    order: one(['none', 'fifo', 'causal']),
    ...(chance(0.35) ? { loss: one([1, 1, 2]) } : {}),
    ...(chance(0.2) ? { duplication: 1 } : {}),
    ...(chance(0.35) ? { crashes: 1, ...(chance(0.6) ? { restarts: 1 } : {}) } : {}),
    ...(chance(0.1) ? { partitions: 1 } : {}),
  };

  const action = (own: string, depth: number): NodeAction => {
    const send = (): NodeAction => ({
      kind: one(['send', 'send', 'send', 'isend', 'ssend'] as const),
      to: one(names.filter((name) => name !== own)),
      value: ++value,
    });
    const plain: (() => NodeAction)[] = [
      send,
      send,
      send,
      () => ({ kind: 'receive' }),
      () => ({ kind: 'receive' }),
      () => ({ kind: one(['look', 'wait'] as const) }),
      () => ({ kind: one(['mark', 'sync', 'recall'] as const) }),
      () => ({ kind: 'store', value: ++value }),
    ];
    if (depth > 0) return one(plain)();
    return one([
      ...plain,
      () => ({ kind: one(['choose', 'fork'] as const), body: [action(own, 1)] }),
    ] as (() => NodeAction)[])();
  };
  const actions = (own: string): NodeAction[] => Array.from({ length: one([1, 2, 2, 3]) }, () => action(own, 0));
  return { nodes: Object.fromEntries(names.map((name) => [name, actions(name)])), budgets };
}

export function modelOf({ budgets }: NodeProgram): Model {
  return asynchronous(budgets);
}

/** The program as a function; what its nodes see goes to `logs`. */
export function runNodes({ nodes }: NodeProgram, logs: Logs): () => void {
  return () => {
    for (const [name, actions] of Object.entries(nodes)) {
      node<number>(name, (self) => {
        const path = `${name}${self.restarts}`;
        return run(self, actions, { logs, path, log: newLog(logs, path) });
      });
    }
  };
}

/** Where a strand logs what it sees. */
interface Place {
  readonly logs: Logs;
  readonly path: string;
  readonly log: Log;
}

function newLog(logs: Logs, path: string): Log {
  const log: Log = [];
  logs.set(path, log);
  return log;
}

async function run(self: Self<number>, actions: readonly NodeAction[], at: Place): Promise<void> {
  for (const action of actions) at.log.push(String((await perform(self, action, at)) ?? 'done'));
}

async function perform(self: Self<number>, action: NodeAction, at: Place): Promise<unknown> {
  switch (action.kind) {
    case 'send':
      return self.send(action.to, action.value);
    case 'ssend':
      return self.ssend(action.to, action.value);
    case 'isend': {
      const handle = self.isend(action.to, action.value);
      at.log.push(String(await handle.done()));
      await handle.wait();
      return undefined;
    }
    case 'receive':
      return (await self.inbox.receive())?.body;
    case 'look':
      return (await self.inbox.tryReceive())?.value?.body ?? 'nothing';
    case 'wait': {
      const got = await select({ message: self.inbox, late: after(10) });
      return got.case === 'late' ? 'late' : got.value?.body;
    }
    case 'store':
      return self.storage.set('x', action.value);
    case 'recall':
      return (await self.storage.get('x')) ?? 'empty';
    case 'sync':
      return self.storage.sync();
    case 'mark':
      return mark('here');
    case 'choose':
      if (await choose(true, false)) return run(self, action.body, at);
      return 'not';
    case 'fork':
      return fork(self, action.body, at);
  }
}

function fork(self: Self<number>, actions: readonly NodeAction[], { logs, path, log }: Place): void {
  const below = `${path}/${log.length}`;
  go(below, () => run(self, actions, { logs, path: below, log: newLog(logs, below) }));
}
