/** What a report finds, held against what a kernel says is there. */
import type { Finding, Report } from 'happens-before/check';
import { expect } from 'vitest';
import type { Kernel, Said } from './kernel.ts';

/** Each process with all that is said of it, once. */
type Gathered = ReadonlyMap<string, ReadonlySet<string>>;

function gathered(pairs: readonly (readonly [process: string, said: string])[]): Gathered {
  const byName = new Map<string, Set<string>>();
  for (const [process, said] of pairs) {
    // Processes started under one name are told apart by a number, which depends on the execution.
    const name = process.replace(/\W*\d+\W*$/, '');
    byName.set(name, (byName.get(name) ?? new Set()).add(said));
  }
  return byName;
}

function waits(findings: readonly Finding[]): Gathered {
  const stuck = findings.flatMap((finding) =>
    finding.kind === 'deadlock' || finding.kind === 'leak' || finding.kind === 'livelock'
      ? [finding, ...(finding.others ?? [])]
      : [],
  );
  return gathered(stuck.map(({ process, waitingOn }) => [process, waitingOn]));
}

function panics(findings: readonly Finding[]): Gathered {
  return gathered(findings.flatMap((finding) => (finding.kind === 'panic' ? [[finding.process, finding.error]] : [])));
}

function racedFor(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.flatMap((finding) => (finding.kind === 'race' ? [finding.object] : [])));
}

/** These processes and no others; of each all of this is said, and nothing else. */
function expectExactly(found: Gathered, wanted: readonly Said[]): void {
  expect(new Set(found.keys())).toEqual(new Set(wanted.map(([process]) => process)));
  for (const [process, said] of found) {
    const patterns = wanted.filter(([name]) => name === process).map(([, pattern]) => pattern);
    for (const pattern of patterns) expect([...said], process).toContainEqual(expect.stringMatching(pattern));
    for (const one of said)
      expect(
        patterns.filter((pattern) => pattern.test(one)),
        `${process}: ${one}`,
      ).toHaveLength(1);
  }
}

/** The bug is found, it strikes in every way in which it should, and nothing else is found. */
export function expectFound(
  { verdict, findings }: Report,
  { finding, also, stuck, races, panics: errors }: Kernel,
): void {
  expect(verdict).toBe(finding);
  expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set([finding, ...(also ?? [])]));
  expectExactly(waits(findings), stuck ?? []);
  expectExactly(panics(findings), errors ?? []);
  expect(racedFor(findings)).toEqual(new Set(races));
}
