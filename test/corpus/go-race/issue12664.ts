// After issue12664_test.go of Go's race detector suite: a variable is converted to an interface, for a call.
import { chan, go, shared } from 'happens-before';
import { discard } from './discard.ts';

/** Making the text of it stands for printing it. */
export async function raceIssue12664(): Promise<void> {
  const issue12664 = shared('hi', 'issue12664');
  const c = chan<never>(0, 'c');
  go(async () => {
    await issue12664.write('bye');
    await c.close();
  });
  discard(String(await issue12664.read()));
  await c.receive();
}
