import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directoryOf, hb, start } from './hb.ts';

const request = `import { node, select, after } from 'happens-before';
export default (): void => {
  node<number>('Q', async (self) => {
    for await (const m of self.inbox) await self.send(m.from, m.body + 1);
  });
  node<number>('P', async (self) => {
    await self.send('Q', 41);
    const reply = await select({ reply: self.inbox, late: after(1000) });
    return reply.case === 'reply' ? reply.value?.body : 'late';
  });
};
`;

const crossing = `import { node } from 'happens-before';
export default (): void => {
  node<number>('P', async (self) => {
    await self.ssend('Q', 1);
  });
  node<number>('Q', async (self) => {
    await self.ssend('P', 2);
  });
};
`;

async function ran(program: string): Promise<{ exit: number | null; stdout: string; stderr: string }> {
  const { exit, stdout, stderr } = await hb({ 'a.ts': program }, ['run', 'a.ts']);
  return { exit, stdout, stderr };
}

describe('hb run of nodes', () => {
  test('prints what became of each, and is content with who waits for messages', async () => {
    expect(await ran(request)).toEqual({ exit: 0, stdout: 'returned {P: 42, Q: "waiting"}\n', stderr: '' });
  });

  test('takes a file that only starts nodes', async () => {
    const program = `import { node } from 'happens-before';
node('P', () => 'here');
`;
    expect(await ran(program)).toEqual({ exit: 0, stdout: 'returned {P: "here"}\n', stderr: '' });
  });

  test('main may wait for a node, whether that ends or waits for messages', async () => {
    const program = (body: string): string => `import { node } from 'happens-before';
export default async () => {
  await node('P', async (self) => ${body}).join();
  return 'main';
};
`;
    expect(await ran(program('self.name'))).toEqual({ exit: 0, stdout: 'returned {P: "P"}\n', stderr: '' });
    const waiting = { exit: 0, stdout: 'returned {P: "waiting"}\n', stderr: '' };
    expect(await ran(program('self.inbox.receive()'))).toEqual(waiting);
  });

  test('says who waits for what is no message, as in a deadlock of synchronous sends', async () => {
    const run = await ran(crossing);
    expect(run).toMatchObject({ exit: 1, stdout: '' });
    expect(run.stderr).toMatch(/^can never go on\n {2}P +ssend Q +a\.ts:4:16\n {2}Q +ssend P +a\.ts:7:16\n$/);
  });

  test('a message that nobody takes keeps nobody waiting', async () => {
    const program = `import { node } from 'happens-before';
export default (): void => {
  node('P', async (self) => {
    await self.send('Q', 1);
    await self.inbox.receive();
  });
  node('Q', () => undefined);
};
`;
    expect(await ran(program)).toEqual({ exit: 0, stdout: 'returned {P: "waiting", Q: undefined}\n', stderr: '' });
  });

  test('notes what is no node and left waiting', async () => {
    const program = `import { chan, go, node } from 'happens-before';
export default (): void => {
  node('P', () => 1);
  go('worker', () => chan<number>(0, 'jobs').receive());
};
`;
    const run = await ran(program);
    expect(run).toMatchObject({ exit: 0, stdout: 'returned {P: 1}\n' });
    expect(run.stderr).toMatch(/left waiting.*\n {2}worker +receive jobs +a\.ts:4:/);
  });

  test('a node that ends in an error ends the program', async () => {
    const program = `import { node } from 'happens-before';
export default (): void => {
  node('P', async () => {
    throw new Error('broken');
  });
};
`;
    const run = await ran(program);
    expect(run).toMatchObject({ exit: 1, stdout: '' });
    expect(run.stderr).toContain('P ended in an error that nobody joined: Error: broken');
  });
});

