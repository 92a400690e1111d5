import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Plugin } from 'esbuild';

/** The name `import.meta` goes by inside a bundle. */
export const importMetaName = 'hbImportMeta';

const namespace = 'hb-import-meta';
const loaders: Readonly<Record<string, Loader>> = { ts: 'ts', mts: 'ts', cts: 'ts', tsx: 'tsx', jsx: 'jsx' };

/**
 * Gives each of `files` an `import.meta` of its own, which a bundle in CommonJS format has not. The import is put last,
 * where it moves no line or column: imports are hoisted.
 */
export function importMeta(files: readonly string[]): Plugin {
  return {
    name: namespace,
    setup(build) {
      const wanted = new Set(files);
      build.onLoad({ filter: /\.[mc]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
        if (!wanted.has(path)) return undefined;
        const text = await readFile(path, 'utf8');
        const extension = path.slice(path.lastIndexOf('.') + 1);
        return {
          contents: `${text}\nimport * as ${importMetaName} from ${JSON.stringify(`${namespace}:${path}`)};`,
          loader: loaders[extension] ?? 'js',
        };
      });
      build.onResolve({ filter: new RegExp(`^${namespace}:`) }, ({ path }) => ({
        path: path.slice(namespace.length + 1),
        namespace,
      }));
      build.onLoad({ filter: /^/, namespace }, ({ path }) => ({
        contents: [
          `export const url = ${JSON.stringify(pathToFileURL(path).href)};`,
          `export const filename = ${JSON.stringify(path)};`,
          `export const dirname = ${JSON.stringify(dirname(path))};`,
        ].join('\n'),
      }));
    },
  };
}
