// verdict: ok
// outcomes: 1
// findings: none
// run: --expect '{"returned":1}'
//
// The look at the seat, the payment and the booking under one mutex: who comes second looks after the first has booked.

import { chan, go, Mutex } from 'happens-before';

export default async function checkThenActFix(): Promise<number> {
  const seats = new Map<string, string>();
  const booking = new Mutex('booking');
  const charges = chan<string>(0, 'charges');
  const payments = go('payments', async () => {
    let paid = 0;
    for await (const _passenger of charges) paid += 1;
    return paid;
  });

  async function book(seat: string, passenger: string): Promise<boolean> {
    await using _held = await booking.acquire();
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
