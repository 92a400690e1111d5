// verdict: ok
// outcomes: "all decide 0", "all decide 1"
// findings: none
// run: --expect '[{"returned":"all decide 0"},{"returned":"all decide 1"}]'
// claim: with one crash among three nodes two rounds of flooding are enough to agree
//
// In each round every node sends all values it knows to the others and waits for theirs. One that crashes stops somewhere in its
// sending; the others find its links closed, as in a synchronous round in which nothing comes.

import { chan, choose, go } from 'happens-before';

type Values = readonly number[];

const nodes = [0, 1, 2];

export const floodSet = (rounds: number) => async (): Promise<string> => {
  const links = new Map<string, ReturnType<typeof chan<Values>>>();
  for (const from of nodes) {
    for (const to of nodes)
      for (let round = 1; round <= rounds; round++) links.set(`${from} to ${to} in ${round}`, chan(1));
  }
  const victim = await choose(...nodes, undefined);
  // How many messages of all those it has to send get out.
  const sends =
    victim === undefined ? Infinity : await choose(...Array.from({ length: 2 * rounds }, (_, sent) => sent));

  const decide = async (own: number): Promise<number | undefined> => {
    const others = nodes.filter((other) => other !== own);
    let known: Values = [own];
    let left = own === victim ? sends : Infinity;
    for (let round = 1; round <= rounds; round++) {
      for (const to of others) {
        const link = links.get(`${own} to ${to} in ${round}`);
        await (left-- > 0 ? link?.send(known) : link?.close());
      }
      for (const from of others) {
        const received = await links.get(`${from} to ${own} in ${round}`)?.receive();
        known = [...new Set([...known, ...(received ?? [])])];
      }
    }
    return own === victim ? undefined : Math.min(...known);
  };

  const processes = nodes.map((own) => go(`node ${own}`, () => decide(own)));
  const decisions = new Set<number>();
  for (const process of processes) {
    const decision = await process.join();
    if (decision !== undefined) decisions.add(decision);
  }
  return decisions.size === 1 ? `all decide ${[...decisions].join()}` : 'they disagree';
};

export default floodSet(2);
