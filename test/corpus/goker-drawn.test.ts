// The kernels of GoKer in a thousand schedules each that are drawn. The default run takes one in eight; HB_FULL=1 takes all,
// and so holds what their rows, and docs/bugs.md, say of each.
import { type Budget, check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { kernels } from './goker/kernels.ts';

const oneIn = process.env['HB_FULL'] === '1' ? 1 : 8;
const schedules: Budget = { executions: 1000 };
/** What goes on for ever is no end of an execution, and takes no long ones to be missed. */
const shortSchedules: Budget = { ...schedules, steps: 300 };

const ways = ['random', 'pct'] as const;
const chosen = kernels.filter((_, at) => at % oneIn === 0);
const rows = chosen.flatMap((kernel) => ways.map((way) => ({ ...kernel, way })));

describe('in a thousand schedules', () => {
  test.each(rows)('$id by $way', { timeout: 120_000 }, async ({ program, finding, also, missedBy, way }) => {
    const budget = finding === 'livelock' ? shortSchedules : schedules;
    const { findings } = await check(program, { strategy: way, seed: 1, budget, stopAtFirst: true });
    if (missedBy?.includes(way) === true) expect(findings).toEqual([]);
    else expect(findings).not.toEqual([]);
    // Nothing else than what is there is found.
    for (const { kind } of findings) expect([finding, ...(also ?? [])]).toContain(kind);
  });
});
