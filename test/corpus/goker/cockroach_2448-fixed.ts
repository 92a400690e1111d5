// cockroach#2448, repaired: `sendEvent` only appends to a list, and the state's loop offers the head of the list in the
// same select in which it takes callbacks, so that it never waits for the store alone.
//
// Expected: nothing. Both loops end after three rounds, where the original's go on until they are stopped and nobody stops
// them: so there are executions that end, and somebody who is stuck does not pass for one who goes on. Three rounds
// without the repair show the bug as well.
import { type Channel, chan, go, never, type ReceiveChannel, select, sleep } from 'happens-before';

type Callback = () => Promise<void>;

const rounds = 3;

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
  readonly pendingEvents: unknown[] = [];

  sendEvent(event: unknown): void {
    this.pendingEvents.push(event);
  }
}

class State extends MultiRaft {
  async start(): Promise<void> {
    let responses = 0;
    for (let callbacks = 0; callbacks < rounds; ) {
      const events = this.pendingEvents.length > 0 ? this.events : never;
      const cases = {
        stop: this.stopper.shouldStop(),
        callback: this.callbackChan,
        event: [events, this.pendingEvents[0]],
      } as const;
      const first = responses < rounds ? await select(cases, { otherwise: true }) : await select(cases);
      if (first.case === 'stop') return;
      if (first.case === 'callback') {
        await first.value?.();
        callbacks += 1;
      } else if (first.case === 'event') {
        this.pendingEvents.shift();
      } else {
        this.handleWriteResponse();
        responses += 1;
      }
    }
  }

  handleWriteResponse(): void {
    this.processCommittedEntry();
  }

  processCommittedEntry(): void {
    const applied = () => sleep(0.000001);
    this.sendEvent(
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
    for (let round = 0; round < rounds; round += 1) {
      const first = await select({ event: this.multiraft.events, stop: this.multiraft.stopper.shouldStop() });
      if (first.case === 'stop') return;
      if (first.value instanceof EventMembershipChangeCommitted) await first.value.callback?.();
    }
  }
}

export default async function cockroach2448Fixed(): Promise<void> {
  const state = new State();
  const store = new Store(state);
  go('process raft', () => store.processRaft());
  go('state', () => state.start());
}
