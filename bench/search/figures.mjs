// All that was measured, and how it is found again.

/** @typedef {import('./capped.mjs').Outcome} Outcome */
/** @typedef {import('./searchers.mjs').Searcher} Searcher */

/**
 * @typedef {object} Result
 * @property {string} program
 * @property {number} size
 * @property {Pick<Searcher, 'id' | 'row' | 'title' | 'counts' | 'reduces' | 'mode'>} searcher
 * @property {Outcome | undefined} outcome undefined where it was not run, because a smaller one did not end
 */

/**
 * @typedef {object} Rate
 * @property {string} program
 * @property {string} id
 * @property {string} title
 * @property {string} way how its driver names what it did
 * @property {Outcome} outcome
 */

export class Figures {
  /** @type {Result[]} */
  results = [];
  /** @type {Rate[]} */
  rates = [];
  /** Cap of this run, in seconds. */
  capSeconds;

  /** @param {number} capSeconds */
  constructor(capSeconds) {
    this.capSeconds = capSeconds;
  }

  /**
   * @param {string} id
   * @param {string} mode
   * @param {string} program
   * @param {number} size
   * @returns {Outcome | undefined}
   */
  outcome(id, mode, program, size) {
    return this.results.find(
      ({ searcher, ...result }) =>
        searcher.id === id && searcher.mode === mode && result.program === program && result.size === size,
    )?.outcome;
  }

  /**
   * Executions per second.
   * @param {string} id
   * @param {string} way
   * @param {string} program
   * @returns {number | undefined}
   */
  rate(id, way, program) {
    const found = this.rates.find((rate) => rate.id === id && rate.way === way && rate.program === program);
    return found?.outcome.how === 'done' ? found.outcome.count / found.outcome.seconds : undefined;
  }
}

/**
 * @template T
 * @param {readonly T[]} items at least one
 * @param {(item: T) => number} value
 * @returns {T}
 */
export function middle(items, value) {
  const sorted = [...items].sort((a, b) => value(a) - value(b));
  const found = sorted[Math.floor(sorted.length / 2)];
  if (found === undefined) throw new Error('the middle of nothing');
  return found;
}
