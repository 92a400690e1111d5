import { describe, expect, test } from 'vitest';
import { always, weakest } from '../../src/entry/check.ts';
import {
  after,
  asynchronous,
  choose,
  mark,
  node,
  partiallySynchronous,
  select,
  sleep,
  synchronous,
} from '../../src/entry/main.ts';

/** P asks Q, and says whether it heard in time. */
function request({ timeout = 8 }): void {
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

const model = synchronous({ delay: [1, 3], step: [0, 1] });
const expected = { returned: { P: 'reply', Q: 'answered' } };

async function holds(vary: string, change: object = {}): Promise<string> {
  return (await weakest(request, { model, expect: expected, vary, ...change })).holds;
}

describe('the loosest bound under which a program is as wanted', () => {
  test('of a timeout is more than the longest way there and back', async () => {
    const { holds: found, probes } = await weakest(request, { model, expect: expected, vary: 'timeout' });
    expect(found).toBe('> 7');
    const [bad, good] = [7, 8].map((value) => probes.find((probe) => probe.value === value));
    expect(good).toEqual({ value: 8, verdict: 'ok', certainty: 'exhaustive', found: undefined });
    expect(bad?.verdict).toBe('violation');
    expect(bad?.found).toBe('violation: returned {P: "late", Q: "answered"}');
  });

  test.each([
    ['delay.max', '<= 3'],
    ['step.max', '<= 1'],
    ['loss', '<= 0'],
    ['crashes', '<= 0'],
    ['pauses', '<= 0'],
    ['duplication', 'any'],
  ])('of %s is %s', async (vary, bound) => {
    expect(await holds(vary)).toBe(bound);
  });

  test('is none where nothing will do, and any where everything does', async () => {
    const late = { returned: { P: 'late', Q: 'answered' } };
    expect(await holds('delay.max', { expect: late })).toBe('none');
    expect(await holds('timeout', { expect: late, most: 16 })).toBe('<= 1');
    expect(await holds('timeout', { expect: [expected, late], most: 16 })).toBe('any');
    expect(await holds('timeout', { expect: { returned: 'nothing' }, most: 16 })).toBe('none');
    expect(await holds('timeout', { model: partiallySynchronous({ delay: [1, 3] }), most: 64 })).toBe('none');
  });

  test('is that of properties too', async () => {
    const quick = ({ ms = 1 }): void => {
      node('P', async () => {
        await sleep(ms);
        if (ms > 5 && (await choose(true, false))) await mark('slow');
      });
    };
    const properties = [always('quick', (state) => state.marks('P').length === 0)];
    const found = await weakest(quick, { model, vary: 'ms', properties });
    expect(found.holds).toBe('<= 5');
    expect(found.probes.find(({ value }) => value === 6)?.found).toBe('violation: always quick');
  });

  test('is undecided where a check does not end', async () => {
    expect(await holds('timeout', { budget: { executions: 1 } })).toBe('undecided');
  });

  test('needs something that can be varied', async () => {
    await expect(holds('')).rejects.toThrow('weakest: vary says what is varied');
    await expect(holds('delay.max', { model: asynchronous() })).rejects.toThrow(
      'delay.max is no bound of asynchronous',
    );
    await expect(holds('loss', { most: 0 })).rejects.toThrow('weakest: most is 0');
  });
});
