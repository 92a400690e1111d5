/**
 * A reader looks for the last zero of an array from its end while n writers fill it, each from its neighbour: (n + 3) 2^(n − 2)
 * traces. A file that `hb check` can load, for the search that threads share:
 * `hb check bench/last-zero.ts --export lastZero16 --workers 2`.
 */
import { go, shared } from 'happens-before';

type Program = () => Promise<void>;

function lastZero(n: number): Program {
  return async () => {
    const cells = Array.from({ length: n + 1 }, (_, i) => shared(0, `a[${i}]`));
    const reader = async (): Promise<void> => {
      for (let i = n; (await cells[i]?.read()) !== 0; i--);
    };
    const writers = cells.slice(1).map((cell, i) => async (): Promise<void> => {
      await cell.write(((await cells[i]?.read()) ?? 0) + 1);
    });
    const processes = [reader, ...writers].map((body, i) => go(`p${i}`, body));
    for (const process of processes) await process.join();
  };
}

export const lastZero12: Program = lastZero(12);
export const lastZero14: Program = lastZero(14);
/** 311,296 traces. */
export const lastZero16: Program = lastZero(16);
