import { chan, go, Mutex, select } from 'happens-before';
import { check } from 'happens-before/check';
import { expect, test } from 'vitest';

/** Two lock `a` and `b` in opposite orders; one of them does so again and again, until it sees that `stop` is closed. */
async function polls(): Promise<void> {
  const stop = chan<never>(0, 'stop');
  const a = new Mutex('a');
  const b = new Mutex('b');
  go('other', async () => {
    await b.lock();
    await a.lock();
    await a.unlock();
    await b.unlock();
  });
  go('poller', async () => {
    for (;;) {
      const polled = await select({ stop }, { otherwise: true });
      if (polled.case === 'stop') return;
      await a.lock();
      await b.lock();
      await b.unlock();
      await a.unlock();
    }
  });
  go('stopper', async () => {
    await b.lock();
    await stop.close();
    await b.unlock();
  });
}

test('what is near is found before executions have got as long as they may', async () => {
  const report = await check(polls, { stopAtFirst: true });
  expect(report.verdict).toBe('leak');
  // Every execution has one turn more than the one before: to come to the longest takes millions of steps.
  expect(report.events).toBeLessThan(100_000);
});
