// istio#16224 (GoBench kernel, blocking: mixed deadlock, channel and lock).
//
// The event handler keeps a mutex while it sends to `done`, which nobody takes from until main has had the same mutex
// for a moment.
//
// Expected: deadlock. `main` waits for `lock`, and `controller`, which holds it, waits to send to `done`.
//
// When main gets the mutex first there is a second mistake, of the original as well: told to stop, the monitor receives
// once more from `eventCh`, which nobody sends to or closes, and `controller` is left there (a leak).
import { type Channel, chan, go, Mutex, type ReceiveChannel, select } from 'happens-before';

type Event = number;
type Handler = (event: Event) => Promise<void>;

interface Monitor {
  run(stop: ReceiveChannel<never>): Promise<void>;
  appendEventHandler(handler: Handler): void;
  scheduleProcessEvent(event: Event): Promise<void>;
}

class ConfigStoreMonitor implements Monitor {
  readonly handlers: Handler[] = [];
  readonly eventCh: Channel<Event> = chan<Event>(0, 'eventCh');

  async run(stop: ReceiveChannel<never>): Promise<void> {
    for (;;) {
      const first = await select({ stop, event: this.eventCh });
      if (first.case === 'stop') {
        const left = await this.eventCh.next();
        if (left.done !== true) await this.eventCh.close();
        return;
      }
      if (first.value !== undefined) await this.processConfigEvent(first.value);
    }
  }

  async processConfigEvent(event: Event): Promise<void> {
    await this.applyHandlers(event);
  }

  appendEventHandler(handler: Handler): void {
    this.handlers.push(handler);
  }

  async applyHandlers(event: Event): Promise<void> {
    for (const handler of this.handlers) await handler(event);
  }

  async scheduleProcessEvent(event: Event): Promise<void> {
    await this.eventCh.send(event);
  }
}

class Controller {
  readonly monitor: Monitor;

  constructor(monitor: Monitor) {
    this.monitor = monitor;
  }

  registerEventHandler(handler: Handler): void {
    this.monitor.appendEventHandler(handler);
  }

  run(stop: ReceiveChannel<never>): Promise<void> {
    return this.monitor.run(stop);
  }

  create(): Promise<void> {
    return this.monitor.scheduleProcessEvent(0);
  }
}

export default async function istio16224(): Promise<void> {
  const controller = new Controller(new ConfigStoreMonitor());
  const done = chan<true>(0, 'done');
  const lock = new Mutex('lock');
  controller.registerEventHandler(async () => {
    await lock.lock();
    try {
      await done.send(true);
    } finally {
      await lock.unlock();
    }
  });

  const stop = chan<never>(0, 'stop');
  go('controller', () => controller.run(stop));

  await controller.create();

  await lock.lock();
  await lock.unlock();
  await done.receive();

  await stop.close();
}
