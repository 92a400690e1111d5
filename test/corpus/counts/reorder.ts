import { shared } from 'happens-before';
import { type Program, times, unattended } from './processes.ts';

/** n - 1 processes set two cells one after the other; the last one insists on seeing both writes or neither. */
export function reorder(n: number): Program {
  return async () => {
    const a = shared(0, 'a');
    const b = shared(0, 'b');
    const setter = async (): Promise<void> => {
      await a.write(1);
      await b.write(-1);
    };
    const checker = async (): Promise<void> => {
      const neither = (await a.read()) === 0 && (await b.read()) === 0;
      if (!neither && !((await a.read()) === 1 && (await b.read()) === -1)) throw new Error('half a pair');
    };
    unattended(...times(n - 1, () => setter), checker);
  };
}
