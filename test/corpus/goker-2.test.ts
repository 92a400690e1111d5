import type { Finding } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { kernels } from './goker/kernels-2.ts';

const wholeMs = 60_000;
/** For a program whose search cannot come to an end. */
const partialMs = 5_000;

/** What waits for ever according to the findings of one kind: each process once, with all that it was seen to wait on. */
function waits(findings: readonly Finding[], kind: Finding['kind']): ReadonlyMap<string, ReadonlySet<string>> {
  const byProcess = new Map<string, Set<string>>();
  for (const finding of findings) {
    if (finding.kind !== kind || !('waitingOn' in finding)) continue;
    for (const { process, waitingOn } of [finding, ...(finding.others ?? [])]) {
      // Processes started under one name are told apart by a number, which depends on the execution.
      const name = process.replace(/\W*\d+\W*$/, '');
      byProcess.set(name, (byProcess.get(name) ?? new Set()).add(waitingOn));
    }
  }
  return byProcess;
}

/** What is raced for. */
function racedFor(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.flatMap((finding) => (finding.kind === 'race' ? [finding.object] : [])));
}

describe.each(kernels)('$id', ({ program, fixed, finding, stuck, races = [], also = [], spins, large = false }) => {
  test(`is found: ${finding}`, { timeout: 90_000 }, async () => {
    const partial = spins || large;
    // A search that cannot come to an end stops at what it looks for.
    const report = await check(program, { budget: { ms: partial ? partialMs : wholeMs }, stopAtFirst: partial });
    expect(report.verdict).toBe(finding);
    expect(new Set(report.findings.map(({ kind }) => kind))).toEqual(new Set([finding, ...also]));
    expect(racedFor(report.findings)).toEqual(new Set(races));

    // The bug strikes in these ways, so these processes are stuck, on all of this, and no others on anything else.
    const found = waits(report.findings, finding);
    expect(new Set(found.keys())).toEqual(new Set(stuck.map(([process]) => process)));
    for (const [process, seen] of found) {
      const patterns = stuck.filter(([name]) => name === process).map(([, waitingOn]) => waitingOn);
      for (const pattern of patterns) expect([...seen]).toContainEqual(expect.stringMatching(pattern));
      for (const on of seen) expect(patterns.filter((pattern) => pattern.test(on))).toHaveLength(1);
    }
    if (!partial) expect(report.certainty).toBe('exhaustive');
  });

  test('its repair checks clean', { timeout: 90_000 }, async () => {
    const report = await check(fixed, { budget: { ms: spins ? partialMs : wholeMs } });
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('ok');
    // A search that ran no execution to its end would be as clean.
    expect(report.outcomes).toMatchObject([{ kind: 'returned', value: { $: 'undefined' } }]);
    if (!spins) expect(report.certainty).toBe('exhaustive');
  });
});
