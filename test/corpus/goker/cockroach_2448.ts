// cockroach#2448 (GoBench kernel, blocking: communication deadlock, channel).
//
// Two loops send to each other from within their select bodies. The state's loop announces an event and waits for the
// store to take it; the store runs an event's callback, which waits for the state's loop to take it.
//
// Expected: leak, since main has returned. `process raft` waits to send to `callbackChan` (or to be stopped), `state` to
// send to `events` (or to be stopped), and nobody ever stops them. It takes a state that comes to its select before the
// callback waits there.
//
// What stands in: a nanosecond of sleep is 0.000001 ms. A state embeds its MultiRaft by extending it.
// As long as the state finds each callback waiting both loops go on for ever, so no search of this program can be
// exhaustive without being told what a round depends on.
import { type Channel, chan, go, type ReceiveChannel, select, sleep } from 'happens-before';

type Callback = () => Promise<void>;

class Stopper {
  readonly done: Channel<never> = chan<never>(0, 'stopper.done');

  shouldStop(): ReceiveChannel<never> {
    return this.done;
  }
}

class EventMembershipChangeCommitted {
  readonly callback: Callback | undefined;

  constructor(callback: Callback) {
    this.callback = callback;
  }
}

class MultiRaft {
  readonly stopper: Stopper = new Stopper();
  readonly events: Channel<unknown> = chan<unknown>(0, 'events');
  readonly callbackChan: Channel<Callback> = chan<Callback>(0, 'callbackChan');

  async sendEvent(event: unknown): Promise<void> {
    await select({ event: [this.events, event], stop: this.stopper.shouldStop() });
  }
}

class State extends MultiRaft {
  async start(): Promise<void> {
    for (;;) {
      const first = await select({ stop: this.stopper.shouldStop(), callback: this.callbackChan }, { otherwise: true });
      if (first.case === 'stop') return;
      if (first.case === 'callback') await first.value?.();
      else await this.handleWriteResponse();
    }
  }

  async handleWriteResponse(): Promise<void> {
    await this.processCommittedEntry();
  }

  async processCommittedEntry(): Promise<void> {
    const applied = () => sleep(0.000001);
    await this.sendEvent(
      new EventMembershipChangeCommitted(async () => {
        await select({ callback: [this.callbackChan, applied], stop: this.stopper.shouldStop() });
      }),
    );
  }
}

class Store {
  readonly multiraft: MultiRaft;

  constructor(multiraft: MultiRaft) {
    this.multiraft = multiraft;
  }

  async processRaft(): Promise<void> {
    for (;;) {
      const first = await select({ event: this.multiraft.events, stop: this.multiraft.stopper.shouldStop() });
      if (first.case === 'stop') return;
      if (first.value instanceof EventMembershipChangeCommitted) await first.value.callback?.();
    }
  }
}

export default async function cockroach2448(): Promise<void> {
  const state = new State();
  const store = new Store(state);
  go('process raft', () => store.processRaft());
  go('state', () => state.start());
}
