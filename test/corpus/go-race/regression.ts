// After regression_test.go of Go's race detector suite.
import { type Channel, chan, go, type Shared, shared } from 'happens-before';
import { assign, type GoMap, lengthOf, makeMap, present } from './go-map.ts';

/** The map in the map is reached by an expression that has no address; its length is read beside a write to it. */
export async function raceUnaddressableMapLen(): Promise<void> {
  const m = makeMap<number, GoMap<number, number>>('m');
  const ch = chan<number>(1, 'ch');
  await assign(m, 0, makeMap('m[0]'));
  go(async () => {
    await lengthOf(await present(m, 0));
    await ch.send(0);
  });
  await assign(await present(m, 0), 0, 1);
  await ch.receive();
}

interface RpcChan {
  readonly c: Channel<boolean>;
}

/** The stack that the original pushes to and pops from here only keeps Go from inlining the function. */
async function makeChan(makeChanCalls: Shared<number>): Promise<RpcChan> {
  await makeChanCalls.update((calls) => calls + 1);
  const c = { c: chan<boolean>(1, 'c') };
  await c.c.send(true);
  return c;
}

async function call(makeChanCalls: Shared<number>): Promise<boolean | undefined> {
  return (await makeChan(makeChanCalls)).c.receive();
}

/** One process alone: the channel it receives from is made by a call in the operand. */
export async function noRaceRpcChan(): Promise<void> {
  const makeChanCalls = shared(0, 'makeChanCalls');
  await makeChanCalls.write(0);
  await call(makeChanCalls);
  const calls = await makeChanCalls.read();
  if (calls !== 1) throw new Error(`makeChan was called ${calls} times, not once`);
}
