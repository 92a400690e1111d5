// PROGRAM SIZE MODE SECONDS: fast-check's scheduler, which draws one order after another at random. `rate` says how many
// a second, `coverage` how many of the orders as many runs have seen as there are.
import fc from 'fast-check';
import { measure } from './progress.mjs';

const BATCH = 1_000;

/** Processes and steps of each. */
const SHAPES = { rw: { steps: 2 }, threecounters: { steps: 3 } };

const [name = '', size = '', mode = '', seconds = ''] = process.argv.slice(2);
const shape = Reflect.get(SHAPES, name);
const workers = Number(size);
if (shape === undefined || !['rate', 'coverage'].includes(mode) || !(workers > 0)) {
  throw new Error(`usage: ${Object.keys(SHAPES).join('|')} SIZE rate|coverage SECONDS`);
}

/** @type {Set<string>} */
const seen = new Set();

/**
 * Each worker's step is scheduled, and then done.
 * @param {import('fast-check').Scheduler} scheduler
 */
async function run(scheduler) {
  let order = '';
  const worker = async (/** @type {number} */ i) => {
    for (let step = 0; step < shape.steps; step++) {
      await scheduler.schedule(Promise.resolve());
      order += i;
    }
  };
  const all = Promise.all(Array.from({ length: workers }, (_, i) => worker(i)));
  await scheduler.waitFor(all);
  seen.add(order);
}

/** @param {number} total */
function factorial(total) {
  let product = 1;
  for (let factor = 2; factor <= total; factor++) product *= factor;
  return product;
}

const orders = factorial(workers * shape.steps) / factorial(shape.steps) ** workers;
const property = fc.asyncProperty(fc.scheduler(), run);
const numRuns = mode === 'coverage' ? orders : BATCH;

await measure(
  async (tally) => {
    await fc.assert(property, { numRuns });
    tally.executions += numRuns;
  },
  mode === 'rate' ? Number(seconds) : 0,
  () => ({ seen: seen.size, orders }),
);
