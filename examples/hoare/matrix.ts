// verdict: ok
// outcomes: [[9,12],[19,26]]
// findings: none
// run: --expect '{"returned":[[9,12],[19,26]]}'
//
// Hoare 1978, 6.2: matrix multiplication on a grid of processes, one for each element of the matrix. Rows stream in from the
// west, sums run from the north, where there are zeros, to the south, where the product comes out. Three by three; here two
// rows meet a matrix of two by two.

import { type Channel, chan, go } from 'happens-before';

function wires(rows: number, columns: number): Channel<number>[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_wire, j) => chan<number>(0, `${i},${j}`)),
  );
}

function at<T>(grid: readonly (readonly T[])[], i: number, j: number): T {
  const element = grid[i]?.[j];
  if (element === undefined) throw new RangeError(`nothing at ${i},${j}`);
  return element;
}

export async function multiply(rows: readonly number[][], matrix: readonly number[][]): Promise<number[][]> {
  const size = matrix.length;
  const eastward = wires(size, size + 1);
  const southward = wires(size + 1, size);
  for (let i = 0; i < size; i++) {
    go(`WEST ${i}`, async () => {
      for (const row of rows) await at(eastward, i, 0).send(at([row], 0, i));
    });
    go(`NORTH ${i}`, async () => {
      for (const _ of rows) await at(southward, 0, i).send(0);
    });
    go(`EAST ${i}`, async () => {
      for (const _ of rows) await at(eastward, i, size).receive();
    });
    for (let j = 0; j < size; j++) {
      go(`M(${i},${j})`, async () => {
        for (const _ of rows) {
          const x = (await at(eastward, i, j).receive()) ?? Number.NaN;
          await at(eastward, i, j + 1).send(x);
          const sum = (await at(southward, i, j).receive()) ?? Number.NaN;
          await at(southward, i + 1, j).send(at(matrix, i, j) * x + sum);
        }
      });
    }
  }
  const product: number[][] = [];
  for (const _ of rows) {
    const line: number[] = [];
    for (let j = 0; j < size; j++) line.push((await at(southward, size, j).receive()) ?? Number.NaN);
    product.push(line);
  }
  return product;
}

export default function matrixProgram(): Promise<number[][]> {
  return multiply(
    [
      [1, 2],
      [3, 4],
    ],
    [
      [1, 2],
      [4, 5],
    ],
  );
}
