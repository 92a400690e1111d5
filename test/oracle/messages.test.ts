import { beforeAll, describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import { messages } from './messages.ts';
import type { Program } from './program.ts';
import { programText } from './program.ts';
import { shrink } from './shrink.ts';

// Inboxes, whose receives choose what they take, against the queues that they are: the same outcomes and races, one execution
// for each trace of messages.
const full = process.env['HB_FULL'] === '1';
const count = full ? 3000 : 150;
const mostInterleavings = full ? 3000 : 800;

const compared = { programs: 0, skipped: 0, interleavings: 0, optimal: 0, fewer: 0 };
const failures: string[] = [];

async function complaint(program: Program): Promise<string> {
  return (await compare(program, mostInterleavings))?.differences.join('\n') ?? '';
}

describe(`${count} random programs with inboxes`, () => {
  beforeAll(async () => {
    for (let seed = 1; seed <= count && failures.length < 3; seed++) {
      const program = messages(seed);
      const comparison = await compare(program, mostInterleavings);
      if (comparison === undefined) {
        compared.skipped++;
        continue;
      }
      compared.programs++;
      compared.interleavings += comparison.interleavings;
      compared.optimal += comparison.optimal.executions;
      if (comparison.optimal.executions < comparison.queues) compared.fewer++;
      if (comparison.differences.length === 0) continue;
      const smallest = await shrink(program, async (smaller) => (await complaint(smaller)) !== '');
      failures.push(`seed ${seed}\n${programText(smallest)}\n${await complaint(smallest)}`);
    }
    console.info(`programs with inboxes: ${JSON.stringify(compared)}`);
  }, 1_200_000);

  test('the reduced searches find what the unreduced one does, once', () => {
    expect(failures).toEqual([]);
    expect(compared.programs).toBeGreaterThan(compared.skipped);
  });

  test('many have fewer traces than as queues', () => {
    expect(compared.fewer).toBeGreaterThan(compared.programs / 5);
  });
});
