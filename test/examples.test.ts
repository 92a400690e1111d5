import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { command, examplesIn, expectChecked, expectEnds, processLimitMs, readHeader, root } from './example-files.ts';

/** Where there are programs, but for those of the gallery; what they share is in folders of its own. */
const folders = ['', 'hoare/', 'javascript/'];

const examples = folders.flatMap(examplesIn);

beforeAll(() => {
  if (!existsSync(command)) throw new Error(`${command} is missing: run npm run build first`);
});

test.each(folders)('there are examples in examples/%s', (folder) => {
  expect(examples.filter((name) => name.startsWith(folder)).length).toBeGreaterThan(10);
});

test.each(examples.filter((name) => name.startsWith('javascript/')))('%s is a model of at most 40 lines', (name) => {
  expect(readFileSync(`${root}examples/${name}`, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});

describe.each(examples)('%s', (name) => {
  const file = `examples/${name}`;
  const header = readHeader(file);

  test('is checked as its first lines say', { timeout: processLimitMs + 5_000 }, async () => {
    await expectChecked(file, header);
  });

  test('ends when run for real, in one of these ways', { timeout: processLimitMs + 5_000 }, async () => {
    await expectEnds(file, header);
  });
});
