/** What links that acknowledge send to each other, and what of it is under way. */
import type { Channel } from '../../csp/channel.ts';
import { chan } from '../../csp/channel.ts';
import type { StubbornLink } from './stubborn.ts';

/** A message with its number among those of its sender to its receiver, or that such a one has been delivered. */
export type Packet<Body = unknown> =
  | { readonly number: number; readonly body: Body }
  | { readonly acknowledges: number };

/** The messages that are sent until they are acknowledged. */
export class Unacknowledged<Body> {
  readonly #below: StubbornLink<Packet<Body>>;
  /** Closed when the message has been acknowledged. */
  readonly #stops = new Map<string, Channel<never>>();

  /** `below`: the link that they are sent on. */
  constructor(below: StubbornLink<Packet<Body>>) {
    this.#below = below;
  }

  /** Sends `body` to `to` as its `number`-th message, again and again until it is acknowledged. */
  async send(to: string, number: number, body: Body): Promise<void> {
    const stop = chan<never>(0, 'acknowledged');
    this.#stops.set(`${number} ${to}`, stop);
    await this.#below.send(to, { number, body }, stop);
  }

  /** Node `by` has it; whether that is news. */
  async acknowledge(by: string, number: number): Promise<boolean> {
    const key = `${number} ${by}`;
    const stop = this.#stops.get(key);
    this.#stops.delete(key);
    await stop?.close();
    return stop !== undefined;
  }
}
