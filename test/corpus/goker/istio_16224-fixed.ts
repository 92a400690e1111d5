// istio#16224, repaired: the handler gives the mutex back before it sends to `done`; and, as later upstream, the monitor
// that is told to stop returns at once instead of waiting for one more event.
//
// Expected: nothing.
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
      if (first.case === 'stop') return;
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

export default async function istio16224Fixed(): Promise<void> {
  const controller = new Controller(new ConfigStoreMonitor());
  const done = chan<true>(0, 'done');
  const lock = new Mutex('lock');
  controller.registerEventHandler(async () => {
    await lock.lock();
    await lock.unlock();
    await done.send(true);
  });

  const stop = chan<never>(0, 'stop');
  go('controller', () => controller.run(stop));

  await controller.create();

  await lock.lock();
  await lock.unlock();
  await done.receive();

  await stop.close();
}
