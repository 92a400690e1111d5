import { go } from '../../csp/go.ts';
import type { Message } from '../../kernel/node.ts';
import type { Self } from '../node.ts';
import { Delivered } from './delivered.ts';
import type { Link, Retransmission } from './link.ts';
import { deliveriesOf } from './link.ts';
import type { Packet } from './packet.ts';
import { Unacknowledged } from './packet.ts';
import type { StubbornLink } from './stubborn.ts';
import { stubbornLink } from './stubborn.ts';

/** What a link that acknowledges is made of. */
export interface PerfectLinkOptions<Body = unknown> extends Retransmission {
  /** The link it is built on; a stubborn link where none is given. */
  readonly below?: StubbornLink<Packet<Body>> | undefined;
}

/**
 * A link that acknowledges and deduplicates (Module 2.3; Algorithm 2.2, "Eliminate Duplicates", with acknowledgements that end
 * the retransmission): what is sent is delivered exactly once, as long as both ends stand, in any order. A node that crashes
 * and starts again has forgotten what it numbered and what it delivered: that is for a logged perfect link.
 *
 * A process in the background owns its state and all that arrives at the node's inbox, so that a node has one such link.
 *
 * @param self the node whose end of the link it is.
 * @example
 * node('Q', async (self) => {
 *   const heard = await perfectLink<string>(self).deliveries.receive()
 *   console.log(heard?.body) // hello
 * })
 * node('P', (self) => perfectLink<string>(self).send('Q', 'hello'))
 */
export function perfectLink<Body = unknown>(self: Self, options: PerfectLinkOptions<Body> = {}): Link<Body> {
  const below = options.below ?? stubbornLink<Packet<Body>>(self, { every: options.every, times: options.times });
  const deliveries = deliveriesOf<Body>(self.name);
  const counts = new Map<string, number>();
  const sending = new Unacknowledged(below);
  const delivered = new Delivered();

  async function take({ from, to, body: packet }: Message<Packet<Body>>): Promise<void> {
    if ('acknowledges' in packet) return void (await sending.acknowledge(from, packet.acknowledges));
    if (delivered.add(from, packet.number)) await deliveries.send({ from, to, body: packet.body });
    await self.send(from, { acknowledges: packet.number });
  }

  go(
    `perfect link of ${self.name}`,
    async () => {
      for await (const packet of below.deliveries) await take(packet);
    },
    { background: true },
  );

  return {
    deliveries,
    async send(to, body) {
      const number = counts.get(to) ?? 0;
      counts.set(to, number + 1);
      await sending.send(to, number, body);
    },
  };
}
