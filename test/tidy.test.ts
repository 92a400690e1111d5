// The house rules a linter does not know, as tests that print the line to change.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { nodesOf, parse, placeOf, readFiles, root, type SourceFile } from './source-files.ts';

const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 70;
const CODE = ['.ts', '.mts', '.js', '.mjs'];
const VAGUE = /^(?:utils?|helpers?|common|misc|stuff|index)\./;
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/;
// Written so that these rules do not find themselves.
const UNFINISHED = /\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b/;
const SWITCHED_OFF = /@ts-(?:ignor[e]|nochec[k])/;
const SOMEBODYS_MACHINE = /(?<![\w.:/-])\/(?:home|root|work|Users|mnt)\//;
const DOCUMENT = /(?<![\w./:@-])(?:[\w.-]+\/)*[\w-]+\.(?:md|tsv)\b/g;

const code = readFiles(['src', 'test', 'examples', 'bench', 'scripts'], CODE);
const documents = readFiles(['.'], ['.md']);
const sources = code.filter(({ path }) => path.startsWith('src/'));
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');

interface Rule {
  readonly name: string;
  readonly on: readonly SourceFile[];
  readonly find: (file: SourceFile) => string[];
  /** A text the rule must refuse: a rule that can't fail guards nothing. */
  readonly refuses: SourceFile;
}

function linesMatching({ path, text }: SourceFile, pattern: RegExp, message: string): string[] {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${message}`] : []));
}

function nodesMatching(file: SourceFile, matches: (node: ts.Node) => boolean, message: string): string[] {
  return [...nodesOf(parse(file))].filter(matches).map((node) => `${placeOf(node)} ${message}`);
}

function longFunctions(file: SourceFile): string[] {
  const source = parse(file);
  return [...nodesOf(source)].flatMap((node) => {
    if (!ts.isFunctionLike(node) || isGroupOfTests(node)) return [];
    const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
    const last = source.getLineAndCharacterOfPosition(node.end).line;
    const lines = last - first + 1;
    return lines > MAX_FUNCTION_LINES ? [`${placeOf(node)} a function of ${lines} lines`] : [];
  });
}

/** The body of a `describe` is a list of tests, however long. */
function isGroupOfTests(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}

function isSkippedTest(node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(node)) return false;
  const isTest = /^(?:it|test|describe|suite|bench)\b/.test(node.expression.getText());
  return isTest && ['skip', 'skipIf', 'runIf', 'only', 'todo', 'fails'].includes(node.name.text);
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return (
    ts.isStatement(node) &&
    (ts.getCombinedModifierFlags(node as ts.Declaration & ts.Statement) & ts.ModifierFlags.Default) !== 0
  );
}

function isReexport(node: ts.Node): boolean {
  return ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined;
}

function isExportStar(node: ts.Node): boolean {
  return ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && node.exportClause === undefined;
}

function nameOffences({ path }: SourceFile): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (VAGUE.test(name)) return [`${path}:1 a name that says nothing about what is inside`];
  // The kernels of GoBench keep the names they have there.
  if (path.startsWith('test/corpus/goker/')) return [];
  return KEBAB_CASE.test(name) ? [] : [`${path}:1 a file name that is not kebab-case`];
}

function lostDocuments({ path, text }: SourceFile): string[] {
  return text.split('\n').flatMap((line, index) => {
    const named = line.match(DOCUMENT) ?? [];
    const lost = named.filter((name) => {
      const places = ['', 'docs', dirname(path), `${dirname(path)}/..`];
      return !places.some((place) => existsSync(join(root, place, name)));
    });
    return lost.map((name) => `${path}:${index + 1} names ${name}, which is not in the project`);
  });
}

function example(path: string, text: string): SourceFile {
  return { path, text };
}

const RULES: readonly Rule[] = [
  {
    name: `no file is longer than ${MAX_FILE_LINES} lines`,
    on: code,
    find: ({ path, text }) => {
      const lines = text.trimEnd().split('\n').length;
      return lines > MAX_FILE_LINES ? [`${path}:${MAX_FILE_LINES} a file of ${lines} lines`] : [];
    },
    refuses: example('src/a.ts', 'a;\n'.repeat(MAX_FILE_LINES + 1)),
  },
  {
    name: `no function is longer than ${MAX_FUNCTION_LINES} lines`,
    on: code,
    find: longFunctions,
    refuses: example('src/a.ts', `const a = () => {${'\n'.repeat(MAX_FUNCTION_LINES)}};`),
  },
  {
    name: 'nothing has the type any',
    on: code,
    find: (file) => nodesMatching(file, (node) => node.kind === ts.SyntaxKind.AnyKeyword, 'any'),
    refuses: example('src/a.ts', 'export const a = b as any;'),
  },
  {
    name: 'the compiler is silenced nowhere',
    on: code,
    find: (file) => linesMatching(file, SWITCHED_OFF, 'the compiler is silenced'),
    refuses: example('src/a.ts', `// @ts-${'ignore'}`),
  },
  {
    name: 'an expected error is expected by tests only',
    on: sources,
    find: (file) => linesMatching(file, /@ts-expect-error/, 'an expected error outside a test'),
    refuses: example('src/a.ts', '// @ts-expect-error because'),
  },
  {
    name: 'nothing is left unfinished',
    on: [...code, ...documents],
    find: (file) => linesMatching(file, UNFINISHED, 'unfinished'),
    refuses: example('src/a.ts', `// ${'TO'}DO later`),
  },
  {
    name: 'no test is skipped',
    on: code,
    find: (file) => nodesMatching(file, isSkippedTest, 'a test that does not always run'),
    refuses: example('test/a.test.ts', "it.skip('is', () => {});"),
  },
  {
    name: 'the sources have no default export',
    on: sources,
    find: (file) => nodesMatching(file, isDefaultExport, 'a default export'),
    refuses: example('src/a.ts', 'export default 1;'),
  },
  {
    name: 'only the entries export what others define',
    on: sources.filter(({ path }) => !path.startsWith('src/entry/')),
    find: (file) => nodesMatching(file, isReexport, 'a barrel'),
    refuses: example('src/a.ts', "export { b } from './b.ts';"),
  },
  {
    name: 'the entries list their exports by name',
    on: sources.filter(({ path }) => path.startsWith('src/entry/')),
    find: (file) => nodesMatching(file, isExportStar, 'an export without a name'),
    refuses: example('src/entry/a.ts', "export * from './b.ts';"),
  },
  {
    name: 'a file has a name that says what is inside',
    on: code,
    find: nameOffences,
    refuses: example('src/base/utils.ts', ''),
  },
  {
    name: 'nothing depends on the machine of its author',
    on: [...code, ...documents],
    find: (file) => linesMatching(file, SOMEBODYS_MACHINE, 'a path of one machine'),
    refuses: example('src/a.ts', `// see ${'/ho'}me/me/notes`),
  },
  {
    name: 'every document that is named exists',
    on: [...code, ...documents].filter(({ path }) => path !== 'test/tidy.test.ts'),
    find: lostDocuments,
    refuses: example('src/a.ts', '// see docs/nowhere.md'),
  },
];