describe('the trace of a real run of nodes', () => {
  const recorded = async (program: string): Promise<string> => {
    const directory = directoryOf({ 'a.ts': program });
    await start(directory, ['run', 'a.ts', '--trace', 'a.hb']).ended;
    return directory;
  };

  test('has its messages, its outcome and no schedule; hb races reads it', async () => {
    const directory = await recorded(request);
    const trace = JSON.parse(readFileSync(join(directory, 'a.hb'), 'utf8')) as Record<string, unknown>;
    expect(trace).toMatchObject({ outcome: 'returned {P: 42, Q: "waiting"}', schedule: '' });
    expect(trace['messages']).toMatchObject([
      { from: 'P', to: 'Q', body: '41', fate: 'carried' },
      { from: 'Q', to: 'P', body: '42', fate: 'carried' },
    ]);
    const races = await start(directory, ['races', 'a.hb']).ended;
    expect(races).toMatchObject({ exit: 0, stderr: '' });
    expect(races.stdout).toMatch(/^no race .* 5 events\n/);
  });

  test('is drawn by hb export', async () => {
    const directory = await recorded(request);
    const mermaid = await start(directory, ['export', 'a.hb', '--to', 'mermaid']).ended;
    expect(mermaid.stdout).toContain('  p2->>p1: 41\n');
    expect(mermaid.stdout).toContain('  p1->>p2: 42\n');
    const svg = await start(directory, ['export', 'a.hb', '--to', 'svg']).ended;
    expect(svg.stdout.match(/<line class="message"/g)).toHaveLength(2);
  });

  test('says deadlocked of nodes that are', async () => {
    const directory = await recorded(crossing);
    const trace = JSON.parse(readFileSync(join(directory, 'a.hb'), 'utf8')) as Record<string, unknown>;
    expect(trace).toMatchObject({ outcome: 'deadlocked' });
  });

  test('a race on a cell that is sent is found in it', async () => {
    const program = `import { node, shared } from 'happens-before';
export default (): void => {
  node<number>('P', async (self) => {
    const buffer = shared(1, 'buffer');
    const sent = self.isend('Q', buffer);
    await buffer.write(2);
    await sent.wait();
  });
  node<number>('Q', async (self) => (await self.inbox.receive())?.body);
};
`;
    const directory = await recorded(program);
    const races = await start(directory, ['races', 'a.hb']).ended;
    expect(races.exit).toBe(1);
    expect(races.stdout).toMatch(/race on buffer: nothing orders\n {2}P +read +a\.ts:5:23 +and +P +write +a\.ts:6:18/);
  });
});

test('hb replay tells what happens to nodes and messages', async () => {
  const directory = directoryOf({ 'a.ts': request });
  const checked = await start(directory, ['check', 'a.ts', '--loss', '1', '--json']).ended;
  const { outcomes } = JSON.parse(checked.stdout) as { outcomes: { value: { P: unknown }; schedule: string }[] };
  const late = outcomes.find(({ value }) => value.P === 'late');
  const replayed = await start(directory, ['replay', 'a.ts', late?.schedule ?? '', '--loss', '1']).ended;
  expect(replayed.stdout).toMatch(/P +send to Q 41, lost +a\.ts:7:16\n/);
});

test('hb why names the fate that makes the difference, and adds nothing that need not happen', async () => {
  const program = `import { asynchronous, node } from 'happens-before';
export const model = asynchronous({ loss: 1, crashes: 1 });
export default (): void => {
  node('P', async (self) => {
    await self.send('Q', 'a');
  });
  node('Q', async (self) => (await self.inbox.receive())?.body);
};
`;
  const directory = directoryOf({ 'a.ts': program });
  const checked = await start(directory, ['check', 'a.ts', '--json']).ended;
  const { outcomes } = JSON.parse(checked.stdout) as { outcomes: { value: unknown; schedule: string }[] };
  const scheduleOf = (record: string): string =>
    outcomes.find(({ value }) => JSON.stringify(value) === record)?.schedule ?? '';
  const lost = scheduleOf('{"P":{"$":"undefined"},"Q":"waiting"}');
  const carried = scheduleOf('{"P":{"$":"undefined"},"Q":"a"}');
  const why = await start(directory, ['why', 'a.ts', lost, carried]).ended;
  expect(why.exit).toBe(0);
  expect(why.stdout).toContain(`first   the program returns {P: undefined, Q: "waiting"}  ${lost}\n`);
  expect(why.stdout).toContain(`second  the program returns {P: undefined, Q: "a"}  ${carried}\n`);
  expect(why.stdout.replaceAll('\n', ' ')).toContain(
    'In the first, P sent "a" to Q at a.ts:5:16, which was lost; in the second, P sent "a" to Q at a.ts:5:16, and then ' +
      'the program returns {P: undefined, Q: "a"} instead of {P: undefined, Q: "waiting"}.',
  );
});
