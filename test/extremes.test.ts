// The far ends of what a program can be: each gets a clear answer, checked and, where that makes sense, live.
import { spawnSync } from 'node:child_process';
import { chan, choose, go, type ReceiveChannel, select, sleep } from 'happens-before';
import { check, type Report } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { directoryOf, hb, root } from './cli/hb.ts';

type Program = () => unknown;

async function only(program: Program): Promise<{ verdict: string; certainty: string; kind: string; value: unknown }> {
  const { verdict, certainty, outcomes } = await check(program);
  expect(outcomes.length).toBe(1);
  return { verdict, certainty, kind: outcomes[0]?.kind ?? '', value: outcomes[0]?.value };
}

function cyclic(): unknown {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}

describe('outcomes of every kind', () => {
  const returned: readonly (readonly [name: string, program: Program, tagged: unknown])[] = [
    ['undefined', () => undefined, { $: 'undefined' }],
    ['null', () => null, null],
    ['NaN', () => Number.NaN, { $: 'NaN' }],
    ['-0', () => -0, { $: '-0' }],
    ['a BigInt', () => 10n, { $: 'BigInt', value: '10' }],
    ['a Map', () => new Map([['a', 1]]), { $: 'Map', entries: [['a', 1]] }],
    ['a Set', () => new Set([2, 1]), { $: 'Set', values: [1, 2] }],
    ['an Error', () => new TypeError('x'), { $: 'Error', class: 'TypeError', message: 'x' }],
    ['something cyclic', cyclic, { self: { $: 'cycle', up: 1 } }],
    ['a function', () => Math.max, { $: 'function', name: 'max' }],
    ['a symbol', () => Symbol('s'), { $: 'Symbol', description: 's' }],
    [
      'an object with a getter that throws',
      () => ({
        get broken(): never {
          throw new Error('no');
        },
      }),
      { broken: { $: 'throws', error: 'Error: no' } },
    ],
  ];
  test.each(returned)('%s is returned', async (_name, program, value) => {
    const answer = { verdict: 'ok', certainty: 'exhaustive', kind: 'returned', value };
    expect(await only(program)).toEqual(answer);
    expect(await only(async () => program())).toEqual(answer);
  });

  const thrown: readonly (readonly [name: string, error: unknown, tagged: unknown])[] = [
    ['undefined', undefined, { $: 'undefined' }],
    ['null', null, null],
    ['a string', 'no', 'no'],
    ['an object', { code: 1 }, { code: 1 }],
    ['a symbol', Symbol('s'), { $: 'Symbol', description: 's' }],
  ];
  test.each(thrown)('%s is thrown', async (_name, error, value) => {
    const panic = { verdict: 'panic', certainty: 'exhaustive', kind: 'panicked', value };
    const synchronously = (): never => {
      throw error;
    };
    expect(await only(synchronously)).toEqual(panic);
    expect(await only(async () => synchronously())).toEqual(panic);
    expect(await only(async () => void go('thrower', synchronously))).toEqual(panic);
    expect(
      await only(async () => {
        void Promise.reject(error);
        await sleep(1);
      }),
    ).toEqual(panic);
  });

  test('outcomes that are equal to nothing but themselves are told apart', async () => {
    const report = await check(() => choose<readonly unknown[]>(0, -0, Number.NaN, undefined, null, 0n));
    expect(report.outcomes.length).toBe(6);
  });
});

describe('little to choose from', () => {
  test('a program with no choice at all has one execution', async () => {
    const report = await check(() => 5);
    expect([report.verdict, report.certainty, report.executions]).toEqual(['ok', 'exhaustive', 1]);
  });

  test('choose() of nothing is an error that says so', async () => {
    const nothing = choose as unknown as () => Promise<never>;
    expect(() => nothing()).toThrow(RangeError);
    const { findings } = await check(() => nothing());
    expect(findings).toMatchObject([{ kind: 'panic', error: expect.stringContaining('at least one option') }]);
  });

  test('a select of no cases waits for ever', async () => {
    expect((await check(() => select({}))).verdict).toBe('deadlock');
  });
});

describe('many', () => {
  const manyCases = async (): Promise<string> => {
    const cases: Record<string, ReceiveChannel<number>> = {};
    for (let n = 0; n < 1000; n++) {
      const channel = chan<number>(1);
      cases[`c${n}`] = channel;
      if (n === 500) await channel.send(n);
    }
    return (await select(cases)).case;
  };

  test('a select of 1,000 cases', async () => {
    expect(await manyCases()).toBe('c500');
    expect(await only(manyCases)).toEqual({ verdict: 'ok', certainty: 'exhaustive', kind: 'returned', value: 'c500' });
  });

  const deep = async (): Promise<number> => {
    const done = chan<number>(0);
    const spawn = async (depth: number): Promise<void> => {
      if (depth > 0) go(() => spawn(depth - 1));
      else await done.send(10_000);
    };
    go(() => spawn(10_000));
    return (await done.receive()) ?? 0;
  };

  test('10,000 processes that each spawn the next', async () => {
    expect(await deep()).toBe(10_000);
    const answer = await only(deep);
    expect(answer).toMatchObject({ kind: 'returned', value: 10_000 });
    expect(['ok', 'undecided']).toContain(answer.verdict);
  }, 30_000);

  const many = async (): Promise<number> => {
    const done = chan<number>(Number.POSITIVE_INFINITY);
    for (let n = 0; n < 100_000; n++) go(() => done.send(1));
    let sum = 0;
    for (let n = 0; n < 100_000; n++) sum += (await done.receive()) ?? 0;
    return sum;
  };

  test('100,000 processes live', async () => {
    expect(await many()).toBe(100_000);
  });

  const crowd = `import { chan, go } from 'happens-before';
export default async function crowd() {
  const done = chan(Infinity);
  for (let n = 0; n < 100_000; n++) go(() => done.send(1));
  return await done.receive();
}
`;

  test('100,000 processes under check: an answer, or an honest undecided, within 10 s and 1 GB', () => {
    const directory = directoryOf({ 'crowd.mjs': crowd });
    const probe = `process.on('exit', () => process.stderr.write('rss=' + process.resourceUsage().maxRSS))`;
    const began = performance.now();
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--import',
        `data:text/javascript,${encodeURIComponent(probe)}`,
        `${root}dist/cli/main.js`,
        'check',
        'crowd.mjs',
        '--json',
      ],
      { cwd: directory, encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    const report = JSON.parse(stdout) as Report;
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(Number(/rss=(\d+)/.exec(stderr)?.[1])).toBeLessThan(1024 * 1024);
    expect(report.findings).toEqual([]);
    expect(report.verdict === 'ok' || (report.verdict === 'undecided' && report.notes.length > 0)).toBe(true);
  }, 30_000);
});

test('a check of files, a child process and the like leaves the model', async () => {
  const calls: Readonly<Record<string, string>> = {
    file: `import { readFile } from 'node:fs/promises';
export default async function read() { await readFile('package.json'); }
`,
    child: `import { exec } from 'node:child_process';
export default function run() { return new Promise((resolve) => exec('true', resolve)); }
`,
  };
  for (const [name, program] of Object.entries(calls)) {
    const run = await hb({ 'a.mjs': program }, ['check', 'a.mjs', '--json']);
    const { findings } = JSON.parse(run.stdout) as Report;
    expect(findings, name).toMatchObject([{ kind: 'left the model', site: expect.stringMatching(/^a\.mjs:2:/) }]);
    expect(run.elapsedMs, name).toBeLessThan(2000);
  }
}, 20_000);
