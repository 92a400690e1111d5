// node bench/recording.mjs: what it costs to record a real run. Each program runs without a trace and with one, alternately,
// in a process of its own; medians of processor time, in nanoseconds for each operation.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { racesOf } from '../dist/causality/trace-races.js';
import { chan, go, Mutex, shared } from '../dist/entry/main.js';
import { Recording } from '../dist/live/recording/record.js';
import { describeMachine } from './machine.mjs';

const RUNS = 5;
const ROUNDS = 4;
const MESSAGES = 10_000;

/** @type {Record<string, { operations: number, run: () => Promise<unknown> }>} */
const programs = {
  'ping: round trips over two unbuffered channels': { operations: 4 * MESSAGES, run: ping },
  'stream: one sender, one receiver, a buffer of 128': { operations: 2 * MESSAGES, run: stream },
  'counter: ten processes, a cell and a lock': { operations: 4 * MESSAGES, run: counter },
};

async function ping() {
  const requests = chan();
  const replies = chan();
  go(async () => {
    for (let i = 0; i < MESSAGES; i++) await replies.send((await requests.receive()) + 1);
  });
  for (let i = 0; i < MESSAGES; i++) {
    await requests.send(i);
    await replies.receive();
  }
}

async function stream() {
  const channel = chan(128);
  go(async () => {
    for (let i = 0; i < MESSAGES; i++) await channel.send(i);
  });
  for (let i = 0; i < MESSAGES; i++) await channel.receive();
}

async function counter() {
  const x = shared(0, 'x');
  const m = new Mutex('m');
  const workers = Array.from({ length: 10 }, () =>
    go(async () => {
      for (let i = 0; i < MESSAGES / 10; i++) {
        await m.lock();
        await x.write((await x.read()) + 1);
        await m.unlock();
      }
    }),
  );
  for (const worker of workers) await worker.join();
}

/**
 * Runs a program some rounds and says what the last took; a recorded one anew each time, as its trace would only grow.
 * @param {string} name
 * @param {boolean} isRecorded
 */
async function measure(name, isRecorded) {
  const { operations, run } = programs[name];
  let figures = {};
  for (let round = 0; round < ROUNDS; round++) {
    const recording = isRecorded ? new Recording(({ line }) => String(line)) : undefined;
    const began = process.cpuUsage();
    await (recording === undefined ? run() : recording.main(run));
    const nanoseconds = nanosecondsSince(began) / operations;
    recording?.stop();
    const trace = recording?.trace(name, '');
    const recorded = process.cpuUsage();
    if (trace !== undefined && racesOf(trace).length > 0) throw new Error('none of these programs races');
    const analysis = nanosecondsSince(recorded) / operations;
    figures = { nanoseconds, analysis, bytes: trace === undefined ? 0 : JSON.stringify(trace).length / operations };
  }
  console.log(JSON.stringify(figures));
}

/** @param {NodeJS.CpuUsage} began */
function nanosecondsSince(began) {
  const { user, system } = process.cpuUsage(began);
  return (user + system) * 1000;
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

function compare() {
  console.log(`${describeMachine()}\n`);
  console.log('| program | without, ns | with a trace, ns | times | races, ns | trace, bytes |');
  console.log('| --- | --: | --: | --: | --: | --: |');
  for (const name of Object.keys(programs)) {
    /** @type {{ nanoseconds: number, analysis: number, bytes: number }[][]} */
    const figures = [[], []];
    for (let run = 0; run < RUNS; run++) {
      for (const [side, flag] of ['plain', 'recorded'].entries()) {
        const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), flag, name], { encoding: 'utf8' });
        if (child.status !== 0) throw new Error(child.stderr);
        figures[side].push(JSON.parse(child.stdout));
      }
    }
    const [plain, recorded] = figures.map((side) => median(side.map(({ nanoseconds }) => nanoseconds)));
    const [analysis, bytes] = ['analysis', 'bytes'].map((key) => median(figures[1].map((one) => one[key])));
    const cells = [name, plain, recorded, (recorded / plain).toFixed(1), analysis, bytes];
    console.log(`| ${cells.map((cell) => (typeof cell === 'number' ? Math.round(cell) : cell)).join(' | ')} |`);
  }
}

const [flag, name] = process.argv.slice(2);
if (flag === undefined) compare();
else await measure(name, flag === 'recorded');
