import { Mutex, shared } from 'happens-before';
import { type Program, times, unattended } from './processes.ts';

/** Two cells that belong together, each under a lock of its own: `writers` processes change them, `readers` compare. */
export function twoStage(writers: number, readers: number): Program {
  return async () => {
    const lock1 = new Mutex();
    const lock2 = new Mutex();
    const data1 = shared(0, 'data1');
    const data2 = shared(0, 'data2');
    const writer = async (): Promise<void> => {
      await lock1.lock();
      await data1.write(1);
      await lock1.unlock();
      await lock2.lock();
      await data2.write((await data1.read()) + 1);
      await lock2.unlock();
    };
    const reader = async (): Promise<void> => {
      await lock1.lock();
      if ((await data1.read()) === 0) {
        await lock1.unlock();
        return;
      }
      const seen1 = await data1.read();
      await lock1.unlock();
      await lock2.lock();
      const seen2 = await data2.read();
      await lock2.unlock();
      if (seen2 !== seen1 + 1) throw new Error(`saw ${seen1} and ${seen2}`);
    };
    unattended(...times(writers, () => writer), ...times(readers, () => reader));
  };
}
