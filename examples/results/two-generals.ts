// verdict: violation
// outcomes: 5 different
// findings: violation x1
// variants: 2040
// claim: two generals: of all rules when to attack none works, with 1 to 8 messengers: 8, 16, … 1024 rules
//
// General A sends a messenger to B, who sends one back, and so on until one is lost or late; then each decides by how many came.
// Asked for is: if none came nobody attacks, if all came both do, and never does just one. The rule here is to attack when all
// have come that can come to oneself; the variants are all rules there are.

import { after, asynchronous, mark, node, type Self, select } from 'happens-before';
import { always, type Property } from 'happens-before/check';

export const model = asynchronous({ loss: 1 });

/** Whether a general attacks, by how many messengers have come. */
type Rule = Readonly<Record<string, readonly boolean[]>>;
type Decisions = Readonly<Record<'A' | 'B', { readonly came: number; readonly attacks: boolean }>>;

/** How many can come to each: the first to B, the second to A. */
const most = (messengers: number) => ({ A: Math.floor(messengers / 2), B: Math.ceil(messengers / 2) });

export function generals(messengers: number, rule: Rule): () => void {
  const { A, B } = most(messengers);
  const decide = async (self: Self<string>, other: string, toCome: number, toSend: number) => {
    let sent = self.name === 'A' ? 1 : 0;
    let came = 0;
    if (sent > 0) {
      await mark('begins');
      await self.send(other, 'a messenger');
    }
    while (came < toCome) {
      const got = await select({ messenger: self.inbox, late: after(100) });
      if (got.case === 'late') break;
      await mark('came', ++came);
      if (sent++ < toSend) await self.send(other, 'a messenger');
    }
    return { came, attacks: rule[self.name]?.[came] === true };
  };
  return () => {
    node<string>('A', (self) => decide(self, 'B', A, B));
    node<string>('B', (self) => decide(self, 'A', B, A));
  };
}

/** Whether all is as it was asked for. */
export function isRight(messengers: number, { A, B }: Decisions): boolean {
  const all = most(messengers);
  if (B.came === 0 && B.attacks) return false;
  return A.attacks === B.attacks && (B.attacks || A.came < all.A || B.came < all.B);
}

const works = (messengers: number): Property =>
  always(
    'none when none came, both when all came, never one',
    ({ outcome }) => outcome === undefined || isRight(messengers, outcome.value as Decisions),
  );

/** All rules for so many messengers, by their bits. */
export function rulesFor(messengers: number): Rule[] {
  const { A, B } = most(messengers);
  return Array.from({ length: 2 ** (messengers + 2) }, (_, bits) => {
    const attacks = Array.from({ length: A + B + 2 }, (_, at) => ((bits >> at) & 1) === 1);
    return { A: attacks.slice(0, A + 1), B: attacks.slice(A + 1) };
  });
}

export const variants = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((messengers) =>
  rulesFor(messengers).map((rule) => ({ program: generals(messengers, rule), properties: [works(messengers)] })),
);

export const properties = [works(4)];

export default generals(4, { A: [false, false, true], B: [false, false, true] });
