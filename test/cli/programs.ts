/** Programs the tests of the command are given, as text: the command is what reads them. */

/** Two processes, three outcomes, three races. */
export const counter: string = `import { go, shared } from 'happens-before';

export default async function counter(): Promise<number> {
  const x = shared(0, 'x');
  const p = go('P', async () => {
    await x.write((await x.read()) + 1);
  });
  const q = go('Q', async () => {
    await x.write((await x.read()) - 1);
  });
  await p.join();
  await q.join();
  return await x.read();
}
`;

/** One order, one outcome, nothing wrong. */
export const handOver: string = `import { chan, go } from 'happens-before';

export default async function handOver(): Promise<string> {
  const jobs = chan<string>(0, 'jobs');
  go('sender', () => jobs.send('done'));
  return (await jobs.receive()) ?? 'closed';
}
`;

export const deadlock: string = `import { chan, go } from 'happens-before';

export default async function stuck(): Promise<void> {
  const jobs = chan<number>(0, 'jobs');
  const worker = go('worker', async () => {
    await jobs.send(1);
  });
  await worker.join();
}
`;

export const leak: string = `import { chan, go } from 'happens-before';

export default async function leaky(): Promise<number> {
  const jobs = chan<number>(0, 'jobs');
  go('worker', async () => {
    await jobs.send(1);
  });
  return 5;
}
`;

/** Far more executions than any test waits for. */
export const big: string = `import { go, shared } from 'happens-before';

export default async function big(): Promise<number> {
  const x = shared(0, 'x');
  const workers = [1, 2, 3, 4, 5, 6].map((worker) =>
    go(\`worker \${worker}\`, async () => {
      for (let round = 0; round < 4; round += 1) await x.write((await x.read()) + worker);
    }),
  );
  for (const worker of workers) await worker.join();
  return await x.read();
}
`;

/** A step that never ends: no operation of ours is ever reached again. */
export const spinning: string = `import { go } from 'happens-before';

export default async function spinning(): Promise<void> {
  const flag = { up: false };
  go('spinner', async () => {
    while (!flag.up) await null;
  });
  flag.up = false;
}
`;
