import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** How a call of the command ended. */
export interface Ended {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/** A call of the command on its way. */
export interface Call {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export const root: string = fileURLToPath(new URL('../..', import.meta.url));
const command = join(root, 'dist/cli/main.js');
const limitMs = 30_000;

/** A directory for one test that holds `files`. */
export function directoryOf(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'hb-cli-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

/** Starts the command, as built, in `directory`; `environment` adds to the variables of this process. */
export function start(
  directory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  main: string = command,
): Call {
  if (!existsSync(main)) throw new Error(`${main} is missing: run npm run build first`);
  const startedMs = performance.now();
  const { FORCE_COLOR: _forced, NO_COLOR: _none, ...inherited } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    cwd: directory,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (exit, signal) => {
      resolve({ exit, signal, stdout, stderr, elapsedMs: performance.now() - startedMs });
    });
  });
  return { child, ended };
}

/** Runs the command on `files` to its end. */
export function hb(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Ended> {
  return start(directoryOf(files), args, environment).ended;
}