describe('the house rules', () => {
  it.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_, { on, find, refuses }) => {
    expect(on.length, 'nothing was inspected').toBeGreaterThan(0);
    expect(on.flatMap(find).join('\n')).toBe('');
    expect(find(refuses), 'the rule refuses nothing').toHaveLength(1);
  });

  it('find the code of every part of the project', () => {
    const parts = new Set(code.map(({ path }) => path.split('/')[0] ?? ''));
    expect([...parts].sort()).toEqual(['bench', 'examples', 'scripts', 'src', 'test']);
  });
});

describe('the changelog', () => {
  const SECTIONS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

  const offences = (text: string): string[] => {
    const lines = text.trimEnd().split('\n');
    const wrong = lines.flatMap((line, index) => {
      if (index === 0) return line === '# Changelog' ? [] : ['CHANGELOG.md:1 does not start with "# Changelog"'];
      const isVersion = /^## (?:\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2})$/.test(line);
      const isSection = line.startsWith('### ') && SECTIONS.includes(line.slice(4));
      return line.startsWith('#') && !isVersion && !isSection ? [`CHANGELOG.md:${index + 1} ${line}`] : [];
    });
    return text.includes('\n- ') ? wrong : [...wrong, 'CHANGELOG.md:1 lists no change'];
  };

  it('keeps its shape', () => {
    expect(offences(changelog)).toEqual([]);
    expect(offences('# Changelog\n## 0.1\n- a\n')).toEqual(['CHANGELOG.md:2 ## 0.1']);
    expect(offences('# News\n\n## [0.1.0] - 2026-01-01\n### New\n')).toHaveLength(3);
  });

  it('has an entry for the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(changelog).toContain(`\n## [${version}] - `);
  });
});
