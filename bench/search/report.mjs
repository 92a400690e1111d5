// The figures as Markdown.
import { table } from '../tables.mjs';
import { ORDERS, ORDERS_THAT_DIFFER, shapes } from './catalogue.mjs';
import { OURS } from './searchers.mjs';

/** @typedef {import('./figures.mjs').Figures} Figures */
/** @typedef {import('./figures.mjs').Result} Result */
/** @typedef {import('./catalogue.mjs').Entry} Entry */
/** @typedef {import('./capped.mjs').Outcome} Outcome */

const NOTHING = '–';
const SHORT_SECONDS = 1;

/** What our drivers call the ways to make many executions, and what they are. */
export const WAYS = [
  ['again', 'search, again and again without setting up anew'],
  ['again-naive', 'the same with reduction off'],
  ['random', 'random orders'],
  ['anew', 'search after search, each set up anew'],
  ['anew-without-audit', 'check after check, without the audit of plain state'],
  ['anew-check', 'check after check, the audit included'],
];

/** @param {number} count */
function grouped(count) {
  return Math.round(count).toLocaleString('en');
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds >= SHORT_SECONDS) return `${seconds.toFixed(2)} s`;
  const milliseconds = seconds * 1000;
  if (milliseconds === 0) return '< 10 ms';
  return `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(0)} ms`;
}

/**
 * @param {Outcome | undefined} outcome
 * @param {number} cap
 */
function timeOf(outcome, cap) {
  if (outcome === undefined) return 'not run: a smaller one did not end';
  if (outcome.how === 'done') return duration(outcome.seconds);
  if (outcome.how === 'capped') return `> ${cap} s`;
  if (outcome.how === 'too large') return 'out of memory';
  return `failed: ${outcome.says}`;
}

/** @param {Result} result */
function countOf({ outcome, searcher }) {
  if (outcome === undefined || (outcome.how === 'failed' && outcome.count === 0)) return NOTHING;
  const redundant = outcome.redundant > 0 ? ` + ${grouped(outcome.redundant)} redundant` : '';
  const count = `${grouped(outcome.count)}${redundant}`;
  return `${outcome.how === 'done' ? '' : '≥ '}${count}${searcher.counts === 'states' ? ' states' : ''}`;
}

/**
 * Times ours: the time of the first search on the Node that runs this bench. Of one that was stopped all that is known is
 * that it takes more.
 * @param {Outcome | undefined} theirs
 * @param {Outcome | undefined} ours
 */
function ratioOf(theirs, ours) {
  if (theirs === undefined || ours === undefined || theirs.seconds === 0) return NOTHING;
  const bounds = { 'done done': '', 'capped done': '> ', 'done capped': '< ' };
  const bound = Reflect.get(bounds, `${theirs.how} ${ours.how}`);
  return bound === undefined ? NOTHING : `${bound}${rounded(theirs.seconds / ours.seconds)}×`;
}

/** @param {number} ratio */
function rounded(ratio) {
  if (ratio >= 100) return grouped(ratio);
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toPrecision(2);
}

/**
 * What the step from the size before costs: executions, time, memory.
 * @param {Outcome | undefined} before
 * @param {Outcome | undefined} now
 */
function growthOf(before, now) {
  if (before?.how !== 'done' || now?.how !== 'done') return '';
  const memory = (now.megabytes ?? 0) / (before.megabytes ?? 0);
  const parts = [now.count / before.count, now.seconds / before.seconds, memory];
  return parts.map((part) => (Number.isFinite(part) && part > 0 ? `×${rounded(part)}` : NOTHING)).join(' · ');
}

/**
 * One program: every size, every searcher, and who is not there.
 * @param {Figures} figures
 * @param {Entry} entry
 * @param {(id: string) => string} nameOf
 */
