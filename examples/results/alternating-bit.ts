// verdict: ok
// outcomes: {"receiver":"waiting","sender":{"$":"undefined"}}
// findings: none
// claim: the alternating bit delivers everything once and in order over a fifo link that loses and doubles
//
// The sender sends a letter with a bit, again when no answer comes in time, and goes on with the other bit when one does. The
// receiver delivers what has the bit that it expects, and answers everything (Bartlett, Scantlebury & Wilkinson, CACM 1969).

import { after, asynchronous, mark, never, node, type Self, select } from 'happens-before';
import { always, type State } from 'happens-before/check';

export const model = asynchronous({ loss: 1, duplication: 1 });

interface Body {
  readonly bit: number;
  readonly letter?: string;
}

const letters = ['a', 'b'];

const delivered = (state: State): readonly unknown[] => state.marks('receiver').map(({ data }) => data);

export const properties = [
  always('in order and none twice', (state) => delivered(state).every((letter, at) => letter === letters[at])),
  always('none lost that was answered', (state) =>
    state.marks('sender').every(({ data }) => delivered(state).includes(data)),
  ),
];

async function send(self: Self<Body>): Promise<void> {
  for (const [at, letter] of letters.entries()) {
    const bit = at % 2;
    await self.send('receiver', { bit, letter });
    for (let mayResend = true; ; ) {
      const got = await select({ answer: self.inbox, late: mayResend ? after(100) : never });
      if (got.case === 'answer' && got.value?.body.bit === bit) break;
      if (got.case === 'late') {
        mayResend = false;
        await self.send('receiver', { bit, letter });
      }
    }
    await mark('is answered', letter);
  }
}

async function receive(self: Self<Body>): Promise<void> {
  let expected = 0;
  for await (const { from, body } of self.inbox) {
    if (body.bit === expected) {
      await mark('delivers', body.letter);
      expected = 1 - expected;
    }
    await self.send(from, { bit: body.bit });
  }
}

export default function alternatingBit(): void {
  node<Body>('receiver', receive);
  node<Body>('sender', send);
}
