// What docs/limits.md says, by programs that meet each limit. When one of these changes, so must the page.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chan, every, go, select, shared, after as timeout } from 'happens-before';
import { check } from 'happens-before/check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Report } from '../src/report/report.ts';
import { hb } from './cli/hb.ts';

const STEP_MS = 30_000;

function values({ outcomes }: Report): string[] {
  return outcomes.map(({ kind, value }) => (value === undefined ? kind : JSON.stringify(value))).sort();
}

function summary(report: Report): readonly unknown[] {
  return [report.verdict, report.certainty, values(report)];
}

/** One process writes, main reads: two executions, however they are arranged. */
async function readBesideWrite(): Promise<number> {
  const x = shared(0, 'x');
  const p = go('P', () => x.write(1));
  const seen = await x.read();
  await p.join();
  return seen;
}

describe('what exhaustive assumes', () => {
  it('beyond 10,000 interleavings the audit of plain state is a test, and says so', { timeout: STEP_MS }, async () => {
    const report = await check(async () => {
      const loop = async (): Promise<void> => {
        const own = chan<number>(1);
        for (let round = 0; round < 5; round++) {
          await own.send(round);
          await own.receive();
        }
      };
      const processes = ['A', 'B', 'C'].map((name) => go(name, loop));
      for (const process of processes) await process.join();
    });
    expect(report.notes.join('\n')).toMatch(/no shared plain state seen in \d+ reruns/);
  });

  it('up to that it is a proof, without a note', async () => {
    const report = await check(readBesideWrite);
    expect(report.notes).toEqual([]);
    expect(report.certainty).toBe('exhaustive');
  });

  it('the order of microtasks is not explored', async () => {
    const report = await check(async () => {
      const log: string[] = [];
      const strand = async (name: string): Promise<void> => {
        await Promise.resolve();
        log.push(name);
      };
      await Promise.all([strand('a'), strand('b')]);
      return log.join('');
    });
    expect(summary(report)).toEqual(['ok', 'exhaustive', ['"ab"']]);
  });

  it('in awaits that need no operation processes take turns in a few runs only, and that is not called exhaustive', async () => {
    const twice = async (): Promise<number> => {
      let x = 0;
      const add = async (): Promise<void> => {
        const seen = x;
        await Promise.resolve();
        x = seen + 1;
      };
      const processes = [go('P', add), go('Q', add)];
      for (const process of processes) await process.join();
      return x;
    };
    expect(summary(await check(twice))).toEqual(['undecided', 'bounded', ['1', '2']]);
    expect(await twice()).toBe(1);
  });

  it('timers fire in order, and a long one may fire before a message', async () => {
    const inOrder = await check(async () => (await select({ a: timeout(100), b: timeout(200) })).case);
    expect(values(inOrder)).toEqual(['"a"']);
    const beforeMessage = await check(async () => {
      const answers = chan<number>(1);
      go('server', () => answers.send(1));
      return (await select({ answer: answers, late: timeout(60_000) })).case;
    });
    expect(values(beforeMessage)).toEqual(['"answer"', '"late"']);
  });
});

describe('outcomes', () => {
  it('are sequentially consistent', async () => {
    const report = await check(async () => {
      const x = shared(0, 'x');
      const y = shared(0, 'y');
      const p = go('P', async () => {
        await x.write(1);
        return y.read();
      });
      const q = go('Q', async () => {
        await y.write(1);
        return x.read();
      });
      return [await p.join(), await q.join()];
    });
    expect(report.verdict).toBe('race');
    expect(values(report)).toEqual(['[0,1]', '[1,0]', '[1,1]']);
  });

  it('are compared without what is private', async () => {
    class Secret {
      readonly #value: number;
      constructor(value: number) {
        this.#value = value;
      }
      reveal(): number {
        return this.#value;
      }
    }
    const report = await check(async () => new Secret(await readBesideWrite()));
    expect(report.executions).toBe(2);
    expect(report.outcomes).toHaveLength(1);
  });
});

describe('the world outside', () => {
  it('is not left, and not put back, by synchronous calls', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hb-limits-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const file = join(directory, 'log');
    const report = await check(async () => {
      appendFileSync(file, 'x');
      return readBesideWrite();
    });
    expect([report.executions, report.certainty]).toEqual([2, 'exhaustive']);
    expect(readFileSync(file, 'utf8').length).toBeGreaterThan(report.executions);
  });

  it.each([
    ['Date.now()', () => Date.now() > 0],
    ['new Date()', () => new Date().getFullYear()],
    ['performance.now()', () => performance.now() >= 0],
    ['Math.random()', () => Math.random() < 1],
    ['randomUUID()', () => crypto.randomUUID().length],
  ])('%s is noted and leaves the certainty bounded', async (what, read) => {
    const report = await check(async () => read());
    expect([report.verdict, report.certainty]).toEqual(['undecided', 'bounded']);
    expect(report.notes.join('\n')).toContain(`${what} was read at test/limits.test.ts:`);
  });

  it('a Date taken before the check is not noted', async () => {
    const TakenBefore = Date;
    const report = await check(async () => new TakenBefore().getTime() > 1_700_000_000_000);
    expect(summary(report)).toEqual(['ok', 'exhaustive', ['true']]);
  });

  it('a setTimeout taken before the check leaves the model', async () => {
    const { setTimeout: takenBefore } = globalThis;
    const report = await check(() => new Promise((resolve) => takenBefore(resolve, 1)));
    expect(report.verdict).toBe('undecided');
    expect(report.findings.map(({ kind }) => kind)).toEqual(['left the model']);
  });

  it('garbage is not collected', async () => {
    const report = await check(async () => new WeakRef({}).deref() !== undefined);
    expect(values(report)).toEqual(['true']);
  });
});

