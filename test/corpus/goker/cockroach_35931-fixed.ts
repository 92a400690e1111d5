// cockroach#35931, repaired: each input gets its message from a process of its own, so that a full one keeps the others
// from nothing.
//
// Expected: nothing. The kernel leaves out who reads the inputs, and nobody would ever take what the repair sends to the
// full one; so here a processor waits on the right input and then drains the left one. With it the bug is still there
// without the repair, namely when the left input comes first.
import { type Channel, chan, choose, go, Mutex } from 'happens-before';

interface RowReceiver {
  push(): Promise<void>;
}

interface InboundStreamInfo {
  readonly receiver: RowReceiver;
}

type InboundStreams = ReadonlyMap<number, InboundStreamInfo>;

class RowChannel implements RowReceiver {
  readonly dataChan: Channel<true>;

  constructor(name: string, bufferSize: number) {
    this.dataChan = chan<true>(bufferSize, `${name}.dataChan`);
  }

  async push(): Promise<void> {
    await this.dataChan.send(true);
  }
}

class FlowEntry {
  flow: Flow | undefined;
  inboundStreams: InboundStreams = new Map();
}

class FlowRegistry {
  readonly mutex: Mutex = new Mutex('flowRegistry');
  readonly flows: Map<number, FlowEntry> = new Map();

  getEntryLocked(id: number): FlowEntry {
    let entry = this.flows.get(id);
    if (entry === undefined) {
      entry = new FlowEntry();
      this.flows.set(id, entry);
    }
    return entry;
  }

  async cancelPendingStreamsLocked(id: number): Promise<RowReceiver[]> {
    const streams = [...this.getEntryLocked(id).inboundStreams.values()];
    if (await choose(false, true)) streams.reverse();
    return streams.map(({ receiver }) => receiver);
  }

  registerFlow(flow: Flow, inboundStreams: InboundStreams): void {
    const entry = this.getEntryLocked(flow.id);
    entry.flow = flow;
    entry.inboundStreams = inboundStreams;
  }
}

class Flow {
  readonly id: number;
  readonly flowRegistry: FlowRegistry;
  readonly inboundStreams: InboundStreams;

  constructor(id: number, flowRegistry: FlowRegistry, inboundStreams: InboundStreams) {
    this.id = id;
    this.flowRegistry = flowRegistry;
    this.inboundStreams = inboundStreams;
  }

  async cancel(): Promise<void> {
    await this.flowRegistry.mutex.lock();
    const timedOutReceivers = await this.flowRegistry.cancelPendingStreamsLocked(this.id);
    await this.flowRegistry.mutex.unlock();
    for (const receiver of timedOutReceivers) go('canceller', () => receiver.push());
  }
}

export default async function cockroach35931Fixed(): Promise<void> {
  const registry = new FlowRegistry();
  const left = new RowChannel('left', 1);
  const right = new RowChannel('right', 1);
  const inboundStreams = new Map([
    [0, { receiver: left }],
    [1, { receiver: right }],
  ]);

  // A processor that reads the right input before it goes back to the left one.
  go('processor', async () => {
    await right.dataChan.receive();
    await left.dataChan.receive();
    await left.dataChan.receive();
  });

  await left.push();
  const flow = new Flow(0, registry, inboundStreams);
  registry.registerFlow(flow, inboundStreams);
  await flow.cancel();
}
