import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { install } from '../kernel/driver.ts';
import { LiveDriver } from '../live/driver.ts';
import { type Bundle, bundle } from './bundle.ts';
import { shortPath, showPosition } from './source-positions.ts';
import { UsageError } from './usage-error.ts';

export type Program = () => unknown;

/** A user's file, bundled once and ready to be evaluated any number of times. */
export interface LoadedFile {
  /** What reports call the program: the file's name without its extension, or the export asked for. */
  readonly name: string;
  /** Its text and that of all it imports, as far as they make a difference. */
  readonly text: string;
  /** Evaluates the file and all it imports afresh, and gives the program it exports. */
  readonly instantiate: () => Program;
  /** Another export of a fresh evaluation, or undefined when there is none; nothing is evaluated to find that out. */
  readonly readExport: (name: string) => unknown;
  /** The same, with the program of the same evaluation. */
  readonly readWithProgram: (name: string) => { readonly value: unknown; readonly program: unknown } | undefined;
  /** The place in the user's files, `counter.ts:6:30`, of a place in a stack; undefined when it is not the user's. */
  readonly mapSite: (file: string, line: number, column: number) => string | undefined;
  /** A stack, or any text with places in it, with the bundle's places replaced by the user's. */
  readonly mapText: (text: string) => string;
  /** Whether a stack passes through the user's files. */
  readonly isProgramStack: (stack: string) => boolean;
}

const extensions = ['.ts', '.mts', '.js', '.mjs'];

/** Marks the bundle's places in a stack, so that they can't be taken for those of the user's file. */
const bundleMark = '?bundle';

