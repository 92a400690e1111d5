import { afterEach, describe, expect, test } from 'vitest';
import { History } from '../../src/explore/history.ts';
import { Ownership } from '../../src/explore/ownership.ts';
import { RaceKnowledge } from '../../src/explore/race-knowledge.ts';
import { Atomic } from '../../src/kernel/atomic.ts';
import { Cell } from '../../src/kernel/cell.ts';
import { ChannelCore } from '../../src/kernel/channel.ts';
import { Mutex } from '../../src/kernel/mutex.ts';
import type { KernelObject } from '../../src/kernel/operation.ts';
import { RWMutex } from '../../src/kernel/rw-mutex.ts';
import { Semaphore } from '../../src/kernel/semaphore.ts';
import { WaitGroup } from '../../src/kernel/wait-group.ts';
import { compareCached } from './compare.ts';
import type { Action, Kind, Program } from './program.ts';

// Each of these has the search take states for one that are not, or leave out what it may not: that has to be noticed.
let restore = (): void => {};

afterEach(() => restore());

function replace<T extends object, K extends keyof T>(target: T, key: K, by: T[K]): void {
  const before = target[key];
  target[key] = by;
  restore = () => {
    target[key] = before;
  };
}

const checkpoint: Action = { kind: 'checkpoint', caught: true };
const mark: Action = { kind: 'mark', caught: true };

/** An operation after which its strand goes on whatever comes of it. */
function act(kind: Kind, on: string, value?: number): Action {
  return { kind, on, caught: true, ...(value === undefined ? {} : { value }) };
}

/** Processes that forget everything before each operation, or group of operations. */
function forgetful(...processes: readonly (readonly (Action | readonly Action[])[])[]): Program {
  const interleaved = processes.map((actions) => ({
    actions: actions.flatMap((one) => [checkpoint, one].flat()),
  }));
  return { main: [], processes: interleaved, joins: true };
}

/** Two operations that come to different states in different orders, and one that looks when both have been. */
function inBothOrders(first: Action, second: Action, look: Action): Program {
  return forgetful([first, mark], [second, mark], [[act('join', 'P0'), act('join', 'P1'), look]]);
}

interface Mutation {
  readonly mutate: () => void;
  /** A program of which two orders come to states that only what is left out tells apart. */
  readonly program: Program;
}

const withoutState = (type: { readonly prototype: KernelObject }) => (): void => {
  replace(type.prototype, 'survey', () => {});
};

const mutations: Readonly<Record<string, Mutation>> = {
  'states leave out what cells hold': {
    mutate: withoutState(Cell),
    program: inBothOrders(act('write', 'x', 1), act('write', 'x', 2), act('read', 'x')),
  },
  'states leave out what atomics hold': {
    mutate: withoutState(Atomic),
    program: inBothOrders(act('store', 'a', 1), act('store', 'a', 2), act('load', 'a')),
  },
  'states leave out what channels hold': {
    mutate: withoutState(ChannelCore),
    program: inBothOrders(act('send', 'c2', 1), act('send', 'c2', 2), act('receive', 'c2')),
  },
  'states leave out whether locks are held': {
    mutate: withoutState(Mutex),
    program: inBothOrders(act('tryLock', 'm'), act('unlock', 'm'), act('tryLock', 'm')),
  },
  'states leave out how many read': {
    mutate: withoutState(RWMutex),
    program: inBothOrders(act('tryRLock', 'w'), act('runlock', 'w'), act('tryLock', 'w')),
  },
  'states leave out what semaphores have given': {
    mutate: withoutState(Semaphore),
    program: inBothOrders(act('acquire', 's', 1), act('release', 's', 1), act('acquire', 's', 2)),
  },
  'states leave out what groups wait for': {
    mutate: withoutState(WaitGroup),
    program: inBothOrders(act('group.add', 'g', 1), act('group.done', 'g'), act('group.wait', 'g')),
  },
  // To look at a length orders nothing, so that whether the second write races depends on who locked first.
  'states leave out what races may still come of': {
    mutate: () => replace(RaceKnowledge.prototype, 'survey', () => {}),
    program: forgetful(
      [
        act('lock', 'm'),
        act('unlock', 'm'),
        [act('length', 'ci'), { kind: 'if', parts: [[act('write', 'x', 2)], []], caught: true }],
      ],
      [act('lock', 'm'), act('write', 'x', 1), act('unlock', 'm'), act('send', 'ci', 1)],
    ),
  },
  'processes forget what operations returned': {
    mutate: () => replace(History.prototype, 'learn', () => {}),
    program: forgetful([act('write', 'x', 1)], [[act('read', 'x'), mark]]),
  },
  'everybody is taken for the only user': {
    mutate: () => replace(Ownership.prototype, 'note', () => {}),
    program: forgetful([act('store', 'a', 1)], [act('load', 'a')]),
  },
  'locks are taken to be unlocked by who locked them': {
    mutate: () => replace(Ownership.prototype, 'makeIrregular', () => {}),
    program: forgetful([act('lock', 'm'), act('unlock', 'm')], [act('tryLock', 'm')]),
  },
};

async function isNoticed(one: Program): Promise<boolean> {
  try {
    return ((await compareCached(one, 20_000))?.length ?? 0) > 0;
  } catch {
    return true;
  }
}

describe('a search that does not tell states apart', () => {
  for (const [name, { mutate, program }] of Object.entries(mutations)) {
    test(`is noticed: ${name}`, async () => {
      expect(await isNoticed(program)).toBe(false);
      mutate();
      expect(await isNoticed(program)).toBe(true);
    });
  }
});
