import { chan, choose } from 'happens-before';
import { inParallel, type Program, times, unattended } from './processes.ts';

/** n senders of one value each, and a receiver that takes `taken` of them. */
export function senders(n: number, taken: number): Program {
  return async () => {
    const inbox = chan<number>(Infinity, 'inbox');
    unattended(...times(n, (i) => () => inbox.send(i)));
    const received: unknown[] = [];
    for (let count = 0; count < taken; count++) received.push(await inbox.receive());
    return received;
  };
}

/** One sender of n values, and a receiver that takes them. */
export function oneSender(n: number): Program {
  return async () => {
    const inbox = chan<number>(Infinity, 'inbox');
    unattended(async () => {
      for (let value = 0; value < n; value++) await inbox.send(value);
    });
    for (let count = 0; count < n; count++) await inbox.receive();
  };
}

/** One sender of n values beside n looks. */
export function looks(n: number): Program {
  return async () => {
    const inbox = chan<number>(Infinity, 'inbox');
    unattended(async () => {
      for (let value = 1; value <= n; value++) await inbox.send(value);
    });
    const seen: unknown[] = [];
    for (let look = 0; look < n; look++) seen.push((await inbox.tryReceive())?.value ?? 0);
    return seen;
  };
}

/** 1 then 2 from one sender, 3 and 4 from two others; the receiver takes three. */
export const merge: Program = async () => {
  const inbox = chan<number>(Infinity, 'inbox');
  unattended(
    async () => {
      await inbox.send(1);
      await inbox.send(2);
    },
    () => inbox.send(3),
    () => inbox.send(4),
  );
  const received: unknown[] = [];
  for (let count = 0; count < 3; count++) received.push(await inbox.receive());
  return received;
};

/** n items that two consumers range over. */
export function consumers(n: number): Program {
  return async () => {
    const items = chan<number>(Infinity, 'items');
    for (let item = 0; item < n; item++) await items.send(item);
    await items.close();
    const taken = [0, 0];
    await inParallel(
      ...times(2, (i) => async () => {
        for await (const _ of items) taken[i] = (taken[i] ?? 0) + 1;
      }),
    );
  };
}

/** Two-phase commit without faults: n participants vote over a channel each. */
export function twoPhaseCommit(n: number): Program {
  return async () => {
    const votes = times(n, (i) => chan<boolean>(Infinity, `votes of ${i}`));
    unattended(...votes.map((vote) => async () => vote.send(await choose(true, false))));
    let commits = true;
    for (const vote of votes) commits = (await vote.receive()) === true && commits;
    return commits ? 'commit' : 'abort';
  };
}
