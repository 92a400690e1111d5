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

/** Whether an operation can go in ways that others offer and take away. */
export function isChoosing(pending: Pending): boolean {
  const request = requestOf(pending);
  if (pending.operation.signal !== undefined || pending.operation.kind === 'fire') return true;
  if (request === undefined) return false;
  return (
    request.otherwise || request.cases.length > 1 || request.cases.some(({ channel }) => channel.source !== undefined)
  );
}
