// cockroach#18101, repaired: the process that splits looks at the context in the select in which it sends.
//
// Expected: nothing.
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

async function splitAndScatter(context: Cancellation, readyForImportCh: Channel<boolean>): Promise<void> {
  for (let span = 0; span < chanSize + 2; span += 1) {
    const first = await select({ ready: [readyForImportCh, span !== 0], done: context.done });
    if (first.case === 'done') return;
  }
}

export default async function cockroach18101Fixed(): Promise<void> {
  const context = cancellation();
  go('restore', () => restore(context));
  go('canceller', () => context.cancel());
}
