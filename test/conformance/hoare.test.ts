import { describe, expect, test } from 'vitest';
import { assembled } from '../../examples/hoare/assemble.ts';
import { throughBuffer } from '../../examples/hoare/bounded-buffer.ts';
import { conway } from '../../examples/hoare/conway.ts';
import { copied } from '../../examples/hoare/copy.ts';
import { dineInRoom } from '../../examples/hoare/dining-room.ts';
import { disassembled } from '../../examples/hoare/disassemble.ts';
import { division } from '../../examples/hoare/division.ts';
import { merge } from '../../examples/hoare/ending.ts';
import { factorial } from '../../examples/hoare/factorial.ts';
import { sortedByLeast } from '../../examples/hoare/least-member.ts';
import { multiply } from '../../examples/hoare/matrix.ts';
import { recursiveSet } from '../../examples/hoare/recursive-set.ts';
import { reformatted } from '../../examples/hoare/reformat.ts';
import { sumOfMembers } from '../../examples/hoare/scan.ts';
import { countUnderSemaphore } from '../../examples/hoare/semaphore.ts';
import { primesBelow } from '../../examples/hoare/sieve.ts';
import { smallSet } from '../../examples/hoare/small-set.ts';
import { squashed } from '../../examples/hoare/squash.ts';
import { live } from './conforms.ts';

// The programs of "Communicating Sequential Processes" live and at the size of the paper. At a small size they are examples,
// which are checked exhaustively with all the others.

const patienceMs = 15_000;

async function results(program: () => Promise<unknown>): Promise<unknown> {
  const ending = await live(program, patienceMs);
  if (!ending.startsWith('returned ')) throw new Error(ending);
  return JSON.parse(ending.slice('returned '.length));
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

const cards = ['copy all characters', 'two ** asterisks'].map((text) => text.padEnd(80));
const [first = '', second = ''] = cards;

describe('3: coroutines', () => {
  test('3.1 COPY', async () => {
    expect(await results(() => copied('Hello'))).toBe('Hello');
    expect(await results(() => copied(''))).toBe('');
  });

  test.each([
    ['a* ** *b', 'a* ↑ *b'],
    ['***', '↑*'],
    ['*', '*'],
    ['****', '↑↑'],
  ])('3.2 SQUASH makes of %s', async (text, squeezed) => {
    expect(await results(() => squashed(text))).toBe(squeezed);
  });

  test('3.3 DISASSEMBLE', async () => {
    expect(await results(() => disassembled(cards))).toBe(`${first} ${second} `);
  });

  test('3.4 ASSEMBLE', async () => {
    const text = 'x'.repeat(126);
    expect(await results(() => assembled(text))).toEqual(['x'.repeat(125), `x${' '.repeat(124)}`]);
    expect(await results(() => assembled('x'.repeat(125)))).toEqual(['x'.repeat(125)]);
    expect(await results(() => assembled(''))).toEqual([]);
  });

  test('3.5 Reformat', async () => {
    const characters = `${first} ${second} `;
    expect(await results(() => reformatted(cards))).toEqual([
      characters.slice(0, 125),
      characters.slice(125).padEnd(125),
    ]);
  });

  test("3.6 Conway's problem", async () => {
    const characters = `${first} ${second} `.replace('**', '↑');
    expect(await results(() => conway(cards))).toEqual([characters.slice(0, 125), characters.slice(125).padEnd(125)]);
  });
});

describe('4: subroutines and data', () => {
  test('4.1 division with remainder', async () => {
    expect(await results(() => division(10, 3))).toEqual([3, 1]);
    expect(await results(() => division(2, 3))).toEqual([0, 2]);
  });

  test('4.2 factorial', async () => {
    expect(await results(() => factorial(5, 6))).toBe(120);
    expect(await results(() => factorial(0, 1))).toBe(1);
  });

  test('4.2 factorial: stuck when the number is the limit', async () => {
    expect(await live(() => factorial(5, 5), 30)).toBe('deadlocked');
  });

  test('4.3 the small set', async () => {
    expect(await results(() => smallSet(upTo(101), [1, 100, 101]))).toEqual([true, true, false]);
  });

  test('4.4 scanning it', async () => {
    expect(await results(() => sumOfMembers([...upTo(100), ...upTo(100)]))).toBe(5050);
  });

  test('4.5 the recursive set', async () => {
    expect(await results(() => recursiveSet([...upTo(50), ...upTo(100)], [1, 50, 99, 101]))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('4.6 removing the least member', async () => {
    expect(await results(() => sortedByLeast(upTo(100).reverse()))).toEqual(upTo(100));
  });
});

describe('5: monitors and scheduling', () => {
  test('5.1 the bounded buffer of ten', async () => {
    expect(await results(() => throughBuffer(10, 1000))).toEqual(upTo(1000));
  });

  test('5.2 the semaphore and its hundred clients', async () => {
    expect(await results(() => countUnderSemaphore(100))).toBe(100);
  });

  test('5.3 five philosophers and a room for four', async () => {
    expect(await results(() => dineInRoom(5, 100))).toBe('everyone ate');
  });
});

describe('6: parallel computation', () => {
  test('6.1 the sieve finds the 1229 primes below 10,000', async () => {
    const primes = upTo(9999).filter((n) => n > 1 && !upTo(Math.sqrt(n)).some((d) => d > 1 && n % d === 0));
    expect(primes.length).toBe(1229);
    expect(await results(() => primesBelow(10_000, 100))).toEqual(primes);
  });

  test('6.2 matrix multiplication, three by three', async () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const matrix = [
      [1, 0, 2],
      [0, 3, 0],
      [4, 0, 5],
    ];
    expect(await results(() => multiply(rows, matrix))).toEqual([
      [13, 6, 17],
      [28, 15, 38],
    ]);
  });
});

test('7: what takes from several sources ends when all have ended', async () => {
  const merged = await results(() => merge(upTo(100), upTo(100)));
  expect((merged as number[]).sort((a, b) => a - b)).toEqual(upTo(200).map((n) => Math.ceil(n / 2)));
});
