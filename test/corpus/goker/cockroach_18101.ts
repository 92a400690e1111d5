// cockroach#18101 (GoBench kernel, blocking: communication deadlock, channel and context).
//
// Cancelling a restore ends the process that takes spans from a channel, but not the one that splits them and sends.
//
// Expected: leak, since main has returned, in every execution. `splitter` waits to send to `readyForImportCh`: of eight
// spans one is taken and six have room.
import { type Cancellation, type Channel, cancellation, chan, go, select } from 'happens-before';

const chanSize = 6;

async function restore(context: Cancellation): Promise<boolean> {
  const readyForImportCh = chan<boolean>(chanSize, 'readyForImportCh');
  go('splitter', async () => {
    try {
      await splitAndScatter(context, readyForImportCh);
    } finally {
      await readyForImportCh.close();
    }
  });
  for await (const readyForImportSpan of readyForImportCh) {
    await select({ done: context.done });
    return readyForImportSpan;
  }
  return true;
}

async function splitAndScatter(_context: Cancellation, readyForImportCh: Channel<boolean>): Promise<void> {
  for (let span = 0; span < chanSize + 2; span += 1) await readyForImportCh.send(span !== 0);
}

export default async function cockroach18101(): Promise<void> {
  const context = cancellation();
  go('restore', () => restore(context));
  go('canceller', () => context.cancel());
}
