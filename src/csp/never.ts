import { driver } from '../kernel/driver.ts';
import { MisuseError } from '../kernel/errors.ts';
import type { ReceiveChannel, SendChannel, WaitOptions } from './channel.ts';
import { ChannelFacade } from './channel.ts';

/** Go's nil channel. */
export type Never = ReceiveChannel<never> & SendChannel<unknown>;

/** A channel nobody else has, under the driver of this moment: one constant serves live programs and checks alike. */
function unreachable(): ChannelFacade<unknown> {
  const by = driver();
  const channel = by.channel<unknown>(0, 'never');
  channel.isNever = true;
  return new ChannelFacade<unknown>(channel, by);
}

class NilChannel {
  readonly capacity = 0;

  send(value: unknown, options?: WaitOptions): Promise<void> {
    return unreachable().send(value, options);
  }

  trySend(value: unknown): Promise<boolean> {
    return unreachable().trySend(value);
  }

  close(): Promise<void> {
    return Promise.reject(new MisuseError('close of never, which is no channel of anybody'));
  }

  receive(options?: WaitOptions): Promise<undefined> {
    return unreachable().receive(options) as Promise<undefined>;
  }

  next(options?: WaitOptions): Promise<IteratorResult<never, undefined>> {
    return unreachable().next(options) as Promise<IteratorResult<never, undefined>>;
  }

  tryReceive(): Promise<undefined> {
    return unreachable().tryReceive() as Promise<undefined>;
  }

  length(): Promise<number> {
    return unreachable().length();
  }

  [Symbol.asyncIterator](): AsyncIterator<never, undefined> {
    return { next: () => this.next() };
  }
}

/**
 * Go's nil channel: sends and receives on it wait for ever (a signal still cancels them), `trySend` and `tryReceive` never
 * succeed, and select never chooses it. Closing it is a MisuseError. It orders nothing.
 *
 * @example
 * const jobs = chan<string>(1)
 * const isTired = true
 * await jobs.send('sweep')
 * const got = await select({ job: isTired ? never : jobs }, { otherwise: true })
 * console.log(got.case) // undefined
 */
export const never: Never = new NilChannel() as unknown as Never;

/** The channel behind what a program wrote as one, or undefined when it is none. */
export function channelOf(written: unknown): ChannelFacade<unknown> | undefined {
  if (written instanceof ChannelFacade) return written as ChannelFacade<unknown>;
  return written instanceof NilChannel ? unreachable() : undefined;
}
