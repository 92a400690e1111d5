import { type Channel, channel, select } from '@thi.ng/csp';
import { go } from 'happens-before';

/** What a select came to; of an open channel it should never say that it is closed. */
async function selected(...channels: [Channel<string>, ...Channel<string>[]]): Promise<string> {
  const [value, from] = await select(...channels);
  if (value !== undefined) return value;
  return from.closed() ? 'closed' : 'called closed, but open';
}

/** Two selects over the same two channels, each of which gets one value. */
export async function twoSelects(): Promise<string[]> {
  const a = channel<string>();
  const b = channel<string>();
  go('writer', async () => {
    await Promise.all([a.write('x'), b.write('y')]);
  });
  const both = go('reader', () => Promise.all([selected(a, b), selected(a, b)]));
  return (await both.join()).sort();
}

/** The same, one select after the other. */
export async function selectTwice(): Promise<string[]> {
  const a = channel<string>();
  const b = channel<string>();
  go('writer', async () => {
    await Promise.all([a.write('x'), b.write('y')]);
  });
  const both = go('reader', async () => [await selected(a, b), await selected(a, b)]);
  return (await both.join()).sort();
}
