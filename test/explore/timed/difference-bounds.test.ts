import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/base/random.ts';
import { DifferenceBounds } from '../../../src/explore/timed/difference-bounds.ts';

type Bound = readonly [time: number, base: number, most: number];

/** Whether there are times: no way round a circle of bounds may come back before it began. */
function canHold(times: number, bounds: readonly Bound[]): boolean {
  const most = Array.from({ length: times }, (_, a) =>
    Array.from({ length: times }, (_, b) => (a === b ? 0 : Infinity)),
  );
  const cell = (a: number, b: number): number => most[a]?.[b] ?? Infinity;
  for (const [time, base, bound] of bounds) (most[base] as number[])[time] = Math.min(cell(base, time), bound);
  for (let via = 0; via < times; via++)
    for (let a = 0; a < times; a++)
      for (let b = 0; b < times; b++) (most[a] as number[])[b] = Math.min(cell(a, b), cell(a, via) + cell(via, b));
  return most.every((row, a) => (row[a] as number) >= 0);
}

describe('bounds of differences', () => {
  it('hold exactly when some times keep to them, also after some were taken back', () => {
    let refused = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const random = new Random(seed);
      for (let warm = 0; warm < 4; warm++) random.uint32();
      const times = 2 + random.below(5);
      const solver = new DifferenceBounds();
      for (let time = 0; time < times; time++) solver.add(random.below(10));
      const bounds: Bound[] = [];
      for (let step = 0; step < 25; step++) {
        const mark = solver.mark();
        const bound: Bound = [random.below(times), random.below(times), random.below(15) - 6];
        solver.require(...bound);
        const isPossible = canHold(times, [...bounds, bound]);
        if (solver.holds !== isPossible) expect.fail(`seed ${seed}, step ${step}: ${solver.holds} is wrong`);
        if (!isPossible) refused++;
        if (!isPossible || random.below(3) === 0) solver.undo(mark);
        else bounds.push(bound);
        const broken = bounds.filter(([time, base, most]) => solver.at(time) > solver.at(base) + most);
        if (broken.length > 0)
          expect.fail(`seed ${seed}, step ${step}: the times do not keep to ${broken.join(' and ')}`);
      }
    }
    expect(refused).toBeGreaterThan(500);
  });

  it('leaves no time with times that were taken back', () => {
    const solver = new DifferenceBounds();
    const first = solver.add(0);
    const mark = solver.mark();
    const second = solver.add(0);
    solver.require(second, first, -1);
    solver.require(first, second, 0);
    expect(solver.holds).toBe(false);
    solver.undo(mark);
    expect(solver.holds).toBe(true);
    expect(solver.add(7)).toBe(second);
    expect(solver.at(second)).toBe(7);
  });
});
