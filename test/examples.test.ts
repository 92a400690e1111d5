import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Outcome, Report } from '../src/report/report.ts';

/** What the first lines of an example say must come of it. */
interface Header {
  readonly verdict: string;
  readonly outcomes: readonly string[];
  readonly findings: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
  /** The exit codes a real run may have. */
  readonly liveExits: readonly number[];
}

interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const command = `${root}dist/cli/main.js`;
const processLimitMs = 30_000;
const verdicts = 'panic deadlock violation race livelock lost-value leak undecided ok'.split(' ');
const fields = new Set(['verdict', 'outcomes', 'findings', 'run', 'live']);

function readFields(source: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of source.split('\n')) {
    const match = /^\/\/ (\w+): (.*\S)\s*$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) break;
    if (!fields.has(match[1]) || found.has(match[1])) throw new Error(`unexpected header line: ${line}`);
    found.set(match[1], match[2]);
  }
  return found;
}

function readOutcome(text: string): string {
  return text === 'deadlock' || text.startsWith('panicked: ') ? text : JSON.stringify(JSON.parse(text));
}

function readFindings(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  if (text === 'none') return counts;
  for (const part of text.split(', ')) {
    const match = /^([a-z-]+) x([1-9]\d*)$/.exec(part);
    if (match?.[1] === undefined) throw new Error(`not a kind and a number of findings: ${part}`);
    counts[match[1]] = Number(match[2]);
  }
  return counts;
}

function readLiveExits(text: string | undefined): number[] {
  if (text === undefined) return [0];
  if (text === 'may hang') return [0, 1];
  const match = /^exits (\d+)$/.exec(text);
  if (match === null) throw new Error(`not a way to end: ${text}`);
  return [Number(match[1])];
}

function parseHeader(source: string): Header {
  const found = readFields(source);
  const verdict = found.get('verdict');
  const outcomes = found.get('outcomes');
  const findings = found.get('findings');
  if (verdict === undefined || outcomes === undefined || findings === undefined) {
    throw new Error('an example begins with the lines verdict, outcomes and findings');
  }
  if (!verdicts.includes(verdict)) throw new Error(`no such verdict: ${verdict}`);
  return {
    verdict,
    outcomes: outcomes.split(', ').map(readOutcome).sort(),
    findings: readFindings(findings),
    flags: [...(found.get('run') ?? '').matchAll(/'([^']*)'|(\S+)/g)].map((flag) => flag[1] ?? flag[2] ?? ''),
    liveExits: readLiveExits(found.get('live')),
  };
}

function readHeader(file: string): Header {
  try {
    return parseHeader(readFileSync(`${root}${file}`, 'utf8'));
  } catch (error) {
    throw new Error(`the header of ${file} cannot be read: ${String(error)}`, { cause: error });
  }
}

function hb(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: processLimitMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, stdout, stderr }));
  });
}

function parseReport(run: Ended): Report {
  try {
    return JSON.parse(run.stdout) as Report;
  } catch {
    throw new Error(`no report (exit ${run.exit}):\n${run.stdout}\n${run.stderr}`);
  }
}

/** A panic with an Error shows its message, one with anything else that value. */
function panicMessage(value: Outcome['value']): string {
  const message: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'message') : undefined;
  return typeof message === 'string' ? message : JSON.stringify(value);
}

function showOutcome(outcome: Outcome): string {
  if (outcome.kind === 'returned') return JSON.stringify(outcome.value);
  if (outcome.kind === 'panicked') return `panicked: ${panicMessage(outcome.value)}`;
  return outcome.kind === 'deadlocked' ? 'deadlock' : outcome.kind;
}

function countKinds(findings: Report['findings']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const finding of findings) {
    const kind = finding.kind.replaceAll(' ', '-');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function expectedExit(header: Header): number {
  if (header.verdict === 'ok') return 0;
  return header.verdict === 'undecided' && Object.keys(header.findings).length === 0 ? 2 : 1;
}

/** Where there are programs; what they share is in folders of its own. */
const folders = ['', 'hoare/', 'javascript/'];

const examples = folders.flatMap((folder) =>
  readdirSync(`${root}examples/${folder}`)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => `${folder}${name}`),
);

beforeAll(() => {
  if (!existsSync(command)) throw new Error(`${command} is missing: run npm run build first`);
});

test.each(folders)('there are examples in examples/%s', (folder) => {
  expect(examples.filter((name) => name.startsWith(folder)).length).toBeGreaterThan(10);
});

test.each(examples.filter((name) => name.startsWith('javascript/')))('%s is a model of at most 40 lines', (name) => {
  expect(readFileSync(`${root}examples/${name}`, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});

describe.each(examples)('%s', (name) => {
  const file = `examples/${name}`;
  const header = readHeader(file);

  test('is checked as its first lines say', { timeout: processLimitMs + 5_000 }, async () => {
    const run = await hb('check', file, '--json', ...header.flags);
    const report = parseReport(run);
    expect({
      verdict: report.verdict.replaceAll(' ', '-'),
      certainty: report.certainty,
      outcomes: report.outcomes.map(showOutcome).sort(),
      findings: countKinds(report.findings),
      exit: run.exit,
    }).toEqual({
      verdict: header.verdict,
      certainty: 'exhaustive',
      outcomes: header.outcomes,
      findings: header.findings,
      exit: expectedExit(header),
    });
  });

  test('ends when run for real, in one of these ways', { timeout: processLimitMs + 5_000 }, async () => {
    const run = await hb('run', file);
    expect(header.liveExits, `${run.stdout}\n${run.stderr}`).toContain(run.exit);
    const returned = /^returned (.*)$/m.exec(run.stdout)?.[1];
    expect(returned !== undefined).toBe(run.exit === 0);
    if (returned !== undefined) expect(header.outcomes).toContain(readOutcome(returned));
  });
});
