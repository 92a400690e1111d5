import type { Finding } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { kernels } from './goker/kernels-3.ts';

/** A search that ends by itself may take as long as this on one core; one that cannot is cut at what CI can spare. */
const wholeMs = 60_000;
const cutMs = 5_000;
const timeout = 90_000;

/** Processes started under one name are told apart by a number, which depends on the execution. */
function named(process: string): string {
  return process.replace(/\W*\d+\W*$/, '');
}

/** What the findings say of each process or object: each once, with all that was seen of it. */
function gathered(pairs: Iterable<readonly [name: string, seen: string]>): ReadonlyMap<string, ReadonlySet<string>> {
  const byName = new Map<string, Set<string>>();
  for (const [name, seen] of pairs) byName.set(name, (byName.get(name) ?? new Set()).add(seen));
  return byName;
}

function waits(findings: readonly Finding[]): ReadonlyMap<string, ReadonlySet<string>> {
  const stuck = findings.flatMap((finding) => {
    if (finding.kind !== 'deadlock' && finding.kind !== 'leak') return [];
    return [finding, ...(finding.others ?? [])];
  });
  return gathered(stuck.map(({ process, waitingOn }) => [named(process), waitingOn] as const));
}

function panics(findings: readonly Finding[]): ReadonlyMap<string, ReadonlySet<string>> {
  const panicked = findings.filter((finding) => finding.kind === 'panic');
  return gathered(panicked.map(({ process, error }) => [named(process), error] as const));
}

/** These names and no others, and all that was seen of each is as it should be. */
function expectExactly(
  found: ReadonlyMap<string, ReadonlySet<string>>,
  wanted: readonly (readonly [name: string, seen: RegExp])[],
): void {
  expect([...found.keys()].sort()).toEqual(wanted.map(([name]) => name).sort());
  for (const [name, pattern] of wanted) {
    for (const seen of found.get(name) ?? []) expect(seen, name).toMatch(pattern);
  }
}

describe.each(kernels)('$id', ({ program, fixed, finding, also, stuck, races, panics: panicking, spins, large }) => {
  test(`is found: ${finding}`, { timeout }, async () => {
    const partial = spins || large;
    // A search that cannot be whole stops at what it looks for.
    const report = await check(program, { budget: { ms: partial ? cutMs : wholeMs }, stopAtFirst: partial });
    expect(report.verdict).toBe(finding);
    expect([...new Set(report.findings.map(({ kind }) => kind))].sort()).toEqual([finding, ...also].sort());
    expectExactly(waits(report.findings), stuck);
    expectExactly(panics(report.findings), panicking);
    const raced = report.findings.filter(({ kind }) => kind === 'race');
    expect([...new Set(raced.map((race) => ('object' in race ? race.object : '')))].sort()).toEqual([...races].sort());
    if (!partial) expect(report.certainty).toBe('exhaustive');
  });

  test('its repair checks clean', { timeout }, async () => {
    const report = await check(fixed, { budget: { ms: spins ? cutMs : wholeMs } });
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('ok');
    // A search that ran no execution to its end would be as clean.
    expect(report.outcomes).toMatchObject([{ kind: 'returned', value: { $: 'undefined' } }]);
    if (!spins) expect(report.certainty).toBe('exhaustive');
  });
});
