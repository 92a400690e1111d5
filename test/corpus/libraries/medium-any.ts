import { go } from 'happens-before';
import { any, chan, put, take } from 'medium';

/** Takes from whichever of two channels has something, and then from the other. Each gets one value. */
export async function anyThenTheOther(): Promise<string[]> {
  const a = chan<string>();
  const b = chan<string>();
  go('writer', async () => {
    await Promise.all([put(a, 'x'), put(b, 'y')]);
  });
  const reader = go('reader', async () => {
    const [first, from] = await any(a, b);
    return [first, await take(from === a ? b : a)];
  });
  return (await reader.join()).sort();
}

/** The same without `any`. */
export async function takeOneByOne(): Promise<string[]> {
  const a = chan<string>();
  const b = chan<string>();
  go('writer', async () => {
    await Promise.all([put(a, 'x'), put(b, 'y')]);
  });
  const reader = go('reader', async () => [await take(a), await take(b)]);
  return (await reader.join()).sort();
}
