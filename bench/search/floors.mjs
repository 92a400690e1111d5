// What the search must reach against its peers: each judged on one run, in which both sides met the same machine. Times
// are those of the first search in a process, start-up left out.
import { catalogue } from './catalogue.mjs';

/** @typedef {import('./figures.mjs').Figures} Figures */

/**
 * @typedef {object} JudgedFloor
 * @property {string} what
 * @property {string} says
 * @property {string} measured
 * @property {'met' | 'not met' | 'not measured'} verdict
 */

/** @typedef {(figures: Figures) => JudgedFloor} Floor */

const OURS = 'happens-before';
const NEWEST = 'happens-before-newest';
const SEARCH = 'exhaustive';
const NOTHING = '–';

/**
 * @param {string} program
 * @param {number} size
 * @param {string} peer
 * @param {number} times
 * @returns {Floor}
 */
function timesFaster(program, size, peer, times) {
  return (figures) => {
    const floor = { what: `${program}(${size}) against ${peer}`, says: `at least ${times}× faster` };
    const ours = figures.outcome(OURS, SEARCH, program, size);
    const theirs = figures.outcome(peer, SEARCH, program, size);
    if (ours === undefined || theirs === undefined) return { ...floor, measured: NOTHING, verdict: 'not measured' };
    if (ours.how !== 'done') return { ...floor, measured: `ours ${ours.how}`, verdict: 'not met' };
    const ratio = theirs.seconds / ours.seconds;
    const warm = ours.warmSeconds === undefined ? '' : ` (warm ${(theirs.seconds / ours.warmSeconds).toFixed(1)}×)`;
    if (theirs.how === 'done') {
      return { ...floor, measured: `${ratio.toFixed(1)}×${warm}`, verdict: ratio >= times ? 'met' : 'not met' };
    }
    if (theirs.how !== 'capped') return { ...floor, measured: `theirs ${theirs.how}`, verdict: 'not measured' };
    // What a peer would have needed without its cap is not known: only that it is more.
    return { ...floor, measured: `> ${ratio.toFixed(1)}×`, verdict: ratio >= times ? 'met' : 'not measured' };
  };
}

/**
 * @param {string} program
 * @param {number} size
 * @param {string} peer
 * @returns {Floor}
 */
function finishedWhereCapped(program, size, peer) {
  return (figures) => {
    const floor = { what: `${program}(${size}) against ${peer}`, says: 'finished where it is capped' };
    const ours = figures.outcome(OURS, SEARCH, program, size);
    const theirs = figures.outcome(peer, SEARCH, program, size);
    if (ours === undefined || theirs === undefined) return { ...floor, measured: NOTHING, verdict: 'not measured' };
    const measured = `ours ${ours.how}, ${peer} ${theirs.how}`;
    return { ...floor, measured, verdict: ours.how === 'done' && theirs.how === 'capped' ? 'met' : 'not met' };
  };
}

/**
 * @param {string} program
 * @param {number} size
 * @param {string} mode
 * @param {number} megabytes
 * @returns {Floor}
 */
function within(program, size, mode, megabytes) {
  return (figures) => {
    const floor = { what: `${program}(${size}), ${mode === SEARCH ? 'search' : mode}`, says: `within ${megabytes} MB` };
    const ours = figures.outcome(OURS, mode, program, size);
    if (ours?.megabytes === undefined) return { ...floor, measured: NOTHING, verdict: 'not measured' };
    const measured = `${ours.megabytes.toFixed(0)} MB${ours.how === 'done' ? '' : `, ${ours.how}`}`;
    return { ...floor, measured, verdict: ours.how === 'done' && ours.megabytes <= megabytes ? 'met' : 'not met' };
  };
}

/**
 * @param {string} program
 * @param {string} shape
 * @param {number} perSecond
 * @returns {Floor}
 */
function executionsPerSecond(program, shape, perSecond) {
  return (figures) => {
    const says = `at least ${perSecond.toLocaleString('en')} executions/s`;
    const floor = { what: `${shape}, newest Node, audit off`, says };
    const rate = figures.rate(NEWEST, 'again', program);
    if (rate === undefined) return { ...floor, measured: NOTHING, verdict: 'not measured' };
    const measured = Math.round(rate).toLocaleString('en');
    return { ...floor, measured, verdict: rate >= perSecond ? 'met' : 'not met' };
  };
}

/**
 * @param {import('./figures.mjs').Result} result
 * @returns {number | undefined} what others have counted
 */
function publishedCount({ program, size, searcher }) {
  const entry = catalogue.find(({ name }) => name === program);
  return searcher.reduces ? entry?.traces(size) : entry?.published?.[searcher.id]?.[size];
}

/**
 * Whoever ended and counted otherwise than published has not searched the same program, or not well.
 * @param {string} what
 * @param {(id: string) => boolean} isMeant
 * @returns {Floor}
 */
function countsAsPublished(what, isMeant) {
  return ({ results }) => {
    const floor = { what, says: 'counts as published' };
    const counted = results.filter(
      (result) => isMeant(result.searcher.id) && result.outcome?.how === 'done' && publishedCount(result) !== undefined,
    );
    const wrong = counted.filter((result) => publishedCount(result) !== result.outcome?.count);
    if (counted.length === 0) return { ...floor, measured: NOTHING, verdict: 'not measured' };
    const names = wrong.map(({ program, size, searcher }) => `${searcher.id} on ${program}(${size})`);
    const measured = wrong.length === 0 ? `${counted.length} of ${counted.length}` : `not ${names.join(', ')}`;
    return { ...floor, measured, verdict: wrong.length === 0 ? 'met' : 'not met' };
  };
}

/** @param {string} id */
function isOurs(id) {
  return id === OURS || id === NEWEST;
}

/** @type {readonly Floor[]} */
const floors = [
  countsAsPublished('ours', isOurs),
  countsAsPublished('the peers', (id) => !isOurs(id)),
  timesFaster('lastzero', 10, 'interweave', 3),
  timesFaster('readers', 16, 'interweave', 20),
  timesFaster('lastzero', 15, 'interweave', 20),
  timesFaster('indexer', 15, 'interweave', 20),
  timesFaster('rw', 3, 'loom', 20),
  finishedWhereCapped('rw', 4, 'loom'),
  within('lastzero', 15, SEARCH, 300),
  within('lastzero', 15, 'check', 300),
  executionsPerSecond('rw', 'two processes of two steps', 100_000),
  executionsPerSecond('threecounters', 'three processes of three steps', 60_000),
];

/**
 * @param {Figures} figures
 * @returns {JudgedFloor[]}
 */
export function judge(figures) {
  return floors.map((floor) => floor(figures));
}
