// node bench/run.mjs channels [--quick] [--only ID,ID,…]
// Our channels, live, against their peers: medians of alternating runs (A B C D A B C D …), each in a process of its own,
// so that whatever else the machine does meets everybody alike.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled } from '../scripts/setup.mjs';
import { judge } from './floors.mjs';
import { contestants, measureOnce } from './implementations.mjs';
import { describeMachine } from './machine.mjs';
import { Figures, floorTable, medianTable, rangeTable } from './tables.mjs';
import { workloads } from './workloads.mjs';

const RUNS = 10;
const QUICK_RUNS = 2;
const NOT_MET = 1;
const UNDECIDED = 2;
const FAILED = 70;
const USAGE = 64;

/** @typedef {import('./implementations.mjs').Implementation} Implementation */

const programs = workloads.map(({ name }) => name);
const resultsFile = join(dirname(fileURLToPath(import.meta.url)), 'results/channels.md');

/** @returns {{ quick: boolean, only: readonly string[] | undefined }} */
function parseCommandLine() {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
    allowPositionals: true,
  });
  const only = values.only?.split(',');
  const unknown = only?.filter((id) => !contestants.some((contestant) => contestant.id === id)) ?? [];
  if (unknown.length > 0) throw new TypeError(`unknown implementation: ${unknown.join(', ')}`);
  if (positionals.length !== 1 || positionals[0] !== 'channels')
    throw new TypeError('one argument is wanted: channels');
  return { quick: values.quick, only };
}

/**
 * Whoever is left out is named with the reason.
 * @param {{ quick: boolean, only: readonly string[] | undefined }} options
 * @returns {Implementation[]}
 */
function prepare({ quick, only }) {
  /** @type {Implementation[]} */
  const ready = [];
  for (const { id, name, prepare: prepareOne } of contestants) {
    const prepared = only === undefined || only.includes(id) ? prepareOne(!quick) : { missing: 'not asked for' };
    if ('ready' in prepared) ready.push(prepared.ready);
    else console.log(`${name}: not measured, ${prepared.missing}`);
  }
  return ready;
}

/**
 * @param {readonly Implementation[]} implementations
 * @param {{ quick: boolean }} options
 * @returns {Figures}
 */
function measureAll(implementations, { quick }) {
  const figures = new Figures();
  const runs = quick ? QUICK_RUNS : RUNS;
  for (let run = 1; run <= runs; run++) {
    for (const workload of workloads) {
      const size = quick ? workload.quickSize : workload.size;
      const parameters = [workload.name, size, workload.messages(size), workload.result(size)];
      for (const implementation of implementations) {
        figures.add(implementation.id, workload.name, measureOnce(implementation, parameters));
      }
    }
    if (process.stderr.isTTY) process.stderr.write(`run ${run} of ${runs}\n`);
  }
  return figures;
}

/** @param {{ quick: boolean }} options */
function heading({ quick }) {
  const sizes = workloads.map(
    ({ name, description, unit, size, quickSize, messages }) =>
      `- ${name}: ${description}; ${quick ? quickSize : size} ${unit}, ${messages(quick ? quickSize : size)} messages`,
  );
  return [
    '# Channels, live',
    '',
    `Medians of ${quick ? QUICK_RUNS : RUNS} alternating runs, each in a process of its own after a warm-up; in brackets, how many times ours.`,
    'Compare ratios: both sides of one met the same machine.',
    '',
    describeMachine(),
    '',
    ...sizes,
  ].join('\n');
}

/** @param {string} id */
function nameOf(id) {
  return contestants.find((contestant) => contestant.id === id)?.name ?? id;
}

function channels() {
  const options = parseCommandLine();
  ensureInstalled();
  const implementations = prepare(options);
  const figures = measureAll(implementations, options);
  const sections = [
    heading(options),
    medianTable(figures, implementations, programs),
    rangeTable(figures, implementations, programs),
  ];
  if (options.quick) {
    console.log(
      [...sections, 'A quick run shows that everything works; it is too short to judge the floors.'].join('\n\n'),
    );
    return;
  }
  const judged = judge((id, program) => figures.median(id, program));
  const report = [...sections, floorTable(judged, nameOf)].join('\n\n');
  console.log(report);
  if (options.only === undefined) {
    mkdirSync(dirname(resultsFile), { recursive: true });
    writeFileSync(resultsFile, `${report}\n`);
  }
  if (judged.some(({ verdict }) => verdict === 'not met')) process.exitCode = NOT_MET;
  else if (judged.some(({ verdict }) => verdict === 'not measured')) process.exitCode = UNDECIDED;
}

try {
  channels();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof TypeError ? USAGE : FAILED;
}
