import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { regressions } from './regressions.ts';

for (const { name, program } of regressions) {
  test(name, async () => {
    const comparison = await compare(program, 5000);
    expect(comparison?.differences).toEqual([]);
  });
}
