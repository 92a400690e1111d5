import { type Channel, chan, go } from 'happens-before';

interface Fork {
  readonly pickUp: Channel<true>;
  readonly putDown: Channel<true>;
}

/** A fork is a process that is picked up and put down in turn. */
function layFork(i: number): Fork {
  const fork: Fork = { pickUp: chan<true>(0, `pick up ${i}`), putDown: chan<true>(0, `put down ${i}`) };
  const lie = async (): Promise<void> => {
    for (;;) {
      await fork.pickUp.receive();
      await fork.putDown.receive();
    }
  };
  go(`fork ${i}`, lie, { background: true });
  return fork;
}

/** Seats philosophers, and returns for each the meal it can take: left fork, right fork, eat, and put both down. */
export function layTable(philosophers: number): (() => Promise<void>)[] {
  const forks = Array.from({ length: philosophers }, (_, i) => layFork(i));
  return forks.map((left, i) => async () => {
    const right = forks[(i + 1) % philosophers] ?? left;
    await left.pickUp.send(true);
    await right.pickUp.send(true);
    await left.putDown.send(true);
    await right.putDown.send(true);
  });
}
