// verdict: violation
// outcomes: "done"
// findings: violation x1
//
// A queue without a lock: a put takes the next slot and fills it, a take goes once through the slots there are. It may find
// them emptied by another while a further slot was filled, and say that there is nothing, though at no moment of the take
// the queue was empty.

import { atomic, go } from 'happens-before';
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

export default async function slots(): Promise<string> {
  const filled = Array.from({ length: 2 }, () => atomic<string | undefined>(undefined));
  const end = atomic(0);
  const put = (value: string): Promise<void> =>
    call({ put: value }, async () => filled[(await end.add(1)) - 1]?.store(value));
  const take = (): Promise<string | undefined> =>
    call('take', async () => {
      for (const slot of filled.slice(0, await end.load())) {
        const value = await slot.swap(undefined);
        if (value !== undefined) return value;
      }
      return undefined;
    });
  const p = go('P', () => put('a'));
  const q = go('Q', async () => {
    await put('b');
    await take();
  });
  const r = go('R', take);
  for (const process of [p, q, r]) await process.join();
  return 'done';
}