describe('programs that are not followed whole', () => {
  it('module state stays between executions when check is called in-process', async () => {
    let calls = 0;
    const report = await check(async () => ++calls);
    expect(report.certainty).not.toBe('exhaustive');
    expect(report.findings.map(({ kind }) => kind)).toContain('not repeatable');
  });

  it('module state is fresh for every execution of hb check', { timeout: STEP_MS }, async () => {
    const text = 'let calls = 0;\nexport default async function counts() { return ++calls; }\n';
    const { stdout, exit } = await hb({ 'counts.ts': text }, ['check', 'counts.ts', '--json']);
    expect(summary(JSON.parse(stdout) as Report)).toEqual(['ok', 'exhaustive', ['1']]);
    expect(exit).toBe(0);
  });

  it('a channel made outside the program counts as plain state', async () => {
    const outside = chan<string>(1);
    const report = await check(async () => {
      const first = go('first', () => outside.trySend('first'));
      const second = go('second', () => outside.trySend('second'));
      await first.join();
      await second.join();
      return (await outside.tryReceive())?.value;
    });
    expect(report.notes.join('\n')).toContain('share plain state');
    expect(values(report)).toEqual(['"first"', '"second"']);
  });

  it('an await at the top level is refused', { timeout: STEP_MS }, async () => {
    const text = 'await null;\nexport default async function program() {}\n';
    const { exit, stderr } = await hb({ 'top.ts': text }, ['check', 'top.ts']);
    expect([exit, stderr]).toEqual([64, expect.stringContaining('cannot await at its top level')]);
  });
});

describe('programs that run on and on', () => {
  it('are searched to a depth', { timeout: STEP_MS }, async () => {
    const program = async (): Promise<void> => {
      const numbers = chan<number>();
      go('source', async () => {
        for (let number = 0; ; number++) await numbers.send(number);
      });
      for (;;) await numbers.receive();
    };
    const report = await check(program, { budget: { steps: 200 } });
    expect(report.certainty).toBe('bounded');
    expect(report.notes.join('\n')).toContain('longer than 200 steps were cut');
  });

  it('a ticker fires twice, or as often as ticks says, and a note says so', async () => {
    const program = async (): Promise<number> => {
      const ticker = every(10);
      await ticker.channel.receive();
      return (await ticker.channel.receive()) ?? 0;
    };
    const report = await check(program);
    expect(values(report)).toEqual(['2']);
    expect(report.notes.join('\n')).toContain('tickers fired at most 2 times');
    expect((await check(program, { ticks: 3 })).notes).toEqual([]);
  });

  it('a step of more than 0.8 seconds counts as one that never ends', { timeout: STEP_MS }, async () => {
    const { now } = performance;
    const read = now.bind(performance);
    const report = await check(async () => {
      for (const until = read() + 3000; read() < until; );
    });
    expect(report.findings.map(({ kind }) => kind)).toEqual(['step never ends']);
  });

  it('a budget ends a clean search with ok, bounded', async () => {
    const program = async (): Promise<void> => {
      const numbers = chan<number>(2);
      const p = go('P', () => numbers.send(1));
      const q = go('Q', () => numbers.send(2));
      await p.join();
      await q.join();
    };
    const report = await check(program, { budget: { executions: 1 } });
    expect([report.verdict, report.certainty]).toEqual(['ok', 'bounded']);
  });
});

describe('what else may bite', () => {
  it('check lets a program print', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    onTestFinished(() => log.mockRestore());
    await check(async () => console.log('printed'));
    expect(log).toHaveBeenCalledWith('printed');
  });

  it('hb check holds back what a program prints, and refuses that it exits', { timeout: STEP_MS }, async () => {
    const prints = "export default async function prints() { console.log('held back'); }\n";
    expect((await hb({ 'prints.ts': prints }, ['check', 'prints.ts'])).stdout).not.toContain('held back');
    const exits = 'export default async function exits() { process.exit(0); }\n';
    expect((await hb({ 'exits.ts': exits }, ['check', 'exits.ts'])).stdout).toContain('cannot be explored');
  });
});
