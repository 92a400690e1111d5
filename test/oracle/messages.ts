/** Random small programs in which processes send to channels without bound that others receive from. */
import { Random } from '../../src/base/random.ts';
import type { Action, ProcessData, Program } from './program.ts';

export function messages(seed: number): Program {
  const random = new Random(seed);
  for (let warm = 0; warm < 4; warm++) random.uint32();
  const one = <T>(from: readonly T[]): T => from[random.below(from.length)] as T;
  const chance = (share: number): boolean => random.below(1000) < share * 1000;
  const inboxes = chance(0.3) ? ['ci', 'cj'] : ['ci'];
  let value = 0;

  const other = (): Action =>
    one<() => Action>([
      () => ({ kind: 'read', on: 'x' }),
      () => ({ kind: 'write', on: 'x', value: ++value }),
      () => ({ kind: 'load', on: 'a' }),
      () => ({ kind: 'add', on: 'a', value: 1 }),
      () => ({ kind: 'send', on: 'c1', value: ++value }),
      () => ({ kind: 'receive', on: 'c1' }),
    ])();
  const send = (): Action => ({ kind: 'send', on: one(inboxes), value: ++value, caught: true });
  const sender = (): Action[] => Array.from({ length: one([1, 1, 2, 2, 3]) }, () => (chance(0.7) ? send() : other()));
  const receiver = (inbox: string): Action[] => {
    const receive = (): Action => ({ kind: one(['receive', 'next'] as const), on: inbox });
    return Array.from({ length: one([1, 2, 2, 3]) }, () => (chance(0.75) ? receive() : other()));
  };

  const bodies = [...inboxes.map(receiver), ...Array.from({ length: one([2, 2, 3]) }, sender)];
  // Sometimes somebody else looks, or closes it.
  if (chance(0.2)) bodies.push([{ kind: 'close', on: 'ci', caught: true }]);
  if (chance(0.1))
    bodies.push([
      one<Action>([
        { kind: 'length', on: 'ci' },
        { kind: 'tryReceive', on: 'ci' },
      ]),
    ]);
  const processes = bodies.map((actions): ProcessData => ({ actions }));
  return { main: chance(0.3) ? [send()] : [], processes, joins: chance(0.3) };
}
