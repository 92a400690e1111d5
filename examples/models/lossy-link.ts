// verdict: ok
// outcomes: {"P":{"$":"undefined"},"Q":"waiting"}
// findings: none
// claim: loss at a lower layer is delay at a higher one: sending again makes a link that loses one that is only late
//
// P sends its letters in turn, each until Q confirms it; Q delivers each the first time. Held against a network that loses
// nothing: whatever is delivered there is delivered here, in the same order, sooner or later.

import { after, asynchronous, mark, never, node, type Self, select } from 'happens-before';
import { refines } from 'happens-before/check';

export const model = asynchronous({ loss: 1 });

const letters = ['a', 'b'];

async function insist(self: Self<number>): Promise<void> {
  for (const number of letters.keys()) {
    await self.send('Q', number);
    // One loss is all there can be, so that sending once more is enough.
    let late = after(100);
    for (;;) {
      const got = await select({ confirmed: self.inbox, late });
      if (got.case === 'confirmed' && got.value?.body === number) break;
      if (got.case === 'confirmed') continue;
      await self.send('Q', number);
      late = never;
    }
  }
  await mark('all confirmed');
}

async function deliver(self: Self<number>): Promise<void> {
  let next = 0;
  for await (const { from, body } of self.inbox) {
    if (body === next) await mark('delivers', letters[next++]);
    await self.send(from, body);
  }
}

function overLoss(): void {
  node('Q', deliver);
  node('P', insist);
}

/** What is asked for: a link that loses nothing, and may take its time. */
function withoutLoss(): void {
  node<number>('Q', async (self) => {
    for await (const { from, body } of self.inbox) {
      await mark('delivers', letters[body]);
      if (body === letters.length - 1) await self.send(from, body);
    }
  });
  node<number>('P', async (self) => {
    for (const number of letters.keys()) await self.send('Q', number);
    await self.inbox.receive();
    await mark('all confirmed');
  });
}

export const properties = [
  refines(overLoss, withoutLoss, { name: 'a link that is only late', model: asynchronous({}) }),
];

export default overLoss;
