// What our channels must reach against their peers. Floors, not goals; each is judged on the medians of one run, in which
// both sides met the same machine.
import { OURS } from './implementations.mjs';

/**
 * @typedef {object} Floor
 * @property {string} program
 * @property {string} peer
 * @property {number} atMost our time divided by the peer's
 * @property {string} says
 */

/**
 * @param {string} program
 * @param {string} peer
 * @param {number} factor
 * @returns {Floor}
 */
function atMost(program, peer, factor) {
  return { program, peer, atMost: factor, says: `at most ${factor.toFixed(1)}× the time` };
}

/**
 * @param {string} program
 * @param {string} peer
 * @param {number} times
 * @returns {Floor}
 */
function timesFaster(program, peer, times) {
  return { program, peer, atMost: 1 / times, says: `at least ${times}× faster` };
}

/** @type {readonly Floor[]} */
const floors = [
  atMost('ping', 'go', 2.2),
  atMost('select', 'go', 0.6),
  atMost('ping', 'thi-ng-csp', 1),
  atMost('stream', 'thi-ng-csp', 1),
  atMost('sieve', 'thi-ng-csp', 1.4),
  timesFaster('select', 'thi-ng-csp', 5),
  timesFaster('ping', 'effect', 3),
  timesFaster('stream', 'effect', 3),
  timesFaster('ping', 'js-csp', 3),
  timesFaster('stream', 'js-csp', 3),
];

/** @typedef {Floor & { ratio: number | undefined, verdict: 'met' | 'not met' | 'not measured' }} JudgedFloor */

/**
 * @param {(id: string, program: string) => number | undefined} medianOf
 * @returns {JudgedFloor[]}
 */
export function judge(medianOf) {
  return floors.map((floor) => {
    const ours = medianOf(OURS, floor.program);
    const theirs = medianOf(floor.peer, floor.program);
    if (ours === undefined || theirs === undefined) return { ...floor, ratio: undefined, verdict: 'not measured' };
    const ratio = ours / theirs;
    return { ...floor, ratio, verdict: ratio <= floor.atMost ? 'met' : 'not met' };
  });
}
