import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

function source(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

// The published names resolve to the sources, so that a test never runs a stale build. They are matched whole:
// 'happens-before' must not swallow 'happens-before/check'.
const alias = [
  { find: /^happens-before$/, replacement: source('src/entry/main.ts') },
  { find: /^happens-before\/check$/, replacement: source('src/entry/check.ts') },
  { find: /^happens-before\/trace$/, replacement: source('src/entry/trace.ts') },
  { find: /^happens-before\/vitest$/, replacement: source('src/entry/vitest.ts') },
];

const conformance = ['test/conformance/**/*.test.ts'];
const examples = ['test/examples.test.ts'];
const corpus = ['test/corpus/**/*.test.ts', 'test/counts.test.ts', 'test/gallery.test.ts'];
const repository = ['test/architecture.test.ts', 'test/tidy.test.ts', 'test/packed.test.ts', 'test/docs.test.ts'];

export default defineConfig({
  resolve: { alias },
  // `await using` is not syntax on Node 20 yet.
  oxc: { target: 'es2022' },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    coverage: { provider: 'v8', include: ['src/**'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...conformance, ...examples, ...corpus, ...repository],
        },
      },
      { extends: true, test: { name: 'conformance', include: conformance } },
      { extends: true, test: { name: 'examples', include: examples } },
      { extends: true, test: { name: 'corpus', include: corpus } },
      { extends: true, test: { name: 'repository', include: repository } },
    ],
  },
});
