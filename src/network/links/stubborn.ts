import type { ReceiveChannel } from '../../csp/channel.ts';
import { go } from '../../csp/go.ts';
import { never } from '../../csp/never.ts';
import { select } from '../../csp/select.ts';
import { every } from '../../csp/timer.ts';
import { copyOf } from '../copy.ts';
import type { Self } from '../node.ts';
import { fairLossLink } from './fair-loss.ts';
import type { Link, Retransmission } from './link.ts';

/** A link that retransmits. */
export interface StubbornLink<Body = unknown> extends Link<Body> {
  /** Resolves when the message has been sent for the first time; it is sent again and again until `until` closes. */
  send(to: string, body: Body, until?: ReceiveChannel<never>): Promise<void>;
}

/** What a stubborn link is made of. */
export interface StubbornLinkOptions<Body = unknown> extends Retransmission {
  /** The link it retransmits on; a fair-loss link where none is given. */
  readonly below?: Link<Body> | undefined;
}

const usualInterval = 100;

/**
 * A link that retransmits (Module 2.2; Algorithm 2.1, "Retransmit Forever"): over fair loss, what is sent once arrives, as long
 * as both ends stand, and then again and again. Each message has a process of its own for that, with a ticker, so that it
 * ends with its node; in a check the model's `ticks` bound how often.
 *
 * @param self the node whose end of the link it is.
 * @throws RangeError at a send, when the interval is none.
 * @example
 * node('Q', async (self) => {
 *   const got = new Set<unknown>()
 *   for (let count = 0; count < 3; count++) got.add((await self.inbox.receive())?.body)
 *   console.log([...got].join()) // hello
 * })
 * node('P', (self) => stubbornLink<string>(self, { every: 5, times: 2 }).send('Q', 'hello'))
 */
export function stubbornLink<Body = unknown>(self: Self, options: StubbornLinkOptions<Body> = {}): StubbornLink<Body> {
  const { every: interval = usualInterval, times = Infinity, below = fairLossLink<Body>(self) } = options;

  async function retransmit(to: string, body: Body, until: ReceiveChannel<never>): Promise<void> {
    const ticker = every(interval);
    for (let count = 0; count < times; count++) {
      const got = await select({ tick: ticker.channel, until });
      if (got.case === 'until') break;
      await below.send(to, body);
    }
    await ticker.stop();
  }

  return {
    deliveries: below.deliveries,
    async send(to, body, until = never) {
      const copy = copyOf(body, `send from node '${self.name}' to '${to}'`);
      await below.send(to, copy);
      if (times > 0) go(`retransmits to ${to}`, () => retransmit(to, copy, until), { background: true });
    },
  };
}
