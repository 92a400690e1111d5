/** Which variables processes share: read from their source, to name them in a note. */
import { type Node, parse } from 'acorn';

const mutators: ReadonlySet<string> = new Set([
  'set',
  'delete',
  'clear',
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'add',
]);

interface Loose extends Node {
  readonly [key: string]: unknown;
}

/** In brackets, for a sentence on what the processes with these bodies share; nothing where no name is known. */
export function variablesIn(bodies: readonly (() => unknown)[]): string {
  const names = capturedVariables(bodies.map(String));
  return names.length === 0 ? '' : ` (${names.length === 1 ? 'variable' : 'variables'} ${names.join(', ')})`;
}

/** Names that a function changes though it did not declare them, or that a function inside it does. */
function capturedVariables(sources: readonly string[]): string[] {
  const names = new Set<string>();
  for (const source of sources) {
    const tree = parseFunction(source);
    if (tree !== undefined) collect(tree, [], names);
  }
  return [...names].sort();
}

/** A function's text is an expression, or a method, which needs a class around it to be one. */
function parseFunction(source: string): Loose | undefined {
  for (const text of [`(${source})`, `(class { ${source} })`, `({ ${source} })`]) {
    try {
      return parse(text, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Loose;
    } catch {
      // Tried as another form.
    }
  }
  return undefined;
}

/** Scopes of the functions around, innermost last; a name changed in a function that did not declare it is captured. */
function collect(node: Loose, scopes: readonly Set<string>[], names: Set<string>): void {
  const inner = isFunction(node) ? [...scopes, declaredIn(node)] : scopes;
  const changed = changedBy(node);
  const own = inner[inner.length - 1];
  if (changed !== undefined && own !== undefined && !own.has(changed)) names.add(changed);
  for (const child of children(node)) collect(child, inner, names);
}

function isFunction({ type }: Loose): boolean {
  return type === 'FunctionExpression' || type === 'ArrowFunctionExpression' || type === 'FunctionDeclaration';
}

function changedBy(node: Loose): string | undefined {
  switch (node.type) {
    case 'AssignmentExpression':
      return rootOf(node['left'] as Loose);
    case 'UpdateExpression':
      return rootOf(node['argument'] as Loose);
    case 'CallExpression': {
      const callee = node['callee'] as Loose;
      if (callee.type !== 'MemberExpression') return undefined;
      const property = callee['property'] as Loose;
      return mutators.has(String(property['name'])) ? rootOf(callee['object'] as Loose) : undefined;
    }
    default:
      return undefined;
  }
}

/** The variable at the root of `a.b[c]`. */
function rootOf(node: Loose): string | undefined {
  let root = node;
  while (root.type === 'MemberExpression') root = root['object'] as Loose;
  return root.type === 'Identifier' ? String(root['name']) : undefined;
}

/** Names a function declares itself: parameters and what its own body declares, not what functions in it do. */
function declaredIn(node: Loose): Set<string> {
  const names = new Set<string>();
  for (const parameter of node['params'] as Loose[]) namesIn(parameter, names);
  const visit = (child: Loose): void => {
    if (child.type === 'VariableDeclarator') namesIn(child['id'] as Loose, names);
    if (child.type === 'FunctionDeclaration' || child.type === 'ClassDeclaration') namesIn(child['id'] as Loose, names);
    if (!isFunction(child)) for (const next of children(child)) visit(next);
  };
  visit(node['body'] as Loose);
  return names;
}

function namesIn(pattern: Loose, names: Set<string>): void {
  if (pattern.type === 'Identifier') names.add(String(pattern['name']));
  else for (const child of children(pattern)) namesIn(child, names);
}

function children(node: Loose): Loose[] {
  const found: Loose[] = [];
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof item === 'object' && item !== null && typeof (item as { type?: unknown }).type === 'string') {
        found.push(item as Loose);
      }
    }
  }
  return found;
}
