// kubernetes#70277 (GoBench kernel, blocking: communication deadlock, channel).
//
// `waitFor` hands its caller's channel to the poller instead of one of its own, and so never says that it no longer
// listens. Its caller waits for just that.
//
// Expected: deadlock, in every execution. `main` waits to receive from `stopCh`, which it would close itself at its end.
//
// The ticker fires twice at most in one execution, like every ticker in a check; the poller's own time-out ends it.
import { chan, every, go, never, type ReceiveChannel, select, type Timer, timer } from 'happens-before';

type Signal = ReceiveChannel<never>;
type WaitFunc = (done: Signal) => ReceiveChannel<true>;
type ConditionFunc = () => Promise<boolean>;

const foreverTestTimeout = 20_000;

async function waitFor(wait: WaitFunc, fn: ConditionFunc, done: Signal): Promise<void> {
  const polls = wait(done);
  for (;;) {
    const { done: closed } = await polls.next();
    if (await fn()) return;
    if (closed) return;
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

export default async function kubernetes70277(): Promise<void> {
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
