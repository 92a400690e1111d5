// cockroach#35931 (GoBench kernel, blocking: communication deadlock, channel).
//
// Cancelling a flow pushes a message to each of its inputs, one after the other. One input is full, so the other, which
// somebody may be waiting on, may never hear of it.
//
// Expected: deadlock, in every execution. `main` waits to send to `left.dataChan`.
//
// What stands in: Go walks a map in any order, so the order of the inputs is drawn.
import { type Channel, chan, choose, Mutex } from 'happens-before';

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
    for (const receiver of timedOutReceivers) await receiver.push();
  }
}

export default async function cockroach35931(): Promise<void> {
  const registry = new FlowRegistry();
  const left = new RowChannel('left', 1);
  const right = new RowChannel('right', 1);
  const inboundStreams = new Map([
    [0, { receiver: left }],
    [1, { receiver: right }],
  ]);

  await left.push();
  const flow = new Flow(0, registry, inboundStreams);
  registry.registerFlow(flow, inboundStreams);
  await flow.cancel();
}
