import { go } from 'happens-before';
import { expect, test } from 'vitest';
import { recorded } from './recorded.ts';

test('an error of a process that nobody joins ends a recorded run', async () => {
  const { outcome } = await recorded(async () => {
    go('thrower', async () => {
      await Promise.resolve();
      throw new Error('nobody hears');
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    return 'late';
  });
  expect(outcome).toBe('panicked Error: nobody hears');
});
