import { check } from 'happens-before/check';
import { expect, test } from 'vitest';
import { memoryRows } from './go-race/memory-rows.ts';

test('all programs about memory are labelled', () => {
  const tests = memoryRows.map(({ test: name }) => name);
  expect(new Set(tests).size).toBe(106);
  expect(tests.filter((name) => name.startsWith('TestRace'))).toHaveLength(78);
});

test.each(memoryRows)('$test', async ({ test: name, program, races }) => {
  expect(races.length > 0, 'the label and the name agree').toBe(name.startsWith('TestRace'));
  const report = await check(program);
  const racing = report.findings.flatMap((finding) => (finding.kind === 'race' ? [finding.object] : []));
  expect([...new Set(racing)].sort()).toEqual([...races].sort());
  expect(report.certainty).toBe('exhaustive');
  if (races.length === 0) expect(report.verdict).toBe('ok');
});
