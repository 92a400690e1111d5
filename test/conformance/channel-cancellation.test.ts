import { cancellation, chan, go } from 'happens-before';
import { describe } from 'vitest';
import { conforms, returned } from './conforms.ts';

describe('15: a receive cancelled at the moment of hand-off', () => {
  const handOff = (capacity: number, cancelling: () => { signal: AbortSignal; cancel(): unknown }) => async () => {
    const channel = chan<string>(capacity);
    const { signal, cancel } = cancelling();
    const sender = go('sender', () => channel.send('value'));
    const canceller = go('canceller', async () => {
      await cancel();
    });
    const received = await channel.receive({ signal }).catch(() => 'cancelled');
    await canceller.join();
    const left = received === 'cancelled' ? await channel.receive() : await channel.tryReceive();
    await sender.join();
    return [received, left ?? 'nothing'];
  };
  const either = { outcomes: returned(['value', 'nothing'], ['cancelled', 'value']) };

  for (const capacity of [0, 1]) {
    conforms(
      `by cancellation(), capacity ${capacity}`,
      handOff(capacity, () => {
        const scope = cancellation();
        return { signal: scope.signal, cancel: () => scope.cancel() };
      }),
      either,
    );

    conforms(
      `by an AbortController, capacity ${capacity}`,
      handOff(capacity, () => {
        const controller = new AbortController();
        return { signal: controller.signal, cancel: () => controller.abort() };
      }),
      either,
    );
  }
});
