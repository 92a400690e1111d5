// Our search against its peers on the same programs, each in a process of its own on one core, each stopped at the cap.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine } from './machine.mjs';
import { isPinned, MOST_MEGABYTES, runCapped } from './search/capped.mjs';
import { catalogue, shapes } from './search/catalogue.mjs';
import { Figures, middle } from './search/figures.mjs';
import { judge } from './search/floors.mjs';
import { auditCosts, coverage, floorTable, programTable, rateTable, WAYS } from './search/report.mjs';
import { contestants, OURS, OURS_NEWEST } from './search/searchers.mjs';

export const CAP_SECONDS = 300;
const SHORT_SECONDS = 1;
/** A search that is short is measured so many times, each in a new process, and the middle one told. */
const SHORT_RUNS = 3;
const RATE_SECONDS = 3;
const QUICK_RATE_SECONDS = 0.1;

/** @typedef {import('./search/searchers.mjs').Searcher} Searcher */
/** @typedef {import('./search/capped.mjs').Outcome} Outcome */

/**
 * @typedef {object} SearchOptions
 * @property {boolean} quick
 * @property {readonly string[] | undefined} only contestants
 * @property {readonly string[] | undefined} programs
 * @property {number} capSeconds
 */

const resultsFile = join(dirname(fileURLToPath(import.meta.url)), 'results/search.md');

export const searchIds = contestants.map(({ id }) => id);
export const programNames = catalogue.map(({ name }) => name);

/** Whoever is left out is named with the reason, here and in the results. */
function prepare(/** @type {SearchOptions} */ { quick, only }) {
  /** @type {Searcher[]} */
  const searchers = [];
  /** @type {string[]} */
  const absent = [];
  for (const { id, name, prepare: prepareOne } of contestants) {
    const asked = only === undefined || only.includes(id);
    const prepared = asked ? prepareOne(!quick) : { missing: 'not asked for' };
    if ('ready' in prepared) {
      searchers.push(...prepared.ready);
      absent.push(...(prepared.absent ?? []));
    } else absent.push(`${name}: not measured, ${prepared.missing}`);
  }
  for (const line of absent) console.log(line);
  return { searchers, absent };
}

/**
 * @param {Searcher} searcher
 * @param {string} program
 * @param {number} size
 * @param {SearchOptions} options
 * @returns {Promise<Outcome>}
 */
async function measure(searcher, program, size, { quick, capSeconds }) {
  const driver = () => searcher.driver(program, size, searcher.mode, 0);
  const first = await runCapped(driver(), capSeconds);
  if (quick || first.how !== 'done' || first.seconds >= SHORT_SECONDS) return first;
  const runs = [first];
  while (runs.length < SHORT_RUNS) runs.push(await runCapped(driver(), capSeconds));
  return middle(
    runs.filter(({ how }) => how === 'done'),
    ({ seconds }) => seconds,
  );
}

/**
 * @param {Figures} figures
 * @param {readonly Searcher[]} searchers
 * @param {SearchOptions} options
 */
async function measurePrograms(figures, searchers, options) {
  for (const { name, sizes, quickSizes, runs } of catalogue) {
    if (options.programs !== undefined && !options.programs.includes(name)) continue;
    const endless = new Set();
    for (const size of options.quick ? quickSizes : sizes) {
      for (const searcher of searchers) {
        if (!runs[searcher.row]?.includes(size)) continue;
        const outcome = endless.has(searcher) ? undefined : await measure(searcher, name, size, options);
        if (outcome?.how !== 'done') endless.add(searcher);
        figures.results.push({ program: name, size, searcher, outcome });
        progress(
          `${name}(${size}) ${searcher.title}: ${outcome?.how ?? 'not run'} ${outcome?.seconds.toFixed(2) ?? ''}`,
        );
      }
    }
  }
}

/**
 * How a searcher makes many executions: its driver's name for it, and what to call it.
 * @param {Searcher} searcher
 * @returns {readonly (readonly [string, string])[]}
 */
function waysOf({ id, row, mode, title }) {
  if (row === 'ours') {
    const name = title.replace(/, search$/, '');
    return mode === 'exhaustive' ? WAYS.map(([way, what]) => [way ?? '', `${name}: ${what}`]) : [];
  }
  if (id === 'shuttle')
    return [
      ['rate', title],
      ['random', title.replace('depth first', 'random')],
    ];
  return ['loom', 'interweave', 'fast-check'].includes(id) ? [['rate', title]] : [];
}

