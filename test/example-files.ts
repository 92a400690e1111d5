/** Examples: what their first lines say must come of them, and what does. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Outcome, Report } from '../src/report/report.ts';
import { show, type TaggedValue } from '../src/trace/value.ts';

/** What the first lines of an example say must come of it. */
export interface Header {
  /** What it shows; examples of the gallery say that. */
  readonly claim: string | undefined;
  readonly verdict: string;
  /** What it may come to, or only in how many ways. */
  readonly outcomes: readonly string[] | number;
  readonly findings: Readonly<Record<string, number>>;
  /** Whether everything is explored, as it is where nothing is said. */
  readonly certainty: string;
  readonly flags: readonly string[];
  /** The exit codes a real run may have; null where it never ends. */
  readonly liveExits: readonly (number | null)[];
  /** A mark, and what whoever comes there cannot tell apart. */
  readonly worlds: { readonly mark: string; readonly are: readonly string[] } | undefined;
  /** How many more programs it exports, with the same verdict each. */
  readonly variants: number;
}

export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const root = fileURLToPath(new URL('..', import.meta.url));
export const command = `${root}dist/cli/main.js`;
/** How long one is looked at that is to go on for ever. */
const lookedAtMs = 3_000;
export const processLimitMs = 120_000;
const verdicts = 'panic deadlock violation race livelock lost-value leak undecided ok'.split(' ');
const fields = new Set(['verdict', 'outcomes', 'findings', 'run', 'live', 'claim', 'certainty', 'worlds', 'variants']);

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
  if (text === 'undefined') return '{"$":"undefined"}';
  return text === 'deadlock' || text.startsWith('panicked: ') ? text : JSON.stringify(JSON.parse(text));
}

function readOutcomes(text: string): readonly string[] | number {
  const count = /^(\d+) different$/.exec(text)?.[1];
  return count === undefined ? text.split(', ').map(readOutcome).sort() : Number(count);
}

function readWorlds(text: string | undefined): Header['worlds'] {
  if (text === undefined) return undefined;
  const [, mark, are] = /^at '([^']+)': (.*)$/.exec(text) ?? [];
  if (mark === undefined || are === undefined) throw new Error(`not a mark and the worlds at it: ${text}`);
  return { mark, are: are.split(' | ') };
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

function readLiveExits(text: string | undefined): (number | null)[] {
  if (text === undefined) return [0];
  if (text === 'goes on for ever') return [null];
  if (text === 'may go on for ever') return [0, null];
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
    claim: found.get('claim'),
    verdict,
    outcomes: readOutcomes(outcomes),
    findings: readFindings(findings),
    certainty: found.get('certainty') ?? 'exhaustive',
    flags: [...(found.get('run') ?? '').matchAll(/'([^']*)'|(\S+)/g)].map((flag) => flag[1] ?? flag[2] ?? ''),
    liveExits: readLiveExits(found.get('live')),
    worlds: readWorlds(found.get('worlds')),
    variants: Number(found.get('variants') ?? 0),
  };
}

export function readHeader(file: string): Header {
  try {
    return parseHeader(readFileSync(`${root}${file}`, 'utf8'));
  } catch (error) {
    throw new Error(`the header of ${file} cannot be read: ${String(error)}`, { cause: error });
  }
}

function hb(args: readonly string[], limitMs: number = processLimitMs): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
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

/** The examples of a folder, by their paths in `examples`. */
export function examplesIn(folder: string): string[] {
  return readdirSync(`${root}examples/${folder}`)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => `${folder}${name}`);
}

/** Checks an example, and expects of it what its first lines say. */
export async function expectChecked(file: string, header: Header): Promise<Report> {
  const run = await hb(['check', file, '--json', ...header.flags]);
  const report = parseReport(run);
  const outcomes = report.outcomes.map(showOutcome).sort();
  expect({
    verdict: report.verdict.replaceAll(' ', '-'),
    certainty: report.certainty,
    outcomes: typeof header.outcomes === 'number' ? outcomes.length : outcomes,
    findings: countKinds(report.findings),
    exit: run.exit,
  }).toEqual({
    verdict: header.verdict,
    certainty: header.certainty,
    outcomes: header.outcomes,
    findings: header.findings,
    exit: expectedExit(header),
  });
  return report;
}

function isValue(outcome: string): boolean {
  return outcome !== 'deadlock' && !outcome.startsWith('panicked: ');
}

/** Runs an example for real, and expects that it ends in a way that its first lines name. */
export async function expectEnds(file: string, { liveExits, outcomes }: Header): Promise<void> {
  const run = await hb(['run', file], liveExits.includes(null) ? lookedAtMs : processLimitMs);
  expect(liveExits, `${run.stdout}\n${run.stderr}`).toContain(run.exit);
  const returned = /^returned (.*)$/m.exec(run.stdout)?.[1];
  // Main may have returned while others go on.
  if (run.exit !== null) expect(returned !== undefined).toBe(run.exit === 0);
  if (returned === undefined || typeof outcomes === 'number') return;
  expect(outcomes.filter(isValue).map((outcome) => show(JSON.parse(outcome) as TaggedValue))).toContain(returned);
}

/** Asks what is known at the mark that the first lines of an example name, and expects the worlds that they tell. */
export async function expectWorlds(file: string, worlds: Header['worlds']): Promise<void> {
  const { mark = '', are } = worlds ?? {};
  const report = parseReport(await hb(['knows', file, mark, '--json']));
  const views = (report.knowledge ?? []).map(({ questions, certainty }) => ({
    certainty,
    worlds: questions.flatMap(({ worlds }) => worlds.map(({ text }) => text)),
  }));
  expect(views).toEqual([{ certainty: 'exhaustive', worlds: are }]);
}
