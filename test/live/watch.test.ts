import { after, Cond, chan, go, Mutex, never, select, sleep } from 'happens-before';
import { afterEach, describe, expect, test } from 'vitest';
import { observed } from '../../src/live/observer.ts';
import { type LiveFailure, watchLive } from '../../src/live/watch.ts';
import { settled } from './queues.ts';

afterEach(() => {
  observed.by = undefined;
});

function ignore(): void {}

describe('watchLive', () => {
  test('tells who waits for what and where', async () => {
    const watch = watchLive(ignore);
    const [jobs, done] = [chan<number>(0, 'jobs'), chan<number>(0, 'done')];
    const m = new Mutex('m');
    void watch.main(async () => {
      await m.lock();
      go('receiver', () => jobs.receive());
      go('locker', () => m.lock(), { background: true });
      const worker = go('worker', () => select({ done, never }));
      go('joiner', () => worker.join());
      go('outsider', () => new Promise(() => undefined));
      await done.send(1);
      await sleep(10);
      await new Cond(m, 'ready').wait();
    });
    await settled();
    const rows = watch.waiting().map(({ process, waitingOn, background }) => [process, waitingOn, background]);
    expect(rows).toEqual([
      ['main', 'sleep', false],
      ['receiver', 'receive jobs', false],
      ['locker', 'lock m', true],
      ['outsider', 'a promise', false],
    ]);
    expect(watch.waiting()[1]?.stack).toContain('watch.test.ts');
    await sleep(20);
    const later = watch.waiting().map(({ process, waitingOn }) => `${process}: ${waitingOn}`);
    // Waiting on a Cond unlocks, which lets the locker go.
    expect(later).toEqual(['main: wait ready', 'receiver: receive jobs', 'outsider: a promise']);
  });

  test('names joins, selects, sends, and what has no name', async () => {
    const watch = watchLive(ignore);
    const worker = go('worker', () => select({ late: after(50_000) }));
    go('joiner', () => worker.join());
    go('sender', () => chan<number>().send(1));
    await settled();
    const rows = watch.waiting().map(({ process, waitingOn }) => `${process}: ${waitingOn}`);
    expect(rows).toEqual(['worker: select', 'joiner: join worker', 'sender: send channel']);
  });

  test('forgets what was cancelled, and sees two waits of one process', async () => {
    const watch = watchLive(ignore);
    const controller = new AbortController();
    go('p', async () => {
      await Promise.all([never.receive({ signal: controller.signal }).catch(ignore), chan<number>(0, 'c').receive()]);
    });
    await settled();
    expect(watch.waiting().map(({ waitingOn }) => waitingOn)).toEqual(['receive never', 'receive c']);
    controller.abort();
    await settled();
    expect(watch.waiting().map(({ waitingOn }) => waitingOn)).toEqual(['receive c']);
  });

  test('hears of errors that nobody joins, and of no others', async () => {
    const failures: LiveFailure[] = [];
    const watch = watchLive((failure) => failures.push(failure));
    const boom = new Error('boom');
    let current: string | undefined;
    go('culprit', async () => {
      await Promise.resolve();
      current = watch.current();
      throw boom;
    });
    go('joined', () => Promise.reject(boom))
      .join()
      .catch(ignore);
    go('kept', () => Promise.reject(boom), { supervised: true });
    await settled();
    expect(failures).toEqual([{ process: 'culprit', error: boom }]);
    expect(current).toBe('culprit');
    expect(watch.current()).toBeUndefined();
    expect(watch.waiting()).toEqual([]);
  });
});
