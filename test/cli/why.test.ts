import { describe, expect, test } from 'vitest';
import type { Difference } from '../../src/report/difference.ts';
import type { Report } from '../../src/report/report.ts';
import { directoryOf, type Ended, hb, start } from './hb.ts';
import { counter, handOver } from './programs.ts';

const abBa = `import { go, Mutex } from 'happens-before';

export default async function abBa(): Promise<string> {
  const a = new Mutex('a');
  const b = new Mutex('b');
  const p = go('P', async () => {
    await a.lock();
    await b.lock();
    await b.unlock();
    await a.unlock();
  });
  await b.lock();
  await a.lock();
  await a.unlock();
  await b.unlock();
  await p.join();
  return 'both';
}
`;

const late = `import { after, chan, choose, go, select } from 'happens-before';

export default async function late(): Promise<string> {
  const answers = chan<string>(1, 'answers');
  go('server', () => answers.send('42'));
  const patience = await choose('short', 'long');
  const got = await select({ answer: answers, late: after(1000) });
  return \`\${patience} \${got.case}\`;
}
`;

/** The processes share a variable that no operation knows of. */
const hidden = `import { chan, go } from 'happens-before';

export default async function hidden(): Promise<string> {
  const done = chan<void>(2, 'done');
  let log = '';
  for (const name of ['P', 'Q']) {
    go(name, async () => {
      log += name;
      await done.send();
    });
  }
  await done.receive();
  await done.receive();
  return log;
}
`;

const files = {
  'counter.ts': counter,
  'hand-over.ts': handOver,
  'ab-ba.ts': abBa,
  'late.ts': late,
  'hidden.ts': hidden,
};

/** Schedules of `file` that end with these values of the outcomes, `undefined` for a deadlock. */
async function schedulesOf(directory: string, file: string, values: readonly unknown[]): Promise<string[]> {
  const run = await start(directory, ['check', file, '--json']).ended;
  const { outcomes } = JSON.parse(run.stdout) as Report;
  return values.map((value) => outcomes.find((outcome) => outcome.value === value)?.schedule ?? 'missing');
}

async function why(file: string, values: readonly unknown[], ...flags: string[]): Promise<Ended> {
  const directory = directoryOf(files);
  const ended = await start(directory, ['why', file, ...(await schedulesOf(directory, file, values)), ...flags]).ended;
  expect({ exit: ended.exit, stderr: ended.stderr }).toEqual({ exit: 0, stderr: '' });
  return ended;
}

/** The sentence at the end, on one line. */
function sentenceIn({ stdout }: Ended): string {
  return stdout.trimEnd().split('\n\n').at(-1)?.replaceAll('\n', ' ') ?? '';
}

