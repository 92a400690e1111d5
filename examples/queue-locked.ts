// verdict: ok
// outcomes: "done"
// findings: none
//
// A queue behind a lock: whatever overlaps, it is as if the calls had come one after the other.

import { go, Mutex, shared } from 'happens-before';
import { call, linearizable } from 'happens-before/check';

type Operation = { readonly put: string } | 'take';

export const properties = [
  linearizable({
    name: 'queue',
    initial: [],
    apply: (items: readonly string[], operation: Operation) => {
      if (operation !== 'take') return { state: [...items, operation.put] };
      return { state: items.slice(1), result: items[0] };
    },
  }),
];

export default async function locked(): Promise<string> {
  const items = shared<readonly string[]>([]);
  const mutex = new Mutex();
  const put = (value: string): Promise<void> =>
    call({ put: value }, async () => {
      await mutex.lock();
      await items.update((now) => [...now, value]);
      await mutex.unlock();
    });
  const take = (): Promise<string | undefined> =>
    call('take', async () => {
      await mutex.lock();
      const [first, ...rest] = await items.read();
      await items.write(rest);
      await mutex.unlock();
      return first;
    });
  const p = go('P', () => put('a'));
  const q = go('Q', async () => {
    await put('b');
    await take();
  });
  await p.join();
  await q.join();
  return 'done';
}
