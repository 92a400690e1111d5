import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { directoryOf, hb, start } from './hb.ts';

const ask = `import { after, asynchronous, mark, node, select } from 'happens-before';

export const model = asynchronous({ crashes: 1 });

export default function ask(): void {
  node<string>('Q', async (self) => {
    for await (const question of self.inbox) await self.send(question.from, 'answer');
  });
  node<string>('P', async (self) => {
    await self.send('Q', 'question');
    const got = await select({ reply: self.inbox, late: after(100) });
    if (got.case === 'late') await mark('gave up');
  });
}
`;

const endless = `import { go, mark, shared } from 'happens-before';

export default async function endless(): Promise<void> {
  const x = shared(0, 'x');
  go('P', async () => {
    await x.write(1);
    await mark('done');
  });
  go('Q', () => x.write(2));
}
`;

const files = { 'ask.ts': ask, 'two-writers.ts': endless };

describe('hb knows', () => {
  test('prints the worlds that a node cannot tell apart, and each as lanes with its own framed', async () => {
    const { exit, stdout, stderr } = await hb(files, ['knows', 'ask.ts', 'gave up']);
    expect(stderr).toBe('');
    expect(exit).toBe(0);
    expect(stdout).toContain("P at 'gave up'\nP cannot tell what became of Q and of what was asked of it:\n");
    const worlds = [
      'the request is on its way',
      'Q crashed before it received the request',
      'Q is slow: it has received the request and not answered yet',
      'Q crashed after it received the request and before it answered',
      'the reply is on its way',
      'the reply is on its way, and Q has crashed since',
    ];
    for (const [at, world] of worlds.entries()) {
      expect(stdout).toContain(`   ${at + 1}  ${world}\n`);
      expect(stdout).toContain(`\n${at + 1}  ${world}\n`);
    }
    expect(stdout.match(/\[P\]/g)).toHaveLength(worlds.length);
    expect(stdout.match(/P is at the mark; what follows is one way on/g)).toHaveLength(worlds.length);
  });

  test('prints schedules that replay up to the point', async () => {
    const directory = directoryOf(files);
    const { stdout } = await start(directory, ['knows', 'ask.ts', 'gave up', '--json']).ended;
    const { knowledge } = JSON.parse(stdout) as Report;
    const worlds = knowledge.flatMap(({ questions }) => questions.flatMap((one) => one.worlds));
    expect(worlds).toHaveLength(6);
    const crashed = worlds.find(({ text }) => text === 'Q crashed before it received the request');
    const until = String((crashed?.until ?? 0) + 1);
    const replayed = await start(directory, ['replay', 'ask.ts', crashed?.schedule ?? '', '--until', until]).ended;
    expect(replayed.exit).toBe(0);
    expect(replayed.stdout).toMatch(/Q +crashes/);
    expect(replayed.stdout).toContain('mark "gave up"');
    expect(replayed.stdout).not.toContain('receive inbox of Q');
  });

  test('takes a model by flags, and prints commands that replay under it', async () => {
    const directory = directoryOf(files);
    const { stdout } = await start(directory, ['knows', 'ask.ts', 'gave up', '--crashes', '0', '--loss', '1']).ended;
    expect(stdout).toContain('the request was lost\n');
    expect(stdout).not.toContain('crashed');
    const [, schedule = '', until = '', rest = ''] =
      /^hb replay ask\.ts '(.*)' --until (\d+) (.*)$/m.exec(stdout) ?? [];
    expect(rest).toBe('--loss 1 --crashes 0');
    const replayed = await start(directory, ['replay', 'ask.ts', schedule, '--until', until, ...rest.split(' ')]).ended;
    expect(replayed.stderr).toBe('');
    expect(replayed.exit).toBe(0);
  });

  // A request and a reply take 3 each at most, and answering 1: a timeout of more than 7 proves that Q has crashed.
  test.each([
    [8, ['Q crashed before it received the request', 'Q crashed after it received the request and before it answered']],
    [
      7,
      [
        'Q crashed before it received the request',
        'Q crashed after it received the request and before it answered',
        'the reply is on its way',
        'the reply is on its way, and Q has crashed since',
      ],
    ],
  ])('under bounded delays leaves the worlds that one instant realises: after %i', async (timeout, expected) => {
    const program = ask.replace('after(100)', `after(${timeout})`);
    const model = '{"kind":"synchronous","delay":[1,3],"step":[0,1],"crashes":1}';
    const run = await hb({ 'ask.ts': program }, ['knows', 'ask.ts', 'gave up', '--json', '--model', model]);
    expect(run.stderr).toBe('');
    const { certainty, knowledge } = JSON.parse(run.stdout) as Report;
    expect(certainty).toBe('exhaustive');
    const texts = knowledge.flatMap(({ questions }) =>
      questions.flatMap(({ worlds }) => worlds.map(({ text }) => text)),
    );
    expect(texts).toEqual(expected);
  });

  test('says nothing is known where not everything was explored', async () => {
    const { exit, stdout } = await hb(files, [
      'knows',
      'two-writers.ts',
      'done',
      '--budget-executions',
      '1',
      '--ascii',
    ]);
    expect(exit).toBe(2);
    expect(stdout).toContain('P may or may not be able to tell where main is (not every execution was explored):');
    expect(stdout).not.toContain('P knows');
    expect(stdout).toMatch(/^[ -~\n]*$/);
  });

  test('names the marks there are when nobody comes to the one that was asked for', async () => {
    const { exit, stderr } = await hb(files, ['knows', 'ask.ts', 'gave in']);
    expect(exit).toBe(64);
    expect(stderr).toBe("hb: ask.ts: no process comes to a mark 'gave in' in any execution; there are 'gave up'\n");
  });
});
