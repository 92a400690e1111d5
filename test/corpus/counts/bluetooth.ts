import { atomic, shared } from 'happens-before';
import { unattended } from './processes.ts';

/** A driver counts who is using it, and is stopped when nobody is; it must not be used once stopped. */
export async function bluetooth(): Promise<void> {
  const stopping = shared(false, 'stopping');
  const stopEvent = shared(false, 'stopEvent');
  const stopped = shared(false, 'stopped');
  const pending = atomic(1);

  const release = async (): Promise<void> => {
    if ((await pending.add(-1)) === 0) await stopEvent.write(true);
  };
  const user = async (): Promise<void> => {
    const refused = await stopping.read();
    if (!refused) await pending.add(1);
    if (!refused && (await stopped.read())) throw new Error('used once stopped');
    await release();
  };
  const stopper = async (): Promise<void> => {
    await stopping.write(true);
    await release();
    if (await stopEvent.read()) await stopped.write(true);
  };
  unattended(user, stopper);
}
