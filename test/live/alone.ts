import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs `text`, a module that imports from 'happens-before', in a Node of its own to its end. `elapsedMs` is the program's own
 * time, without the start of Node.
 */
export async function runAlone(text: string): Promise<Ended> {
  const caches = join(root, 'node_modules/.cache');
  mkdirSync(caches, { recursive: true });
  const directory = mkdtempSync(join(caches, 'live-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const program = join(directory, 'program.mjs');
  await build({
    stdin: { contents: text, resolveDir: root, sourcefile: 'program.ts', loader: 'ts' },
    alias: { 'happens-before': join(root, 'src/entry/main.ts') },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: "const began = performance.now(); process.on('exit', () => console.error('took', performance.now() - began));",
    },
  });
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 15_000 });
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (exit) => {
      resolve({ exit, stdout, stderr, elapsedMs: Number(/took ([\d.]+)/.exec(stderr)?.[1] ?? Number.NaN) });
    });
  });
}
