import type { ChannelRequest } from '../kernel/channel.ts';
import type { Pending } from './transition.ts';

/** The request of a channel operation, or undefined for any other. */
export function requestOf(pending: Pending): ChannelRequest | undefined {
  return pending.request;
}

/** Whether an operation could go in more ways than one. */
export function hasChoice(pending: Pending): boolean {
  return (requestOf(pending)?.cases.length ?? 0) > 1;
}
