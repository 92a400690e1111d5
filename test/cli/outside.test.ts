import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { OutsideFinding, Report } from '../../src/report/report.ts';
import { type Ended, hb } from './hb.ts';
import { spinning } from './programs.ts';

const answerMs = 2000;

/** A server that accepts and says nothing: what waits for it waits for ever. */
function silentPort(): Promise<number> {
  const server = createServer(() => undefined);
  onTestFinished(() => {
    server.close();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** What a run must show: one finding of `kind` at `site`, soon, and nothing else said. */
function found(kind: string, site: string): unknown {
  return { exit: 1, verdict: 'undecided', stderr: '', finding: { kind, site }, soon: true };
}

function isOutside(each: Report['findings'][number]): each is OutsideFinding {
  return each.kind === 'left the model' || each.kind === 'step never ends';
}

function finding(run: Ended): unknown {
  const { verdict, findings } = JSON.parse(run.stdout) as Report;
  const [first] = findings.filter(isOutside);
  return {
    exit: run.exit,
    verdict,
    stderr: run.stderr,
    finding: first && { kind: first.kind, site: first.site },
    soon: run.elapsedMs < answerMs,
  };
}

test('a fetch leaves the model', async () => {
  const program = `export default async function page() {
  const answer = await fetch('http://127.0.0.1:${await silentPort()}/');
  return answer.status;
}
`;
  expect(finding(await hb({ 'a.ts': program }, ['check', 'a.ts', '--json']))).toEqual(
    found('left the model', 'a.ts:2:24'),
  );
});

test('a socket leaves the model', async () => {
  const program = `import { connect } from 'node:net';
import { once } from 'node:events';
export default async function talk() {
  const socket = connect(${await silentPort()}, '127.0.0.1');
  await once(socket, 'data');
}
`;
  expect(finding(await hb({ 'a.ts': program }, ['check', 'a.ts', '--json']))).toEqual(
    found('left the model', 'a.ts:4:18'),
  );
});

test('a socket that fails later does not bring the check down', async () => {
  const program = `import { connect } from 'node:net';
export default async function talk() {
  connect(1, '127.0.0.1');
  await new Promise(() => undefined);
}
`;
  const run = await hb({ 'a.ts': program }, ['check', 'a.ts', '--json']);
  expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: 1, stderr: '' });
});

test('a worker leaves the model', async () => {
  const program = `import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
export default async function delegate() {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url));
  await once(worker, 'message');
}
`;
  const files = { 'a.ts': program, 'worker.mjs': 'setInterval(() => undefined, 1000);\n' };
  expect(finding(await hb(files, ['check', 'a.ts', '--json']))).toEqual(found('left the model', 'a.ts:4:18'));
});

test('a loop on await null never ends its step', async () => {
  expect(finding(await hb({ 'a.ts': spinning }, ['check', 'a.ts', '--json']))).toEqual(
    found('step never ends', 'a.ts:6:22'),
  );
});

test('a loop without an await never ends its step', async () => {
  const program = 'export default async function busy() {\n  for (;;) {\n    Math.abs(1);\n  }\n}\n';
  const run = await hb({ 'a.ts': program }, ['check', 'a.ts', '--json']);
  const report = JSON.parse(run.stdout) as Report;
  expect(report.findings.map((finding) => finding.kind)).toEqual(['step never ends']);
  expect(run.elapsedMs).toBeLessThan(answerMs);
});
