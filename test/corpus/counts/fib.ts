import { shared } from 'happens-before';
import { inParallel, type Program } from './processes.ts';

/** Two processes add two cells to one another, n times each; a third looks at both once. */
export function fib(n: number): Program {
  return async () => {
    const i = shared(1, 'i');
    const j = shared(1, 'j');
    const grow = (target: typeof i) => async (): Promise<void> => {
      for (let k = 0; k < n; k++) {
        const a = await i.read();
        const b = await j.read();
        await target.write(a + b);
      }
    };
    const look = async (): Promise<void> => {
      await i.read();
      await j.read();
    };
    await inParallel(grow(i), grow(j), look);
  };
}
