// PROGRAM SIZE MODE SECONDS: one of our programs, searched or checked in a process of its own. Like every driver it says
// each half second, and at the end, how far it is: one line of JSON.
import { check } from '../../dist/entry/check.js';
import { checkWithoutAudit, searchAlone } from './engine.mjs';
import { programs } from './programs.mjs';
import { measure } from './progress.mjs';

/** @typedef {import('./engine.mjs').Tally} Tally */
/** @typedef {() => Promise<unknown>} Program */

/** Random executions between two looks at the clock. */
const BATCH = 1_000;

/**
 * The audit's own restarts are in `check`'s time, and its count is the report's.
 * @param {Program} program
 * @param {Tally} tally
 * @param {import('../../dist/entry/check.js').CheckOptions} [options]
 */
async function checkWhole(program, tally, options = {}) {
  const before = { ...tally };
  const report = await check(program, {
    ...options,
    onProgress: ({ executions, redundant }) => {
      tally.executions = before.executions + executions;
      tally.redundant = before.redundant + redundant;
    },
  });
  if (report.certainty !== 'exhaustive' && options.strategy !== 'random') {
    throw new Error(`the check was ${report.certainty}: ${report.notes.join('; ')}`);
  }
  // A search that merges states counts states.
  tally.executions = before.executions + (Reflect.get(report, 'states') ?? report.executions);
  tally.redundant = before.redundant + report.redundant;
}

const [name = '', size = '', mode = '', rateSeconds = ''] = process.argv.slice(2);
const seconds = Number(rateSeconds);

/** One search, or one check, in the first process that runs it: what is measured is the first time. */
/** @type {Record<string, (program: Program, tally: Tally) => Promise<void>>} */
const once = {
  exhaustive: (program, tally) => searchAlone(program, tally),
  naive: (program, tally) => searchAlone(program, tally, { reduction: 'naive' }),
  check: (program, tally) => checkWhole(program, tally),
  cached: (program, tally) => checkWhole(program, tally, { strategy: Object({ exhaustive: 'cached' }) }),
};

/** As many executions as the time allows: in one search, or in one search (or check) after another. */
/** @type {Record<string, (program: Program, tally: Tally) => Promise<void>>} */
const rates = {
  again: (program, tally) => searchAlone(program, tally, {}, seconds),
  'again-naive': (program, tally) => searchAlone(program, tally, { reduction: 'naive' }, seconds),
  random: (program, tally) => searchAlone(program, tally, { reduction: 'random', samples: BATCH }, seconds),
  anew: (program, tally) => searchAlone(program, tally),
  'anew-without-audit': checkWithoutAudit,
  'anew-check': (program, tally) => checkWhole(program, tally),
};

const make = programs[name];
const search = once[mode] ?? rates[mode];
if (make === undefined || search === undefined || !(Number(size) > 0)) {
  const known = Object.keys({ ...once, ...rates });
  throw new Error(`usage: ${Object.keys(programs).join('|')} SIZE ${known.join('|')} SECONDS`);
}
const program = () => make(Number(size));
await measure((tally) => search(program, tally), mode in rates ? seconds : undefined);
