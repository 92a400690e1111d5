import type { ChannelRequest } from './channel.ts';
import type { Operation } from './operation.ts';

/** The request of a channel operation, or undefined for any other. */
export function channelRequestOf(operation: Operation): ChannelRequest | undefined {
  switch (operation.kind) {
    case 'send':
    case 'receive':
    case 'trySend':
    case 'tryReceive':
    case 'select':
    case 'sleep':
    case 'deliver':
      return operation.argument as ChannelRequest;
    default:
      return undefined;
  }
}
