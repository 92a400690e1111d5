import { go } from '../../csp/go.ts';
import type { Message } from '../../kernel/node.ts';
import type { Self } from '../node.ts';
import type { Storage } from '../storage.ts';
import { Delivered } from './delivered.ts';
import type { Link } from './link.ts';
import { deliveriesOf } from './link.ts';
import type { Packet } from './packet.ts';
import { Unacknowledged } from './packet.ts';
import type { PerfectLinkOptions } from './perfect.ts';
import { stubbornLink } from './stubborn.ts';

/**
 * A perfect link that survives crashes (Module 2.4; Algorithm 2.3, "Log Delivered", which logs what is sent as well): what a
 * `send` that has resolved was given is delivered, though either end may crash, if it starts again. What was delivered is in
 * the log, and a node that starts again is delivered the same messages in the same order before any new ones; so each is
 * delivered exactly once in each of its lives.
 *
 * The log is in the node's storage, under keys that begin with `link `, and is never cut. A sync of the link syncs all that
 * the node has written. A node has one such link.
 *
 * @param self the node whose end of the link it is.
 * @returns the link, when it has taken up what was left of the lives before.
 * @example
 * node('Q', async (self) => {
 *   const link = await loggedPerfectLink<string>(self)
 *   console.log((await link.deliveries.receive())?.body) // hello
 * })
 * node('P', async (self) => {
 *   const link = await loggedPerfectLink<string>(self)
 *   await link.send('Q', 'hello')
 * })
 */
export async function loggedPerfectLink<Body = unknown>(
  self: Self,
  options: PerfectLinkOptions<Body> = {},
): Promise<Link<Body>> {
  const below = options.below ?? stubbornLink<Packet<Body>>(self, { every: options.every, times: options.times });
  const deliveries = deliveriesOf<Body>(self.name);
  const log = new Log<Body>(self.storage);
  const sending = new Unacknowledged(below);
  const delivered = new Delivered();

  async function take({ from, to, body: packet }: Message<Packet<Body>>): Promise<void> {
    if ('acknowledges' in packet) {
      if (await sending.acknowledge(from, packet.acknowledges)) await log.forget(from, packet.acknowledges);
      return;
    }
    const { number, body } = packet;
    if (delivered.add(from, number)) {
      await log.receive({ from, to, number, body });
      await deliveries.send({ from, to, body });
    }
    await self.send(from, { acknowledges: number });
  }

  await log.load();
  for (const { number, ...message } of log.received) {
    delivered.add(message.from, number);
    await deliveries.send(message);
  }
  for (const { to, number, body } of log.unacknowledged()) await sending.send(to, number, body);
  const run = async (): Promise<void> => {
    for await (const packet of below.deliveries) await take(packet);
  };
  go(`logged perfect link of ${self.name}`, run, { background: true });

  return {
    deliveries,
    async send(to, body) {
      const number = await log.send(to, body);
      try {
        await sending.send(to, number, body);
      } catch (error) {
        await log.forget(to, number);
        throw error;
      }
    },
  };
}

/** What was sent to a node. */
interface Sent<Body> {
  readonly next: number;
  readonly unacknowledged: ReadonlyMap<number, Body>;
}

interface Received<Body> extends Message<Body> {
  readonly number: number;
}

const sentTo = 'link sent to ';
const receivedAs = 'link received as ';

/** What the link has in storage: for each node what was sent to it, and what was delivered, message by message. */
class Log<Body> {
  readonly #storage: Storage;
  readonly #sent = new Map<string, Sent<Body>>();
  readonly received: Received<Body>[] = [];

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    for (const key of await this.#storage.list()) {
      if (!key.startsWith(sentTo)) continue;
      this.#sent.set(key.slice(sentTo.length), (await this.#storage.get(key)) as Sent<Body>);
    }
    for (;;) {
      const next = await this.#storage.get(`${receivedAs}${this.received.length}`);
      if (next === undefined) break;
      this.received.push(next as Received<Body>);
    }
  }

  /** Messages that were not acknowledged, with their numbers. */
  *unacknowledged(): Generator<{ readonly to: string; readonly number: number; readonly body: Body }> {
    for (const [to, { unacknowledged }] of this.#sent)
      for (const [number, body] of unacknowledged) yield { to, number, body };
  }

  /** Logs that a message is to be sent, and resolves to its number. */
  async send(to: string, body: Body): Promise<number> {
    const { next, unacknowledged } = this.#sent.get(to) ?? { next: 0, unacknowledged: new Map<number, Body>() };
    await this.#write(to, { next: next + 1, unacknowledged: new Map(unacknowledged).set(next, body) });
    await this.#storage.sync();
    return next;
  }

  /** A message was acknowledged. A crash may undo this; then it is sent once more. */
  async forget(to: string, number: number): Promise<void> {
    const { next, unacknowledged } = this.#sent.get(to) as Sent<Body>;
    await this.#write(to, { next, unacknowledged: new Map([...unacknowledged].filter(([one]) => one !== number)) });
  }

  async receive(message: Received<Body>): Promise<void> {
    const key = `${receivedAs}${this.received.length}`;
    this.received.push(message);
    await this.#storage.set(key, message);
    await this.#storage.sync();
  }

  #write(to: string, sent: Sent<Body>): Promise<void> {
    const written = this.#storage.set(`${sentTo}${to}`, sent);
    this.#sent.set(to, sent);
    return written;
  }
}
