/**
 * Matchers for vitest: `import 'happens-before/vitest'`, then
 * `await expect(program).toAlwaysReturn(0)`, `.toBeRaceFree()`, `.toPass({ budget })`.
 */
import { expect } from 'vitest';
import './main.ts';
import { matchers } from '../check/matchers.ts';
import type { CheckOptions } from '../check/options.ts';

declare module 'vitest' {
  interface Matchers<T> {
    /** Every execution returns `value`, and everything was covered. */
    toAlwaysReturn(value: unknown, options?: CheckOptions): Promise<T>;
    /** No execution has a data race, and everything was covered. */
    toBeRaceFree(options?: CheckOptions): Promise<T>;
    /** The verdict is `ok`. */
    toPass(options?: CheckOptions): Promise<T>;
  }
}

expect.extend({ ...matchers });
