// The documents against what they describe: every picture is made again, every piece of code compiled and run, every
// command looked up. HB_REWRITE=1 writes the pictures anew instead of comparing them.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as checkEntry from '../src/entry/check.ts';
import * as mainEntry from '../src/entry/main.ts';
import { conflictTables } from './conflicts.ts';
import {
  codeBlocksOf,
  documents,
  examplesOf,
  outputsOf,
  type Snippet,
  undocumented,
  withOutputs,
} from './documents.ts';
import { nodesOf, parse, readFiles, root } from './source-files.ts';

const STEP_MS = 30_000;
const command = join(root, 'dist/cli/main.js');

interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly all: string;
}

function run(cwd: string, parameters: readonly string[]): Promise<Ended> {
  const { FORCE_COLOR: _forced, VITEST: _runner, NODE_ENV: _mode, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, {
      cwd,
      env: { ...inherited, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: STEP_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let all = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      all += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      all += text;
    });
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, stdout, all }));
  });
}

/** A project beside this one that has the built package installed, and the examples. */
let project = '';

beforeAll(() => {
  if (!existsSync(command)) throw new Error(`${command} is missing: run npm run build first`);
  project = mkdtempSync(join(tmpdir(), 'hb-docs-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/happens-before'), 'dir');
  symlinkSync(join(root, 'node_modules/vitest'), join(project, 'node_modules/vitest'), 'dir');
  cpSync(join(root, 'examples'), join(project, 'examples'), { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
});

afterAll(() => {
  if (project !== '') rmSync(project, { recursive: true, force: true });
});

/** Words as a shell takes them, with single quotes. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map((word) => word[1] ?? word[2] ?? '');
}

/** Lines without spaces at their ends, and the time a check took as one word: it differs each time. */
function normalised(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .trimEnd()
        .replace(/(redundant, )[\d.]+ m?s$/, '$1… ms')
        .replace(/seen in \d+ reruns$/, 'seen in … reruns'),
    )
    .join('\n')
    .trim();
}

async function outputOf(shown: string): Promise<string> {
  if (shown === 'what conflicts') return conflictTables();
  const [name, ...parameters] = wordsOf(shown);
  if (name !== 'hb') throw new Error(`only outputs of hb, and "what conflicts", can be made again: ${shown}`);
  const { stdout, all, exit } = await run(root, [command, ...parameters]);
  if (exit !== 0 && exit !== 1 && exit !== 2) throw new Error(all);
  return stdout.trimEnd();
}

describe('the pictures', () => {
  const shown = documents.flatMap(outputsOf);

  it('are found, every one that is marked', () => {
    const marks = documents.flatMap(({ text }) => text.match(/^<!-- output: /gm) ?? []);
    expect(shown.length).toBe(marks.length);
    expect(shown.map(({ command: by }) => by)).toContain('hb check examples/counter.ts');
  });

  it.each(shown.map((one) => [`${one.path}:${one.line}`, one.command, one] as const))(
    '%s is what %s prints',
    async (path, by, one) => {
      const output = await outputOf(by);
      if (process.env['HB_REWRITE'] === '1' && normalised(output) !== normalised(one.text)) {
        const file = join(root, one.path);
        const text = readFileSync(file, 'utf8');
        writeFileSync(file, withOutputs({ path: one.path, text }, new Map([[by, output]])));
      } else
        expect(normalised(one.text), `${path} is out of date: HB_REWRITE=1 writes it anew`).toBe(normalised(output));
    },
    STEP_MS,
  );
});

const sources = readFiles(['src/csp', 'src/network', 'src/check', 'src/kernel', 'src/trace'], ['.ts']);
const snippets = [...documents.flatMap(codeBlocksOf), ...sources.flatMap(examplesOf)];

/** Exports of an entry that a snippet uses and does not declare or import itself. */
function assumedImports({ text, importsAssumed }: Snippet): string {
  if (!importsAssumed) return '';
  const identifiers = [...nodesOf(parse({ path: 'snippet.ts', text }))].filter(ts.isIdentifier);
  const used = new Set(identifiers.map((node) => node.text));
  const names = (entry: object): string =>
    Object.keys(entry)
      .filter((name) => used.has(name))
      .join(', ');
  // On the line of the first statement, so that the lines of errors are those of the comment.
  return `import { ${names(mainEntry)} } from 'happens-before'; import { ${names(checkEntry)} } from 'happens-before/check'; `;
}

function whole(snippet: Snippet): string {
  return `${assumedImports(snippet)}${snippet.text}\nexport {};\n`;
}

function compile(texts: ReadonlyMap<string, string>): string[] {
  const file = join(root, 'tsconfig.test.json');
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, 'utf8')) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root, undefined, file);
  const settings: ts.CompilerOptions = { ...options, noUnusedLocals: false, incremental: false, composite: false };
  delete settings.tsBuildInfoFile;
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  const program = ts.createProgram([...texts.keys()], settings, host);
  return [...texts.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText, start }) => {
      const line = source === undefined || start === undefined ? 0 : source.getLineAndCharacterOfPosition(start).line;
      return `${path.slice(root.length)} line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

/** What a snippet says its lines print: `console.log(…) // this`. */
function promisedLines({ text }: Snippet): string[] {
  return [...text.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map((match) => match[1] ?? '');
}

async function runSnippet(snippet: Snippet, name: string): Promise<Ended> {
  const { code } = await transform(whole(snippet), { loader: 'ts', format: 'esm', target: 'es2022' });
  if (snippet.text.includes("from 'vitest'")) {
    writeFileSync(join(project, `${name}.test.ts`), snippet.text);
    return run(project, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', '.', `${name}.test.ts`]);
  }
  writeFileSync(join(project, `${name}.mjs`), code);
  const start = `const { default: program } = await import('./${name}.mjs'); if (program !== undefined) await program();`;
  return run(project, ['--input-type=module', '--eval', start]);
}

describe('the code', () => {
  it('is found in documents and in doc comments', () => {
    expect(snippets.filter(({ path }) => path === 'README.md').length).toBeGreaterThanOrEqual(3);
    expect(snippets.filter(({ importsAssumed }) => importsAssumed).length).toBeGreaterThanOrEqual(20);
  });

  it(
    'compiles',
    () => {
      const texts = new Map(snippets.map((one) => [join(root, `${nameOf(one)}.ts`), whole(one)]));
      expect(texts.size, 'two snippets have one name').toBe(snippets.length);
      expect(compile(texts).join('\n')).toBe('');
      expect(compile(new Map([[join(root, 'wrong.ts'), 'export const a: number = "text";']]))).toHaveLength(1);
    },
    STEP_MS * 2,
  );

  it.each(snippets.map((one) => [nameOf(one), one] as const))(
    '%s runs and prints what it says',
    async (name, snippet) => {
      const { exit, stdout, all } = await runSnippet(snippet, name);
      expect(exit, all).toBe(0);
      if (!snippet.text.includes("from 'vitest'"))
        expect(stdout.trimEnd().split('\n').filter(Boolean)).toEqual(promisedLines(snippet));
    },
    STEP_MS,
  );
});

function nameOf({ path, line }: Snippet): string {
  return `${path.replaceAll(/[/.]/g, '-')}-${line}`;
}

describe('the doc comments', () => {
  it('stand on all that facades export', () => {
    const facades = sources.filter(({ path }) => /^src\/(csp|network)\//.test(path));
    expect(facades.length).toBeGreaterThan(10);
    expect(facades.flatMap(undocumented).join('\n')).toBe('');
    expect(undocumented({ path: 'a.ts', text: '/** A. */\nexport interface A {\n  b(): void;\n}' })).toEqual([
      'a.ts:3',
    ]);
  });

  it('have an example for every function and class that programs import', () => {
    const shown = snippets.filter(({ importsAssumed }) => importsAssumed).map(({ text }) => text);
    const names = [...Object.keys(mainEntry), ...Object.keys(checkEntry)];
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !shown.some((text) => new RegExp(`\\b${name}\\b`).test(text)))).toEqual([]);
  });
});

describe('the commands of the README', () => {
  const text = documents.find(({ path }) => path === 'README.md')?.text ?? '';
  const named = (pattern: RegExp): string[] => [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))];

  it('are scripts of the package', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const called = [...named(/\bnpm run ([\w:]+)/g), ...named(/\bnpm (test)\b/g)];
    expect(called).toEqual(expect.arrayContaining(['demo', 'test']));
    const others = documents.flatMap(({ text: other }) =>
      [...other.matchAll(/\bnpm run ([\w:]+)/g)].map((match) => match[1] ?? ''),
    );
    expect([...called, ...others].filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('of which the demo prints the picture', { timeout: STEP_MS }, async () => {
    const [picture] = documents.filter(({ path }) => path === 'README.md').flatMap(outputsOf);
    const { exit, stdout, all } = await run(root, ['scripts/demo.mjs']);
    expect(exit, all).toBe(0);
    expect(normalised(stdout)).toContain(normalised(await outputOf(picture?.command ?? 'no picture')));
  });

  it('are commands of hb, with options it has', { timeout: STEP_MS }, async () => {
    const called = named(/\bhb ([a-z]+)/g);
    expect(called).toEqual(expect.arrayContaining(['check', 'run', 'replay', 'export']));
    for (const name of called) {
      const { exit, all } = await run(root, [command, name, '--help']);
      expect(exit, all).toBe(0);
      expect(all).toContain(`Usage: hb ${name} `);
      const options = named(new RegExp(`\\bhb ${name}\\b[^\`\\n]*?(--[a-z-]+)`, 'g'));
      for (const option of options) expect(all).toContain(option);
    }
  });

  it('lead to documents that exist', () => {
    const links = named(/\]\(([^)#]+)(?:#[^)]*)?\)/g).filter((link) => !link.startsWith('http'));
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });
});
