/**
 * Links between nodes, one built on another, after Cachin, Guerraoui and Rodrigues, "Introduction to Reliable and Secure
 * Distributed Programming" (2011), section 2.4: fair-loss, stubborn, perfect, logged perfect.
 */
import type { Channel, ReceiveChannel } from '../../csp/channel.ts';
import { ChannelFacade } from '../../csp/channel.ts';
import { driver } from '../../kernel/driver.ts';
import type { Message } from '../../kernel/node.ts';
import { DeliveriesCore } from '../../kernel/node.ts';

/** One end of the links that lead from a node to all others. */
export interface Link<Body = unknown> {
  /**
   * Hands `body` over to the link, which copies it. What becomes of it then is what tells the links apart.
   *
   * @param to the name of a node.
   * @throws TypeError when the body cannot be copied.
   */
  send(to: string, body: Body): Promise<void>;
  /** What the link delivers. For a node, to wait for it is to wait for messages. */
  readonly deliveries: ReceiveChannel<Message<Body>>;
}

/** How a link retransmits. */
export interface Retransmission {
  /** After so many milliseconds, and again after as many more; 100 where nothing is said. */
  readonly every?: number | undefined;
  /** So often at most, for each message; without end where nothing is said. */
  readonly times?: number | undefined;
}

/** Where the link of node `owner` puts what it delivers. */
export function deliveriesOf<Body>(owner: string): Channel<Message<Body>> {
  const by = driver();
  return new ChannelFacade<Message<Body>>(by.adopt(new DeliveriesCore(owner)) as never, by);
}
