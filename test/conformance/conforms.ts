import { ChannelClosedError } from 'happens-before';
import type { Report } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';

type Program = () => Promise<unknown>;

interface Expected {
  /** Every way it can end: `returned 1`, `panicked ChannelClosedError`, `deadlocked`. */
  readonly outcomes: readonly string[];
  /** The kinds of what the check must find, each once; nothing when left out, apart from the deadlock of `outcomes`. */
  readonly findings?: readonly string[];
}

const liveRuns = 20;

/** States a program once and holds both drivers to it: checked, it ends in exactly these ways; live, in one of them. */
export function conforms(name: string, program: Program, { outcomes, findings }: Expected): void {
  const sorted = [...outcomes].sort();
  const canStick = sorted.includes('deadlocked');
  describe(name, () => {
    test('checked', async () => {
      const report = await check(program);
      expect(endings(report)).toEqual(sorted);
      expect(report.certainty).toBe('exhaustive');
      expect(findingKinds(report)).toEqual([...(findings ?? (canStick ? ['deadlock'] : []))].sort());
    });

    test('live', async () => {
      // A run that is stuck costs the whole of its patience.
      for (let run = 0; run < (canStick ? 2 : liveRuns); run++) {
        expect(sorted).toContain(await live(program, canStick ? 30 : 5000));
      }
    });
  });
}

/** What an operation came to: `ok`, or the class of its error. */
export async function attempt(operation: Promise<unknown>): Promise<string> {
  try {
    await operation;
    return 'ok';
  } catch (error) {
    return error instanceof ChannelClosedError ? 'ChannelClosedError' : String(error);
  }
}

/** These values as endings. */
export function returned(...values: readonly unknown[]): string[] {
  return values.map((value) => `returned ${JSON.stringify(value)}`);
}

/** How a checked program can end, sorted. */
export function endings(report: Report): string[] {
  return report.outcomes
    .map(({ kind, value }) => {
      if (kind === 'returned') return `returned ${JSON.stringify(value)}`;
      return kind === 'panicked' ? `panicked ${errorClass(value)}` : kind;
    })
    .sort();
}

/** The kinds of the findings of a report, each once, sorted. */
function findingKinds(report: Report): string[] {
  return [...new Set(report.findings.map(({ kind }) => kind))].sort();
}

/** How one real run of a program ends, in the words of `endings`; `deadlocked` when it has not within `patience` ms. */
export async function live(program: Program, patience: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, patience, 'deadlocked');
  });
  const ending = program().then(
    (value) => `returned ${JSON.stringify(value)}`,
    (error: unknown) => `panicked ${error instanceof Error ? error.constructor.name : String(error)}`,
  );
  try {
    return await Promise.race([ending, stuck]);
  } finally {
    clearTimeout(timer);
  }
}

function errorClass(value: Report['outcomes'][number]['value']): string {
  const error = value as { readonly class?: string } | undefined;
  return error?.class ?? JSON.stringify(value);
}
