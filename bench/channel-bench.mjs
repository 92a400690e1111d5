// Our channels, live, against their peers: medians of alternating runs (A B C D A B C D …), each in a process of its own,
// so that whatever else the machine does meets everybody alike.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge } from './floors.mjs';
import { contestants, measureOnce } from './implementations.mjs';
import { describeMachine } from './machine.mjs';
import { Figures, floorTable, medianTable, rangeTable } from './tables.mjs';
import { workloads } from './workloads.mjs';

const RUNS = 10;
const QUICK_RUNS = 2;

/** @typedef {import('./implementations.mjs').Implementation} Implementation */

const programs = workloads.map(({ name }) => name);
const resultsFile = join(dirname(fileURLToPath(import.meta.url)), 'results/channels.md');

export const channelIds = contestants.map(({ id }) => id);

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

/**
 * @param {{ quick: boolean, only: readonly string[] | undefined }} options
 * @returns {readonly import('./floors.mjs').JudgedFloor[]} none for a quick run
 */
export function channelBench(options) {
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
    return [];
  }
  const judged = judge((id, program) => figures.median(id, program));
  const report = [...sections, floorTable(judged, nameOf)].join('\n\n');
  console.log(report);
  if (options.only === undefined) {
    mkdirSync(dirname(resultsFile), { recursive: true });
    writeFileSync(resultsFile, `${report}\n`);
  }
  return judged;
}
