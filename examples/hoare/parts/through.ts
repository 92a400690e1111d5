import { chan, go, type ReceiveChannel, type SendChannel } from 'happens-before';

/** A process between two channels. It ends when its source has ended, and then ends what comes after it. */
export type Stage<In, Out> = (west: ReceiveChannel<In>, east: SendChannel<Out>) => Promise<void>;

/** What comes out of a stage when these values go in. */
export async function through<In, Out>(values: Iterable<In>, stage: Stage<In, Out>): Promise<Out[]> {
  const west = chan<In>(0, 'west');
  const east = chan<Out>(0, 'east');
  go('source', async () => {
    for (const value of values) await west.send(value);
    await west.close();
  });
  go('stage', () => stage(west, east));
  const out: Out[] = [];
  for await (const value of east) out.push(value);
  return out;
}

/** Two stages as one. */
export function inSeries<In, Mid, Out>(first: Stage<In, Mid>, second: Stage<Mid, Out>): Stage<In, Out> {
  return async (west, east) => {
    const between = chan<Mid>(0, 'between');
    go('first', () => first(west, between));
    await second(between, east);
  };
}
