// istio#18454 (GoBench kernel, blocking: communication deadlock, channel and context).
//
// A strategy waits for its timer to fire or to be reset. Asked to reset a timer that has fired it takes the firing out of
// the timer's channel first; but it may have taken it already, in the round before.
//
// Expected: leak, since main has returned. `strategy` waits to receive from the timer. Then `processor` may wait to send
// to `resetChan`, when it has events left and comes to them before it sees that it was stopped.
//
// What stands in: a nanosecond is 0.000001 ms.
// Of 1,024 events any number may be dealt with before the processor sees that it was stopped, and the timer may fire before
// any of them: too many executions for a search of this program to be exhaustive.
import {
  type Cancellation,
  type Channel,
  cancellation,
  chan,
  go,
  Mutex,
  select,
  type Timer,
  timer,
} from 'happens-before';

class Worker {
  readonly name: string;
  readonly context: Cancellation = cancellation();

  constructor(name: string) {
    this.name = name;
  }

  async start(setup: (() => Promise<void>) | undefined, run: (context: Cancellation) => Promise<void>): Promise<void> {
    await setup?.();
    go(this.name, () => run(this.context));
  }

  async stop(): Promise<void> {
    await this.context.cancel();
  }
}

class Strategy {
  readonly timerFrequency: number = 0.000001;
  readonly stateLock: Mutex = new Mutex('stateLock');
  readonly resetChan: Channel<true> = chan<true>(1, 'resetChan');
  readonly worker: Worker = new Worker('strategy');
  timer: Timer | undefined;

  async onChange(): Promise<void> {
    await this.stateLock.lock();
    if (this.timer !== undefined) {
      await this.stateLock.unlock();
      await this.resetChan.send(true);
      return;
    }
    await this.startTimer();
    await this.stateLock.unlock();
  }

  async startTimer(): Promise<void> {
    const started = timer(this.timerFrequency);
    this.timer = started;
    await this.worker.start(undefined, async (context) => {
      for (;;) {
        const first = await select({ fired: started.channel, reset: this.resetChan, done: context.done });
        if (first.case === 'done') {
          await started.stop();
          return;
        }
        if (first.case === 'fired') continue;
        if (!(await started.stop())) await started.channel.receive();
        await started.reset(this.timerFrequency);
      }
    });
  }

  async close(): Promise<void> {
    await this.worker.stop();
  }
}

type Event = 0;

class Processor {
  readonly stateStrategy: Strategy;
  readonly worker: Worker = new Worker('processor');
  readonly eventCh: Channel<Event> = chan<Event>(1024, 'eventCh');

  constructor(stateStrategy: Strategy) {
    this.stateStrategy = stateStrategy;
  }

  async processEvent(): Promise<void> {
    await this.stateStrategy.onChange();
  }

  async start(): Promise<void> {
    await this.worker.start(
      async () => {
        for (let event = 0; event < 1024; event += 1) await this.eventCh.send(0);
      },
      async (context) => {
        try {
          for (;;) {
            const first = await select({ done: context.done, event: this.eventCh });
            if (first.case === 'done') return;
            await this.processEvent();
          }
        } finally {
          await this.stateStrategy.close();
        }
      },
    );
  }

  async stop(): Promise<void> {
    await this.worker.stop();
  }
}

export default async function istio18454(): Promise<void> {
  const processor = new Processor(new Strategy());
  await processor.start();
  await processor.stop();
}
