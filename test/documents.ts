// The documents as the test of them sees them: their blocks of output and of code, and the examples of doc comments.
import ts from 'typescript';
import { nodesOf, parse, readFiles, type SourceFile } from './source-files.ts';

/** Output a document shows: everything between the two markers. */
export interface ShownOutput {
  readonly path: string;
  readonly line: number;
  readonly command: string;
  readonly text: string;
}

/** A piece of TypeScript a document or a doc comment shows. */
export interface Snippet {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** An example of a doc comment takes the names it uses for granted; a document imports them. */
  readonly importsAssumed: boolean;
}

const shownOutput = /<!-- output: (?<command>[^\n]+?) -->\n+```text\n(?<text>(?:(?!```)[\s\S])*)```\n+<!-- end -->/g;
const codeBlock = /^```ts\n([\s\S]*?)^```$/gm;

export const documents: readonly SourceFile[] = readFiles(['.'], ['.md']);

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

export function outputsOf({ path, text }: SourceFile): ShownOutput[] {
  return [...text.matchAll(shownOutput)].map((match) => ({
    path,
    line: lineAt(text, match.index),
    command: match.groups?.['command'] ?? '',
    text: match.groups?.['text'] ?? '',
  }));
}

/** The document with the output of each command replaced by what `outputs` says. */
export function withOutputs({ text }: SourceFile, outputs: ReadonlyMap<string, string>): string {
  return text.replace(shownOutput, (whole: string, command: string) => {
    const output = outputs.get(command);
    return output === undefined
      ? whole
      : `<!-- output: ${command} -->\n\n\`\`\`text\n${output}\n\`\`\`\n\n<!-- end -->`;
  });
}

export function codeBlocksOf({ path, text }: SourceFile): Snippet[] {
  return [...text.matchAll(codeBlock)].map((match) => ({
    path,
    line: lineAt(text, match.index),
    text: match[1] ?? '',
    importsAssumed: false,
  }));
}

/** The examples of the doc comments of a file. */
export function examplesOf(file: SourceFile): Snippet[] {
  const snippets: Snippet[] = [];
  const seen = new Set<number>();
  for (const node of nodesOf(parse(file))) {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== 'example' || seen.has(tag.pos)) continue;
      seen.add(tag.pos);
      const { line } = tag.getSourceFile().getLineAndCharacterOfPosition(tag.getStart());
      snippets.push({ path: file.path, line: line + 1, text: exampleText(tag), importsAssumed: true });
    }
  }
  return snippets;
}

/** The example as it was written: without the stars of the comment, with its indentation. */
function exampleText(tag: ts.JSDocTag): string {
  const lines = tag
    .getText()
    .replace(/^@example[ \t]*/, '')
    .split('\n');
  return lines
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
}

/** Doc comments that are missing on what a file exports, and on the members of that. */
export function undocumented(file: SourceFile): string[] {
  const source = parse(file);
  return source.statements.flatMap((statement) => {
    if (!isExported(statement) || isOverload(statement)) return [];
    return [statement, ...membersOf(statement)]
      .filter((node) => ts.getJSDocCommentsAndTags(node).length === 0)
      .map((node) => `${file.path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
  });
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

/** One comment serves all signatures of a function; it stands on the first. */
function isOverload(statement: ts.Statement): boolean {
  if (!ts.isFunctionDeclaration(statement) || !ts.isSourceFile(statement.parent)) return false;
  const { statements } = statement.parent;
  const before = statements[statements.indexOf(statement) - 1];
  return before !== undefined && ts.isFunctionDeclaration(before) && before.name?.text === statement.name?.text;
}

function membersOf(statement: ts.Statement): ts.Node[] {
  if (!ts.isInterfaceDeclaration(statement) && !ts.isClassDeclaration(statement)) return [];
  // The members of a class that implements an interface are documented there.
  if (ts.isClassDeclaration(statement) && statement.heritageClauses !== undefined) return [];
  const members: readonly ts.Node[] = statement.members;
  return members.filter((member) => !isHidden(member));
}

/** Private members are nobody's but the file's. */
function isHidden(member: ts.Node): boolean {
  const name = (member as ts.NamedDeclaration).name;
  return name !== undefined && ts.isPrivateIdentifier(name);
}
