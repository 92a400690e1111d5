import { resolve } from 'node:path';
import type { BuildOptions, BuildResult, Message } from 'esbuild';
import { importMeta, importMetaName } from './import-meta.ts';
import { SourcePositions, shortPath } from './source-positions.ts';
import { UsageError } from './usage-error.ts';

/** A program and everything it imports but us and Node, as the body of one CommonJS module. */
export interface Bundle {
  readonly code: string;
  readonly positions: SourcePositions;
  /** Which of our entries it imports, such as `happens-before` and `happens-before/check`. */
  readonly ownImports: readonly string[];
}

const ownName = 'happens-before';

type Built = BuildResult<BuildOptions & { write: false; metafile: true }>;

function build(esbuild: typeof import('esbuild'), file: string, withMeta: readonly string[]): Promise<Built> {
  return esbuild.build({
    entryPoints: [file],
    outfile: `${file}.cjs`,
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    sourcemap: 'external',
    sourcesContent: false,
    external: [ownName, `${ownName}/*`],
    // A dynamic import of a bundled file is then a call of the bundle, which needs no loader at run time.
    supported: { 'dynamic-import': false },
    logLevel: 'silent',
    ...(withMeta.length === 0 ? {} : { define: { 'import.meta': importMetaName }, plugins: [importMeta(withMeta)] }),
  });
}

/** One sentence on what esbuild could not do. */
function explain(message: Message, directory: string): string {
  const { location } = message;
  const place =
    location === null
      ? ''
      : `${shortPath(resolve(directory, location.file), directory)}:${location.line}:${location.column + 1}: `;
  if (message.text.startsWith('Top-level await')) {
    return `${place}a file under hb cannot await at its top level; move the await into the program function`;
  }
  if (message.text.startsWith('Could not resolve')) {
    const name = /"(.*)"/.exec(message.text)?.[1] ?? '';
    const cure = /^[./]/.test(name) ? 'check its path' : 'install it';
    return `${place}cannot find the import "${name}"; ${cure}`;
  }
  return `${place}syntax error: ${message.text}`;
}

function failed(error: unknown, directory: string): unknown {
  const messages = error instanceof Error && 'errors' in error ? (error.errors as readonly Message[]) : [];
  const [first] = messages;
  return first === undefined ? error : new UsageError(explain(first, directory));
}

/** Bundles `file`, an absolute path, once. */
export async function bundle(file: string): Promise<Bundle> {
  const esbuild = await import('esbuild');
  const directory = process.cwd();
  let built: Built;
  try {
    built = await build(esbuild, file, []);
    const withMeta = built.warnings.filter((warning) => warning.id === 'empty-import-meta');
    if (withMeta.length > 0) {
      const files = withMeta.map((warning) => resolve(directory, warning.location?.file ?? ''));
      built = await build(esbuild, file, files);
    }
  } catch (error) {
    throw failed(error, directory);
  } finally {
    await esbuild.stop();
  }
  const [map, code] = built.outputFiles;
  if (map === undefined || code === undefined) throw new Error(`the bundler made nothing of ${file}`);
  const imports = Object.values(built.metafile.outputs).flatMap((output) => output.imports);
  return {
    code: code.text,
    positions: new SourcePositions(map.text, code.path),
    ownImports: [...new Set(imports.map((each) => each.path))].filter(
      (path) => path === ownName || path.startsWith(`${ownName}/`),
    ),
  };
}
