import type { Channel } from 'happens-before';
import { ChannelFacade } from '../../src/csp/channel.ts';

/** How many operations wait to send on a channel, and how many to receive from it. */
export function queued<T>(channel: Channel<T>): { senders: number; receivers: number } {
  if (!(channel instanceof ChannelFacade)) throw new Error('not a channel');
  const { senders, receivers } = channel.core;
  return { senders: lengthOf(senders), receivers: lengthOf(receivers) };
}

interface Chain {
  readonly next: Chain | undefined;
}

function lengthOf(list: { readonly head: Chain | undefined }): number {
  let length = 0;
  for (let node = list.head; node !== undefined; node = node.next) length++;
  return length;
}

/** What a promise came to within this turn: `waiting` when nothing. */
export async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  await settled();
  return Promise.race([promise, Promise.resolve('waiting')]);
}

/** Lets every process go on as far as it can. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
