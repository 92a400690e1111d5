// The order of the layers, as data and as a test. A rule is not relaxed to make a change pass: move the code instead.
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { nodesOf, parse, placeOf, readFiles, type SourceFile } from './source-files.ts';

interface Layer {
  readonly folder: string;
  readonly mayImport: readonly string[];
  /** Packages it may import; 'node:' stands for all of Node's own modules. */
  readonly packages: readonly string[];
  readonly because: string;
}

const LAYERS: readonly Layer[] = [
  { folder: 'base', mayImport: [], packages: [], because: 'everything stands on it' },
  { folder: 'trace', mayImport: ['base'], packages: [], because: 'a trace is data, read also where nothing can run' },
  {
    folder: 'causality',
    mayImport: ['trace', 'base'],
    packages: [],
    because: 'order is derived from a trace, wherever that was recorded',
  },
  {
    folder: 'kernel',
    mayImport: ['trace', 'base'],
    packages: [],
    because: 'what a primitive means does not depend on who drives it, and the core also runs in a browser',
  },
  {
    folder: 'csp',
    mayImport: ['kernel', 'trace', 'base'],
    packages: [],
    because: 'the facades add no meaning of their own and must not know the driver',
  },
  {
    folder: 'network',
    mayImport: ['csp', 'kernel', 'trace', 'base'],
    packages: [],
    because: 'the facades of nodes add no meaning of their own and must not know the driver',
  },
  {
    folder: 'live',
    mayImport: ['kernel', 'causality', 'trace', 'base'],
    packages: ['node:'],
    because: 'running for real and exploring share the kernel and nothing else',
  },
  {
    folder: 'explore',
    mayImport: ['kernel', 'causality', 'trace', 'base'],
    packages: ['node:'],
    because: 'running for real and exploring share the kernel and nothing else',
  },
  {
    folder: 'report',
    mayImport: ['trace', 'causality', 'base'],
    packages: [],
    because: 'a report shows a trace and its order; it decides and runs nothing',
  },
  {
    folder: 'check',
    mayImport: ['explore', 'report', 'csp', 'kernel', 'causality', 'trace', 'base'],
    packages: ['node:', 'vitest', 'acorn'],
    because: 'a check explores and reports; it never runs a program for real',
  },
  {
    folder: 'cli',
    mayImport: ['check', 'report', 'explore', 'live', 'csp', 'kernel', 'causality', 'trace', 'base', 'entry'],
    packages: ['node:', 'commander', 'picocolors', 'esbuild', 'acorn'],
    because: 'the command puts everything together',
  },
  {
    folder: 'entry',
    mayImport: ['check', 'report', 'explore', 'live', 'network', 'csp', 'kernel', 'causality', 'trace', 'base'],
    packages: ['vitest'],
    because: 'the published entries only list what others define',
  },
];

/** Said apart from the table, because no change of the table may take it back. */
const NEVER: readonly (readonly [string, string])[] = [
  ['live', 'explore'],
  ['explore', 'live'],
];

interface Import {
  readonly from: string;
  readonly place: string;
  /** A path from the root for a file of ours, a module name otherwise. */
  readonly to: string;
  /** False for `import type`, which leaves nothing to load. */
  readonly loads: boolean;
}

function importsOf(file: SourceFile): Import[] {
  const imports: Import[] = [];
  for (const node of nodesOf(parse(file))) {
    const specifier = specifierOf(node);
    if (specifier === undefined) continue;
    const to = specifier.startsWith('.') ? join(dirname(file.path), specifier) : specifier;
    imports.push({ from: file.path, place: placeOf(node), to, loads: !isTypeOnly(node) });
  }
  return imports;
}

function specifierOf(node: ts.Node): string | undefined {
  let specifier: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) specifier = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) specifier = node.argument.literal;
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    specifier = node.arguments[0];
  }
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return ts.isImportTypeNode(node);
}

function folderOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function layerOffences(imports: readonly Import[]): string[] {
  return imports.flatMap((found) => {
    const layer = LAYERS.find(({ folder }) => folder === folderOf(found.from));
    if (layer === undefined) return [`${found.place}: no layer is called '${folderOf(found.from)}'`];
    const offence = found.to.startsWith('src/') ? folderOffence(layer, found.to) : packageOffence(layer, found.to);
    return offence === undefined ? [] : [`${found.place} -> ${found.to}: ${offence} (${layer.because})`];
  });
}

function folderOffence({ folder, mayImport }: Layer, path: string): string | undefined {
  const target = folderOf(path);
  if (NEVER.some(([from, to]) => from === folder && to === target)) return `${folder} never imports ${target}`;
  return target === folder || mayImport.includes(target) ? undefined : `${folder} may not import ${target}`;
}

function packageOffence({ folder, packages }: Layer, name: string): string | undefined {
  const allowed = packages.some((one) => (one === 'node:' ? name.startsWith(one) : name === one));
  return allowed ? undefined : `${folder} may not import the package ${name}`;
}

/** Every cycle of files that load each other, found once, written as the path around it. */
function cycles(imports: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to, loads } of imports) {
    if (loads) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const found: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(' -> '));
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const target of targets.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of targets.keys()) visit(file);
  return found;
}

const files = readFiles(['src'], ['.ts']);
const imports = files.flatMap(importsOf);

describe('the order of the layers', () => {
  it('inspects files of every layer', () => {
    const inspected = new Set(files.map(({ path }) => folderOf(path)));
    expect([...inspected].sort()).toEqual(LAYERS.map(({ folder }) => folder).sort());
    expect(imports.filter(({ to }) => to.startsWith('src/')).length).toBeGreaterThan(LAYERS.length);
  });

  it('follows every relative import to a file of the project', () => {
    const paths = new Set(files.map(({ path }) => path));
    const lost = imports.filter(({ to }) => to.startsWith('src/') && !paths.has(to));
    expect(lost.map(({ place, to }) => `${place} -> ${to}`).join('\n')).toBe('');
  });

  it('is kept by every import', () => {
    expect(layerOffences(imports).join('\n')).toBe('');
  });

  it('has no cycle of files that load each other', () => {
    expect(cycles(imports).join('\n')).toBe('');
  });
});

describe('the check of the order', () => {
  const check = (path: string, text: string): string[] => layerOffences(importsOf({ path, text }));

  it.each([
    ['src/kernel/a.ts', "import { b } from '../csp/b.ts';"],
    ['src/kernel/a.ts', "import type { B } from '../csp/b.ts';"],
    ['src/kernel/a.ts', "export { b } from '../live/b.ts';"],
    ['src/kernel/a.ts', "const b = await import('../cli/b.ts');"],
    ['src/kernel/a.ts', "type B = import('../cli/b.ts').B;"],
    ['src/kernel/a.ts', "import v8 from 'node:v8';"],
    ['src/report/a.ts', "import color from 'picocolors';"],
    ['src/live/a.ts', "import { b } from '../explore/b.ts';"],
    ['src/explore/a.ts', "import { b } from '../live/b.ts';"],
    ['src/drawer/a.ts', "import { b } from '../base/b.ts';"],
  ])('refuses, in %s, %s', (path, text) => {
    expect(check(path, text)).toHaveLength(1);
  });

  it.each([
    ['src/kernel/a.ts', "import { b } from './b.ts';"],
    ['src/kernel/a.ts', "import type { B } from '../trace/b.ts';"],
    ['src/live/a.ts', "import v8 from 'node:v8';"],
    ['src/cli/a.ts', "import { b } from '../live/b.ts';"],
  ])('allows, in %s, %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });

  it('finds a cycle, and none where one of the imports is of a type', () => {
    const cycle = (clause: string): string[] =>
      cycles([
        ...importsOf({ path: 'src/base/a.ts', text: "import { b } from './b.ts';" }),
        ...importsOf({ path: 'src/base/b.ts', text: "import './c.ts';" }),
        ...importsOf({ path: 'src/base/c.ts', text: `${clause} { A } from './a.ts';` }),
      ]);
    expect(cycle('import')).toEqual(['src/base/a.ts -> src/base/b.ts -> src/base/c.ts -> src/base/a.ts']);
    expect(cycle('import type')).toEqual([]);
  });
});