function checkFile(path: string, file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${path} does not exist; give the path of a program`);
  if (!stats.isFile()) throw new UsageError(`${path} is not a file; give the path of a program`);
  if (!extensions.includes(extname(file))) {
    throw new UsageError(`${path} is not a program hb can read; give a file that ends in ${extensions.join(', ')}`);
  }
}

async function importOwn(name: string): Promise<object> {
  switch (name) {
    case 'happens-before':
      return import('../entry/main.ts');
    case 'happens-before/check':
      return import('../entry/check.ts');
    case 'happens-before/trace':
      return import('../entry/trace.ts');
    default:
      throw new UsageError(
        `a program cannot import ${name}; happens-before, /check and /trace are what there is for it`,
      );
  }
}

/** The bundle must share this very copy of the library with the command, whatever the user has installed. */
async function importAllOwn(names: readonly string[]): Promise<Map<string, object>> {
  const loaded = await Promise.all(names.map(async (name) => [name, { ...(await importOwn(name)) }] as const));
  return new Map(loaded);
}

/** The names the bundle exports, read off its text; undefined when it does not say so (a CommonJS file). */
function exportNames(code: string): string[] | undefined {
  if (code.includes('__reExport(')) return undefined;
  const entry = /^module\.exports = __toCommonJS\((\S+)\);$/m.exec(code)?.[1];
  if (entry === undefined) return undefined;
  const start = code.indexOf(`__export(${entry}, {`);
  if (start === -1) return [];
  const list = code.slice(start, code.indexOf('\n});', start));
  return [...list.matchAll(/^ {2}(?:"(.+)"|(\S+)): \(\) => /gm)].map((match) => match[1] ?? match[2] ?? '');
}

function describeExports(names: readonly string[]): string {
  return names.length === 0 ? 'it exports nothing' : `it exports ${names.join(', ')}`;
}

function noProgram(path: string, wanted: string, names: readonly string[]): UsageError {
  const others = names.filter((name) => name !== 'default');
  if (wanted !== 'default') {
    return new UsageError(
      `${path} has no export named ${wanted}: ${describeExports(names)}; choose one with --export NAME`,
    );
  }
  const cure = others.length === 0 ? 'add "export default async function"' : 'choose one with --export NAME';
  return new UsageError(`${path} has no default export: ${describeExports(others)}; ${cure}`);
}

type Factory = (...environment: unknown[]) => unknown;

class Evaluator {
  readonly #factory: Factory;
  readonly #require: NodeJS.Require;
  readonly #own: ReadonlyMap<string, object>;

  constructor(made: Bundle, file: string, own: ReadonlyMap<string, object>) {
    const parameters = ['module', 'exports', 'require', '__filename', '__dirname'];
    this.#factory = compileFunction(made.code, parameters, { filename: file + bundleMark }) as Factory;
    this.#require = createRequire(file);
    this.#own = own;
  }

  readonly #requireEither = (name: string): unknown => this.#own.get(name) ?? this.#require(name);

  /** What the file exports, without any of its processes or nodes being started. */
  look(file: string): Readonly<Record<string, unknown>> {
    const before = install(new Standstill());
    try {
      return this.evaluate(file);
    } finally {
      install(before);
    }
  }

  evaluate(file: string): Readonly<Record<string, unknown>> {
    const module = { exports: {} };
    this.#factory(module, module.exports, this.#requireEither, file, resolve(file, '..'));
    const { exports } = module;
    // A CommonJS file may export one function: it is the default, as it is when imported.
    return typeof exports === 'function'
      ? { ...Object.fromEntries(Object.entries(exports)), default: exports }
      : exports;
  }
}

/** How a bundle calls `node` of ours. */
const makesNodes = /\bimport_happens_before\w*\.node\)\(/;

/** Nothing is run that is made while a file is only looked at. */
class Standstill extends LiveDriver {
  override spawn(): void {}
}

/** Loads the program in `path`: its default export, or the export named `exportName`. */
export async function load(path: string, exportName: string | undefined): Promise<LoadedFile> {
  const file = resolve(path);
  checkFile(path, file);
  const made = await bundle(file);
  const evaluator = new Evaluator(made, file, await importAllOwn(made.ownImports));
  const wanted = exportName ?? 'default';
  const names = exportNames(made.code) ?? Object.keys(evaluator.look(file));
  const isOfNodes = wanted === 'default' && !names.includes(wanted) && makesNodes.test(made.code);
  if (!names.includes(wanted) && !isOfNodes) throw noProgram(path, wanted, names);
  const directory = process.cwd();

  function mapSite(place: string, line: number, column: number): string | undefined {
    if (place !== file + bundleMark) return undefined;
    const position = made.positions.find(line, column);
    return position === undefined ? undefined : showPosition(position, directory);
  }

  return {
    name: exportName ?? basename(file, extname(file)),
    // The bundler writes above each file where it is, seen from the current directory.
    text: made.code.replace(/^\/\/ .*$/gm, ''),
    mapSite,
    mapText(text) {
      const parts = text.split(file + bundleMark);
      const [head = '', ...rest] = parts;
      const mapped = rest.map((part) => {
        const place = /^:(\d+):(\d+)/.exec(part);
        if (place === null) return shortPath(file, directory) + part;
        const site = mapSite(file + bundleMark, Number(place[1]), Number(place[2]));
        return (site ?? shortPath(file, directory)) + part.slice(place[0].length);
      });
      return head + mapped.join('');
    },
    isProgramStack: (stack) => stack.includes(file + bundleMark),
    instantiate() {
      // Its nodes are made as it is evaluated, which is then what its program does.
      if (isOfNodes) return () => void evaluator.evaluate(file);
      const program = evaluator.evaluate(file)[wanted];
      if (typeof program === 'function') return program as Program;
      const what = wanted === 'default' ? 'the default export' : `the export ${wanted}`;
      throw new UsageError(
        `${what} of ${path} is ${program === null ? 'null' : `of type ${typeof program}`}; it must be a function`,
      );
    },
    readExport(name) {
      return names.includes(name) ? evaluator.look(file)[name] : undefined;
    },
    readWithProgram(name) {
      if (!names.includes(name)) return undefined;
      const exported = evaluator.look(file);
      return { value: exported[name], program: exported[wanted] };
    },
  };
}
