// verdict: violation
// outcomes: TODO
// findings: violation x1
// claim: two generals: no rule for when to attack works, however many messages are sent
//
// General A sends word to B, who sends word back, and so on, until a messenger is lost or late: then a general decides by how
// many came. What is asked: if B heard nothing nobody attacks, if all messengers came both do, and never just one of them. This
// is the rule "attack if all came that can come to you"; the variants are all rules there are for 1 to 8 messages.

import { after, asynchronous, node, type Self, select } from 'happens-before';
import { always, type Property } from 'happens-before/check';

/** Whether a general attacks, by how many messages he has heard. */
type Rule = Readonly<Record<'A' | 'B', readonly boolean[]>>;
type Decision = { readonly heard: number; readonly attacks: boolean };

export const model = asynchronous({ loss: 1 });

/** How many messages each can hear: A every second, from the second on. */
const mostHeard = (messages: number) => ({ A: Math.floor(messages / 2), B: Math.ceil(messages / 2) });

function generals(messages: number, rule: Rule): () => void {
  const most = mostHeard(messages);
  const general =
    (other: string) =>
    async (self: Self<string>): Promise<Decision> => {
      const own = self.name as 'A' | 'B';
      const toSend = own === 'A' ? most.B : most.A;
      let sent = 0;
      let heard = 0;
      if (own === 'A') await self.send(other, `messenger ${++sent}`);
      while (heard < most[own]) {
        const got = await select({ message: self.inbox, late: after(100) });
        if (got.case === 'late') break;
        heard++;
        if (sent < toSend) await self.send(other, 'messenger');
      }
      return { heard, attacks: rule[own][heard] === true };
    };
  return () => {
    node('A', general('B'));
    node('B', general('A'));
  };
}

function isRight(messages: number): Property {
  const most = mostHeard(messages);
  return always('both or none', ({ outcome }) => {
    if (outcome?.kind !== 'returned') return true;
    const { A, B } = outcome.value as Record<'A' | 'B', Decision>;
    if (A.attacks !== B.attacks) return false;
    if (B.heard === 0) return !B.attacks;
    return A.heard < most.A || B.heard < most.B || B.attacks;
  });
}

export const properties = [isRight(4)];

export default generals(4, { A: [false, false, true], B: [false, false, true] });
