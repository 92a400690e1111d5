// One driver in a process of its own, stopped when its time is up or its memory, and what it said until then.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A search that needs more is stopped, so that the machine is left to the others. */
export const MOST_MEGABYTES = 8192;
const SECOND_MS = 1000;
const STOPPED = 130;

/**
 * @typedef {object} Outcome
 * @property {'done' | 'capped' | 'too large' | 'failed'} how
 * @property {number} count executions or states, as far as it came
 * @property {number} redundant
 * @property {number} seconds of the processor, start-up left out
 * @property {number | undefined} warmSeconds the same once more in a process that has done it before
 * @property {number | undefined} megabytes
 * @property {number | undefined} seen
 * @property {string} says why it failed
 */

/**
 * @typedef {object} Driver
 * @property {string} command
 * @property {readonly string[]} words
 * @property {(line: string) => object | undefined} [read] for a driver that does not speak JSON
 */

/** All on one core: nobody is helped by a second one, and nobody hindered by the rest of the machine. */
const pin = spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : [];

export const isPinned = pin.length > 0;

/** @type {(() => void) | undefined} */
let stopRunning;

/** A search without anybody to stop it at its cap might go on for days. */
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    stopRunning?.();
    process.exit(STOPPED);
  });
}

/** @param {string} line */
function readJson(line) {
  try {
    const said = JSON.parse(line);
    return typeof said === 'object' && said !== null ? said : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Driver} driver
 * @param {number} capSeconds
 * @returns {Promise<Outcome>}
 */
export function runCapped({ command, words, read = readJson }, capSeconds) {
  const [program = command, ...rest] = [...pin, command, ...words];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  stopRunning = () => child.kill('SIGKILL');
  /** @type {Outcome} */
  let outcome = {
    how: 'failed',
    count: 0,
    redundant: 0,
    seconds: 0,
    warmSeconds: undefined,
    megabytes: undefined,
    seen: undefined,
    says: '',
  };
  let complaint = '';
  /** @type {Outcome['how'] | undefined} */
  let stopped;
  const stop = (/** @type {Outcome['how']} */ how) => {
    stopped ??= how;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => stop('capped'), capSeconds * SECOND_MS);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = read(line);
    if (said === undefined) return;
    const { done, ...figures } = /** @type {{ done?: boolean }} */ (said);
    outcome = { ...outcome, ...figures, how: done === true ? 'done' : outcome.how };
    if ((outcome.megabytes ?? 0) > MOST_MEGABYTES) stop('too large');
  });
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(timer);
      if (outcome.how === 'done') resolve(outcome);
      else if (stopped !== undefined) resolve({ ...outcome, how: stopped });
      else resolve({ ...outcome, says: lastWords(complaint) || `exit ${status}` });
    });
  });
}

/** @param {string} complaint */
function lastWords(complaint) {
  const lines = complaint.trim().split('\n');
  return (lines.find((line) => /error|panicked/i.test(line)) ?? lines[lines.length - 1] ?? '').trim().slice(0, 200);
}
