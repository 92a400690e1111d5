// verdict: ok
// outcomes: {"S1":"waiting","S2":"waiting","S3":"waiting","reader":{"$":"undefined"},"writer":{"$":"undefined"}}
// findings: none
// claim: a register on a majority of three nodes is linearizable when readers write back what they read
//
// To write is to have a majority store the value. To read is to ask a majority and take the newest value; when not all of it had
// that, a majority is made to store it first (Attiya, Bar-Noy & Dolev, JACM 1995). The node that is not asked is slow.

import { choose, node, type Self } from 'happens-before';
import { call, linearizable } from 'happens-before/check';

type Body = { readonly store: number } | 'load' | { readonly value: number };
type Client = (self: Self<Body>) => Promise<void>;
type Operation = 'read' | { readonly write: number };

const majorities = [
  ['S1', 'S2'],
  ['S2', 'S3'],
  ['S1', 'S3'],
] as const;

/** Has a majority do something, and returns the values that they answer with. */
async function ask(self: Self<Body>, body: Body, servers: readonly string[]): Promise<number[]> {
  for (const server of servers) await self.send(server, body);
  const values: number[] = [];
  for await (const answer of self.inbox) {
    if (typeof answer.body === 'object' && 'value' in answer.body) values.push(answer.body.value);
    if (values.length === servers.length) break;
  }
  return values;
}

async function serve(self: Self<Body>): Promise<void> {
  let value = 0;
  for await (const { from, body } of self.inbox) {
    if (typeof body === 'object' && 'store' in body) value = Math.max(value, body.store);
    await self.send(from, { value });
  }
}

/** Which majority it is makes no difference: the reader asks all. */
const write: Client = (self) => call({ write: 1 }, async () => void (await ask(self, { store: 1 }, majorities[0])));

export const register = (writesBack: boolean) => (): void => {
  const read = async (self: Self<Body>): Promise<number> => {
    const values = await ask(self, 'load', await choose(...majorities));
    const newest = Math.max(...values);
    if (writesBack && values.some((value) => value !== newest))
      await ask(self, { store: newest }, await choose(...majorities));
    return newest;
  };
  for (const server of ['S1', 'S2', 'S3']) node<Body>(server, serve);
  node<Body>('writer', write);
  node<Body>('reader', async (self) => {
    for (let reads = 0; reads < 2; reads++) await call('read', () => read(self));
  });
};

export const properties = [
  linearizable<number, Operation>({
    initial: 0,
    apply: (value, operation) =>
      operation === 'read' ? { state: value, result: value } : { state: operation.write, result: undefined },
  }),
];

export default register(true);