export function programTable(figures, entry, nameOf) {
  const results = figures.results.filter(({ program }) => program === entry.name);
  const cap = figures.capSeconds;
  const rows = results.map((result) => {
    const { size, searcher, outcome } = result;
    const earlier = results.findLast((other) => other.size < size && other.searcher.title === searcher.title);
    const warm = outcome?.warmSeconds;
    return [
      String(size),
      searcher.title,
      countOf(result),
      timeOf(outcome, cap),
      ratioOf(outcome, figures.outcome(OURS, 'exhaustive', entry.name, size)),
      warm === undefined ? '' : duration(warm),
      outcome?.megabytes === undefined || outcome.how === 'failed' ? '' : `${megabytesOf(outcome.megabytes)}`,
      growthOf(earlier?.outcome, outcome),
    ];
  });
  const traces = [...new Set(results.map(({ size }) => size))].map((n) => `${n}: ${grouped(entry.traces(n))}`);
  const cannot = Object.entries(entry.cannot).map(([id, why]) => `${nameOf(id)}: ${why}.`);
  return [
    `## ${entry.name}`,
    '',
    `${entry.description}. Traces: ${traces.join(', ')}.${cannot.length === 0 ? '' : ` ${cannot.join(' ')}`}`,
    '',
    table(['N', 'searched by', 'executions', 'time', '× ours', 'warm', 'MB', 'growth'], rows),
  ].join('\n');
}

/** @param {number} megabytes */
function megabytesOf(megabytes) {
  return Number.isFinite(megabytes) ? megabytes.toFixed(0) : '> 8192';
}

/** @param {Figures} figures */
export function rateTable(figures) {
  const titles = [...new Set(figures.rates.map(({ title }) => title))];
  const rows = titles.map((title) => [
    title,
    ...shapes.map(({ name }) => {
      const outcome = figures.rates.find((rate) => rate.title === title && rate.program === name)?.outcome;
      if (outcome === undefined) return '';
      return outcome.how === 'done' ? grouped(outcome.count / outcome.seconds) : timeOf(outcome, figures.capSeconds);
    }),
  ]);
  return table(['executions per second', ...shapes.map(({ title }) => title)], rows);
}

/**
 * What the audit of plain state adds to a check of programs this small.
 * @param {Figures} figures
 * @param {readonly { id: string, name: string }[]} variants
 */
export function auditCosts(figures, variants) {
  return variants.flatMap(({ id, name }) =>
    shapes.flatMap(({ name: program, title }) => {
      const bare = figures.rate(id, 'anew-without-audit', program);
      const audited = figures.rate(id, 'anew-check', program);
      if (bare === undefined || audited === undefined) return [];
      return [`- ${name}, ${title}: a check with the audit takes ${rounded(bare / audited)} times one without.`];
    }),
  );
}

/**
 * How many orders of the nine steps of three processes a random scheduler has seen after as many runs as there are.
 * @param {Outcome | undefined} drawn
 * @param {Outcome | undefined} all ours with reduction off
 * @param {Outcome | undefined} reduced
 */
export function coverage(drawn, all, reduced) {
  const lines = [];
  if (drawn?.seen !== undefined) {
    const time = duration(drawn.seconds);
    lines.push(`- fast-check, ${grouped(ORDERS)} runs: ${grouped(drawn.seen)} of ${grouped(ORDERS)} seen, ${time}`);
  }
  if (all?.how === 'done') {
    const time = duration(all.seconds);
    lines.push(`- happens-before, reduction off: ${grouped(all.count)} of ${grouped(ORDERS)} seen, ${time}`);
  }
  if (reduced?.how === 'done') {
    const { count, seconds } = reduced;
    lines.push(
      `- happens-before: ${grouped(count)} executions stand for all (${ORDERS_THAT_DIFFER} differ), ${duration(seconds)}`,
    );
  }
  return lines;
}

/** @param {readonly import('./floors.mjs').JudgedFloor[]} judged */
export function floorTable(judged) {
  const rows = judged.map(({ what, says, measured, verdict }) => [what, says, measured, verdict]);
  return table(['', 'floor', 'measured', ''], rows);
}