describe('hb why says which reversal changes the outcome', () => {
  test('of two accesses that race', async () => {
    const run = await why('counter.ts', [1, -1]);
    expect(
      run.stdout
        .split('\n\n')
        .slice(0, 2)
        .join('\n\n')
        .replaceAll(/ {2}[\d.*]+~\S+$/gm, '  SCHEDULE'),
    ).toBe(
      [
        'counter',
        'first   main returns 1  SCHEDULE',
        'second  main returns -1  SCHEDULE',
        '',
        'they part after 3 steps in common:',
        '  first   step 4  Q wrote x = -1 at counter.ts:9:13',
        '  second  step 4  P wrote x = 1 at counter.ts:6:13',
      ].join('\n'),
    );
    expect(sentenceIn(run)).toBe(
      'In the first, Q wrote x = -1 at counter.ts:9:13 before P wrote x = 1 at counter.ts:6:13, and nothing orders the two; ' +
        'the other way round, main returns -1 instead of 1.',
    );
  });

  test('where it takes more to end as the second does', async () => {
    expect(sentenceIn(await why('counter.ts', [0, 1]))).toBe(
      'In the first, P wrote x = 1 at counter.ts:6:13 before Q read x = 1 at counter.ts:9:28, and nothing orders the two; ' +
        'the other way round, main returns -1 instead of 0, and 1 if it then goes on as the second does.',
    );
  });

  test('from a deadlock to a return, and back', async () => {
    expect(sentenceIn(await why('ab-ba.ts', [undefined, 'both']))).toMatch(
      /^In the first, .* locked . at ab-ba\.ts:\d+:\d+; in the second, .* locked .* before that, and then main returns "both", where in the first the program deadlocks\.$/,
    );
    expect(sentenceIn(await why('ab-ba.ts', ['both', undefined]))).toMatch(
      /^In the first, .* locked . at .* before .* locked . at .*; the other way round, the program deadlocks, where in the first main returns "both"\.$/,
    );
  });

  test.each([
    [
      'choose',
      ['short answer', 'long answer'],
      /^In the first, main chose "short" at late\.ts:6:26; in the second, main chose "long" at late\.ts:6:26, and then main returns "long answer" instead of "short answer"\.$/,
    ],
    [
      'select',
      ['short answer', 'short late'],
      /^In the first, main selected answers = "42" at late\.ts:7:21.*; in the second, main selected after\(1000\) = 1 at late\.ts:7:21, and then main returns "short late" instead of "short answer"\.$/,
    ],
  ])('that is no reversal but a choice: %s', async (_, values, sentence) => {
    expect(sentenceIn(await why('late.ts', values))).toMatch(sentence);
  });

  test('where only an ordinary variable tells the two apart', async () => {
    expect(sentenceIn(await why('hidden.ts', ['PQ', 'QP']))).toMatch(
      /^In the first, .*P started at hidden\.ts.* before Q started at .*; the other way round, main returns "QP" instead of "PQ"\.$/,
    );
  });
});

test('two orders of steps that do not conflict are equivalent', async () => {
  const directory = directoryOf(files);
  const [schedule = ''] = await schedulesOf(directory, 'counter.ts', [0]);
  const run = await start(directory, ['why', 'counter.ts', schedule, schedule]).ended;
  expect(sentenceIn(run)).toBe(
    'Both end alike: main returns 0. They differ only in the order of steps that do not conflict: they are equivalent.',
  );
});

test('a schedule that stops before the end, as those of races do, is gone on with', async () => {
  const directory = directoryOf(files);
  const run = await start(directory, ['check', 'counter.ts', '--json']).ended;
  const [race, other] = (JSON.parse(run.stdout) as Report).findings;
  const { stdout, exit } = await start(directory, ['why', 'counter.ts', race?.schedule ?? '', other?.schedule ?? ''])
    .ended;
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^first {3}main returns -?\d/m);
});

test('--json prints it as data, with schedules that replay', async () => {
  const directory = directoryOf(files);
  const schedules = await schedulesOf(directory, 'counter.ts', [0, 1]);
  const run = await start(directory, ['why', 'counter.ts', ...schedules, '--json']).ended;
  const difference = JSON.parse(run.stdout) as Difference;
  expect(difference).toMatchObject({
    version: 1,
    program: 'counter',
    first: { schedule: schedules[0], outcome: 'main returns 0' },
    second: { schedule: schedules[1], outcome: 'main returns 1' },
    equivalent: false,
    reversal: {
      kind: 'order',
      unordered: true,
      from: { outcome: 'main returns 0' },
      to: { outcome: 'main returns -1' },
    },
  });
  const replayed = await start(directory, ['replay', 'counter.ts', difference.reversal?.to.schedule ?? '']).ended;
  expect(replayed.stdout.trimEnd().split('\n').at(-1)).toBe('returned -1');
});

test('a schedule that does not fit is refused, and it is said which', async () => {
  const directory = directoryOf(files);
  const [schedule = ''] = await schedulesOf(directory, 'counter.ts', [1]);
  const other = await start(directory, ['why', 'hand-over.ts', '0~a', schedule]).ended;
  expect({ exit: other.exit, stdout: other.stdout }).toEqual({ exit: 64, stdout: '' });
  expect(other.stderr).toMatch(/^hb: this schedule does not fit hand-over\.ts: the first: step 2 /);
  const none = await hb(files, ['why', 'counter.ts', schedule, 'none']);
  expect(none.exit).toBe(64);
  expect(none.stderr).toMatch(/^hb: this schedule does not fit counter\.ts: the second: "none" is no schedule/);
});
