// verdict: ok
// outcomes: [1,2,3,4]
// findings: none
// run: --expect '{"returned":[1,2,3,4]}'
//
// Hoare 1978, 5.1: a bounded buffer as a process between a producer and a consumer. Its guards keep it from taking a portion
// when it is full and from giving one when it is empty; it holds ten, here two.

import { chan, go, never, select } from 'happens-before';

export async function throughBuffer(places: number, portions: number): Promise<number[]> {
  const produced = chan<number>(0, 'produced');
  const more = chan<true>(0, 'more');
  const consumed = chan<number>(0, 'consumed');

  go('producer', async () => {
    for (let portion = 1; portion <= portions; portion++) await produced.send(portion);
    await produced.close();
  });

  go('X', async () => {
    const buffer = new Array<number>(places).fill(0);
    let ended = false;
    let put = 0;
    let taken = 0;
    while (!ended || taken < put) {
      if (put - taken > places || put < taken) throw new RangeError(`${put - taken} portions in ${places} places`);
      const full = put === taken + places;
      const next = await select({ produced: ended || full ? never : produced, more: taken < put ? more : never });
      if (next.case === 'more') {
        await consumed.send(buffer[taken % places] ?? Number.NaN);
        taken += 1;
      } else if (next.value === undefined) {
        ended = true;
      } else {
        buffer[put % places] = next.value;
        put += 1;
      }
    }
  });

  const received: number[] = [];
  while (received.length < portions) {
    await more.send(true);
    received.push((await consumed.receive()) ?? Number.NaN);
  }
  return received;
}

export default function boundedBufferProgram(): Promise<number[]> {
  return throughBuffer(2, 4);
}
