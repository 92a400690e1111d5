// verdict: ok
// outcomes: "everyone ate"
// findings: none
// run: --expect '{"returned":"everyone ate"}'
//
// Hoare 1978, 5.3, with a room that lets in all but one of the philosophers: one of those inside always gets both forks. Five
// and a room for four; here three and a room for two.

import { chan, go, never, select } from 'happens-before';
import { layTable } from './parts/table.ts';

export async function dineInRoom(philosophers: number, meals: number): Promise<string> {
  const enter = chan<true>(0, 'enter');
  const exit = chan<true>(0, 'exit');
  const room = async (): Promise<void> => {
    let occupancy = 0;
    for (;;) {
      const { case: move } = await select({ enter: occupancy < philosophers - 1 ? enter : never, exit });
      occupancy += move === 'enter' ? 1 : -1;
    }
  };
  go('room', room, { background: true });

  const seated = layTable(philosophers).map((eat, i) =>
    go(`philosopher ${i}`, async () => {
      for (let meal = 0; meal < meals; meal++) {
        await enter.send(true);
        await eat();
        await exit.send(true);
      }
    }),
  );
  for (const philosopher of seated) await philosopher.join();
  return 'everyone ate';
}

export default function diningRoomProgram(): Promise<string> {
  return dineInRoom(3, 1);
}
