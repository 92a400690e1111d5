import { describe, expect, test } from 'vitest';
import { hb } from './hb.ts';

const request = `import { after, node, select, synchronous } from 'happens-before';
export const model = synchronous({ delay: [1, 3], step: [0, 1] });
export const expect = { returned: { P: 'reply', Q: 'answered' } };
export default function request({ timeout = 8 } = {}): void {
  node('P', async (self) => {
    await self.send('Q', 'question');
    return (await select({ reply: self.inbox, late: after(timeout) })).case;
  });
  node('Q', async (self) => {
    await self.inbox.receive();
    await self.send('P', 'answer');
    return 'answered';
  });
}
`;
const files = { 'a.ts': request };

describe('hb check --weakest', () => {
  test('says where the program is as wanted, and what came of each value', async () => {
    const { stdout, stderr, exit } = await hb(files, ['check', 'a.ts', '--weakest', 'timeout,loss']);
    expect(stderr).toBe('');
    expect(exit).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('timeout: as wanted when > 7');
    expect(lines).toContain('  7  violation: returned {P: "late", Q: "answered"}');
    expect(lines).toContain('  8  ok (exhaustive)');
    expect(lines).toContain('loss: as wanted when <= 0');
  });

  test('has the same as JSON, under a model that flags change', async () => {
    const flags = ['--weakest', 'timeout', '--json', '--crashes', '1'];
    const expected = [{ returned: { P: 'reply', Q: 'answered' } }, { returned: { P: 'late', Q: 'crashed' } }];
    const { stdout } = await hb(files, ['check', 'a.ts', ...flags, '--expect', JSON.stringify(expected)]);
    const { weakest } = JSON.parse(stdout) as { weakest: { vary: string; holds: string; probes: unknown[] }[] };
    // P may crash as well, and that is not expected.
    expect(weakest.map(({ vary, holds }) => [vary, holds])).toEqual([['timeout', 'none']]);
    expect(weakest[0]?.probes[0]).toMatchObject({ value: 0, verdict: 'violation' });
  });

  test('takes the properties that the file exports', async () => {
    const file = `import { choose, mark, node, sleep, synchronous } from 'happens-before';
import { always } from 'happens-before/check';
export const model = synchronous({ delay: [0, 0], step: [0, 1] });
export const properties = [always('quick', (state) => state.marks('P').length === 0)];
export default function quick({ ms = 1 } = {}): void {
  node('P', async () => {
    await sleep(ms);
    if (ms > 5 && (await choose(true, false))) await mark('slow');
  });
}
`;
    const { stdout } = await hb({ 'a.ts': file }, ['check', 'a.ts', '--weakest', 'ms']);
    expect(stdout.split('\n')[0]).toBe('ms: as wanted when <= 5');
    expect(stdout).toContain('  6  violation: always quick');
  });

  test('ends undecided where a check does', async () => {
    const { stdout, exit } = await hb(files, ['check', 'a.ts', '--weakest', 'timeout', '--budget-executions', '1']);
    expect(stdout.split('\n')[0]).toBe('timeout: undecided: a check did not come to its end');
    expect(exit).toBe(2);
  });

  test.each([
    [['--weakest', 'timeout,,loss'], '--weakest: give what is varied'],
    [['--weakest', 'loss', '--strategy', 'random'], '--weakest and --strategy do not go together'],
    [['--weakest', 'delay.max', '--model', 'asynchronous'], 'weakest: delay.max is no bound of asynchronous'],
    [['--strategy', 'random'], 'model: where times are bounded the strategies are'],
    [['--strategy', 'cached'], 'knows no time; choose another strategy'],
  ])('refuses %j', async (flags, message) => {
    const { stderr, exit } = await hb(files, ['check', 'a.ts', ...flags]);
    expect(stderr).toContain(message);
    expect(exit).toBe(64);
  });
});
