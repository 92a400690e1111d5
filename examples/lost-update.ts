// verdict: violation
// outcomes: 3, 6, 7
// findings: race x3, violation x2
// run: --expect '{"returned":3}'
// claim: a race: events in more than one order, and some of the orders wrong
//
// Two tills sell from a stock of ten, three pieces and four. When both count the shelf before either writes down what
// is left, the later note overwrites the earlier sale.

import { go, shared } from 'happens-before';

export default async function lostUpdate(): Promise<number> {
  const stock = shared(10, 'stock');
  const front = go('front till', async () => {
    const counted = await stock.read();
    await stock.write(counted - 3);
  });
  const back = go('back till', async () => {
    const counted = await stock.read();
    await stock.write(counted - 4);
  });
  await front.join();
  await back.join();
  return await stock.read();
}
