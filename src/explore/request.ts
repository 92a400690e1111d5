import type { ChannelRequest } from '../kernel/channel.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Pending } from './transition.ts';

/** The request of a channel operation, or undefined for any other. */
export function requestOf(pending: Pending): ChannelRequest | undefined {
  return pending.request;
}

/** The request that an operation is called with; it keeps it for as long as it waits. */
export function requestIn(operation: Operation): ChannelRequest | undefined {
  switch (operation.kind) {
    case 'send':
    case 'receive':
    case 'trySend':
    case 'tryReceive':
    case 'select':
    case 'sleep':
      return operation.argument as ChannelRequest;
    default:
      return undefined;
  }
}
