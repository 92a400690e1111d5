// kubernetes#70277, repaired: `waitFor` gives the poller a channel of its own, which it closes, once, when it returns or
// when its caller's channel is closed.
//
// Expected: nothing. The ticker fires twice at most in one execution, like every ticker in a check.
import { chan, every, go, never, Once, type ReceiveChannel, select, type Timer, timer } from 'happens-before';

type Signal = ReceiveChannel<never>;
type WaitFunc = (done: Signal) => ReceiveChannel<true>;
type ConditionFunc = () => Promise<boolean>;

const foreverTestTimeout = 20_000;

async function waitFor(wait: WaitFunc, fn: ConditionFunc, done: Signal): Promise<void> {
  const stopCh = chan<never>(0, 'waitFor.stopCh');
  const once = new Once('once');
  const closeCh = () => once.do(() => stopCh.close());
  try {
    const polls = wait(stopCh);
    for (;;) {
      const first = await select({ poll: polls, done });
      if (first.case === 'done') await closeCh();
      else if ((await fn()) || first.value === undefined) return;
    }
  } finally {
    await closeCh();
  }
}

function poller(interval: number, timeout: number): WaitFunc {
  return (done) => {
    const polls = chan<true>(0, 'polls');
    go('poller', async () => {
      const tick = every(interval);
      const patience: Timer | undefined = timeout === 0 ? undefined : timer(timeout);
      try {
        for (;;) {
          const first = await select({ tick: tick.channel, late: patience?.channel ?? never, done });
          if (first.case !== 'tick') return;
          await select({ poll: [polls, true] }, { otherwise: true });
        }
      } finally {
        await patience?.stop();
        await tick.stop();
        await polls.close();
      }
    });
    return polls;
  };
}

export default async function kubernetes70277Fixed(): Promise<void> {
  const stopCh = chan<never>(0, 'stopCh');
  try {
    const pollEachMillisecond = poller(1, foreverTestTimeout);
    let doneCh: Signal = never;
    await waitFor(
      (done) => {
        doneCh = done;
        return pollEachMillisecond(done);
      },
      async () => true,
      stopCh,
    );
    await doneCh.receive();
  } finally {
    await stopCh.close();
  }
}