/**
 * @param {Figures} figures
 * @param {readonly Searcher[]} searchers
 * @param {SearchOptions} options
 */
async function measureRates(figures, searchers, { quick, capSeconds }) {
  const seconds = quick ? QUICK_RATE_SECONDS : RATE_SECONDS;
  for (const { name, size } of shapes) {
    for (const searcher of searchers) {
      for (const [way, title] of waysOf(searcher)) {
        const outcome = await runCapped(searcher.driver(name, size, way, seconds), capSeconds);
        figures.rates.push({ program: name, id: searcher.id, title, way, outcome });
        progress(`${name}(${size}) ${title}: ${outcome.how}`);
      }
    }
  }
}

/**
 * @param {readonly Searcher[]} searchers
 * @param {number} capSeconds
 */
async function measureCoverage(searchers, capSeconds) {
  const larger = shapes[shapes.length - 1];
  /** @param {string} id @param {string} mode */
  const run = async (id, mode) => {
    const searcher = searchers.find((one) => one.id === id);
    if (searcher === undefined || larger === undefined) return undefined;
    return runCapped(searcher.driver(larger.name, larger.size, mode, 0), capSeconds);
  };
  return coverage(await run('fast-check', 'coverage'), await run(OURS, 'naive'), await run(OURS, 'exhaustive'));
}

/** @param {string} line */
function progress(line) {
  if (process.stderr.isTTY) process.stderr.write(`${line}\n`);
}

/**
 * @param {SearchOptions} options
 * @param {readonly string[]} absent
 */
function heading({ capSeconds }, absent) {
  return [
    '# The search',
    '',
    `Each search in a process of its own${isPinned ? ', on one core' : ''}, start-up left out; one shorter than ${SHORT_SECONDS} s is the middle of ${SHORT_RUNS}.`,
    'Times are processor time, all threads together, so that what else the machine does is not in them (SPIN has only its own clock).',
    `Ours is the first search in its process, so what compiling costs is in it; \`warm\` is the middle of five more. \`× ours\` is against`,
    'the first line of its size: our search on the Node that ran this, without the audit of plain state, races and outcomes. A `check` has them all.',
    `Whoever takes longer than ${capSeconds} s by the clock is stopped, and larger ones are not tried; so is who takes more than ${MOST_MEGABYTES} MB. \`≥\` is how far it was.`,
    '`growth` is against the size before: executions · time · memory. Compare ratios: both sides of one met the same machine.',
    '',
    describeMachine(),
    ...(absent.length === 0 ? [] : ['', ...absent.map((line) => `- ${line}`)]),
  ].join('\n');
}

/** @param {string} id */
function nameOf(id) {
  return contestants.find((contestant) => contestant.id === id)?.name ?? id;
}

/**
 * @param {SearchOptions} options
 * @returns {Promise<readonly import('./search/floors.mjs').JudgedFloor[]>} none for a quick run
 */
export async function searchBench(options) {
  const { searchers, absent } = prepare(options);
  const figures = new Figures(options.capSeconds);
  await measurePrograms(figures, searchers, options);
  await measureRates(figures, searchers, options);
  const measured = new Set(figures.results.map(({ program }) => program));
  const variants = [OURS, OURS_NEWEST].map((id) => ({ id, name: nameOf(id) }));
  const sections = [
    heading(options, absent),
    ...catalogue.filter(({ name }) => measured.has(name)).map((entry) => programTable(figures, entry, nameOf)),
    '## Executions per second',
    rateTable(figures),
    auditCosts(figures, variants).join('\n'),
    'Of the orders of three processes of three steps:',
    (await measureCoverage(searchers, options.capSeconds)).join('\n'),
  ];
  if (options.quick) {
    const note = 'A quick run shows that everything works; it is too short to judge the floors.';
    console.log([...sections, note].join('\n\n'));
    return [];
  }
  const judged = judge(figures);
  const report = [...sections, '## Floors', floorTable(judged)].join('\n\n');
  console.log(report);
  if (options.only === undefined && options.programs === undefined) {
    mkdirSync(dirname(resultsFile), { recursive: true });
    writeFileSync(resultsFile, `${report}\n`);
  }
  return judged;
}
