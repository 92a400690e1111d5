// istio#18454, repaired: what the timer left in its channel is taken out only if it is there.
//
// Expected: nothing. The events are six instead of 1,024, because the number of executions grows exponentially with them.
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
        if (!(await started.stop())) await started.channel.tryReceive();
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
  readonly eventCh: Channel<Event> = chan<Event>(6, 'eventCh');

  constructor(stateStrategy: Strategy) {
    this.stateStrategy = stateStrategy;
  }

  async processEvent(): Promise<void> {
    await this.stateStrategy.onChange();
  }

  async start(): Promise<void> {
    await this.worker.start(
      async () => {
        for (let event = 0; event < 6; event += 1) await this.eventCh.send(0);
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

export default async function istio18454Fixed(): Promise<void> {
  const processor = new Processor(new Strategy());
  await processor.start();
  await processor.stop();
}
