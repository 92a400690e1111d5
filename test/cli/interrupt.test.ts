import { expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { type Call, directoryOf, start } from './hb.ts';
import { big, spinning } from './programs.ts';

const answerMs = 500;
/** What loading a file and starting the search may take on a busy machine. */
const startUpMs = 2000;

/** Sends one Ctrl-C after `afterMs`, and says how long the answer took. */
async function interrupt(
  call: Call,
  afterMs: number,
): Promise<{ exit: number | null; stdout: string; tookMs: number }> {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const sentMs = performance.now();
  call.child.kill('SIGINT');
  const { exit, stdout, signal } = await call.ended;
  expect(signal).toBe(null);
  return { exit, stdout, tookMs: performance.now() - sentMs };
}

test('Ctrl-C ends a big search with what is known so far', async () => {
  const { exit, stdout, tookMs } = await interrupt(
    start(directoryOf({ 'a.ts': big }), ['check', 'a.ts', '--json']),
    startUpMs,
  );
  const report = JSON.parse(stdout) as Report;
  expect({ exit, certainty: report.certainty, verdict: report.verdict }).toEqual({
    exit: 1,
    certainty: 'bounded',
    verdict: 'race',
  });
  expect(report.executions).toBeGreaterThan(0);
  expect(tookMs).toBeLessThan(answerMs);
});

test('the text of an interrupted search is labelled bounded', async () => {
  const { stdout } = await interrupt(start(directoryOf({ 'a.ts': big }), ['check', 'a.ts']), startUpMs);
  expect(stdout.split('\n')[0]).toContain('bounded');
});

test('Ctrl-C answers also while a step never ends', async () => {
  const { exit, stdout, tookMs } = await interrupt(
    start(directoryOf({ 'a.ts': spinning }), ['check', 'a.ts', '--json']),
    startUpMs / 2,
  );
  const report = JSON.parse(stdout) as Report;
  expect([1, 2]).toContain(exit);
  expect({ certainty: report.certainty, verdict: report.verdict }).toEqual({
    certainty: 'bounded',
    verdict: 'undecided',
  });
  expect(tookMs).toBeLessThan(answerMs);
});

test('Ctrl-C ends a real run', async () => {
  const program = "import { sleep } from 'happens-before';\nexport default () => sleep(60_000);\n";
  const call = start(directoryOf({ 'a.ts': program }), ['run', 'a.ts']);
  await new Promise((resolve) => setTimeout(resolve, startUpMs / 2));
  call.child.kill('SIGINT');
  expect((await call.ended).signal).toBe('SIGINT');
});
