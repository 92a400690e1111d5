// verdict: violation
// outcomes: 1, 2
// findings: violation x1
// run: --expect '{"returned":1}'
//
// Two passengers book one seat. The seat is looked up before the payment and taken after it, so both may find it free;
// the outcome is how many have paid for it.

import { chan, go } from 'happens-before';

export default async function checkThenAct(): Promise<number> {
  const seats = new Map<string, string>();
  const charges = chan<string>(0, 'charges');
  const payments = go('payments', async () => {
    let paid = 0;
    for await (const _passenger of charges) paid += 1;
    return paid;
  });

  async function book(seat: string, passenger: string): Promise<boolean> {
    if (seats.has(seat)) return false;
    await charges.send(passenger);
    seats.set(seat, passenger);
    return true;
  }

  const ann = go('Ann', () => book('12A', 'Ann'));
  const bob = go('Bob', () => book('12A', 'Bob'));
  await Promise.all([ann.join(), bob.join()]);
  await charges.close();
  return await payments.join();
}
