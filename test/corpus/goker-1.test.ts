import type { Finding } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { kernels } from './goker/kernels-1.ts';

/** A search may take as long as this on one core. */
const wholeMs = 60_000;
/** How long to look for what is not expected to be found. */
const missedMs = 5_000;
/** How many executions of a repaired program that can run for ever are enough: a slow machine gets as far as a fast one. */
const cutExecutions = 100;
const timeout = 90_000;

/** What waits for ever according to the findings: each process once, with all that it was seen to wait on. */
function waits(findings: readonly Finding[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byProcess = new Map<string, Set<string>>();
  for (const finding of findings) {
    if (finding.kind !== 'deadlock' && finding.kind !== 'leak') continue;
    for (const { process, waitingOn } of [finding, ...(finding.others ?? [])]) {
      // Processes started under one name are told apart by a number, which depends on the execution.
      const name = process.replace(/\W*\d+\W*$/, '');
      byProcess.set(name, (byProcess.get(name) ?? new Set()).add(waitingOn));
    }
  }
  return byProcess;
}

describe.each(kernels)('$id', ({ program, fixed, finding, stuck, spins, large, missed }) => {
  // What is missed today is looked for all the same, so that this says when it is found.
  test(`is found: ${finding}`, { timeout, fails: missed }, async () => {
    const partial = spins || large;
    // A search that cannot be whole stops at what it looks for.
    const report = await check(program, { budget: { ms: missed ? missedMs : wholeMs }, stopAtFirst: partial });
    expect(report.verdict).toBe(finding);
    expect([...new Set(report.findings.map(({ kind }) => kind))]).toEqual([finding]);
    const found = waits(report.findings);
    // The bug strikes in one way only, so these processes are stuck and no others.
    expect([...found.keys()].sort()).toEqual(stuck.map(([process]) => process).sort());
    for (const [process, waitingOn] of stuck) {
      for (const seen of found.get(process) ?? []) expect(seen, process).toMatch(waitingOn);
    }
    if (!partial) expect(report.certainty).toBe('exhaustive');
  });

  test('its repair checks clean', { timeout }, async () => {
    const report = await check(fixed, { budget: { ms: wholeMs, ...(spins && { executions: cutExecutions }) } });
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('ok');
    // A search that ran no execution to its end would be as clean.
    expect(report.outcomes).toMatchObject([{ kind: 'returned', value: { $: 'undefined' } }]);
    if (!spins) expect(report.certainty).toBe('exhaustive');
  });
});
