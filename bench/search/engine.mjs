// The search alone: no audit of plain state, no races, outcomes or witnesses, only executions counted. This file is the
// only one here that reaches behind what the package exports.
import { Session } from '../../dist/check/session.js';
import { Search } from '../../dist/explore/search.js';
import { runInSlices } from '../../dist/explore/slices.js';
import { install } from '../../dist/kernel/driver.js';

/**
 * @typedef {object} Tally
 * @property {number} executions
 * @property {number} redundant
 */

/** While a program runs, the clock it sees is the model's. */
const now = performance.now.bind(performance);

/** Begins again when it has come to the end, until the time is up: what an execution costs, without what a search does. */
class Again extends Search {
  seconds = 0;

  *run() {
    const until = now() + this.seconds * 1000;
    let covered = yield* super.run();
    while (now() < until) covered = yield* super.run();
    return covered;
  }
}

/**
 * Searches `program` to the end; `tally` can be looked at meanwhile.
 * @param {() => unknown} program
 * @param {Tally} tally
 * @param {{ reduction?: 'naive' | 'random', samples?: number }} [change] what differs from the search that `check` makes
 * @param {number} [seconds] for so long it is searched again and again
 */
export async function searchAlone(program, tally, change = {}, seconds = 0) {
  const session = new Session({ name: 'program', instantiate: () => program }, {});
  const before = { ...tally };
  let cut = 0;
  const search = new Again(session.world, session.settings(change), {
    begin: (execution) => {
      install(execution.calls);
    },
    step: () => {},
    restart: () => Object.assign(tally, before),
    end: (_, how) => {
      if (how === 'complete') tally.executions++;
      else if (how === 'redundant') tally.redundant++;
      else cut++;
    },
  });
  search.seconds = seconds;
  const end = await runInSlices(search, {
    mayGoOn: () => true,
    between: () => true,
    patient: true,
    firm: false,
    interruptible: false,
  });
  if (end.how !== 'done' || cut > 0) throw new Error(`the search ended as '${end.how}', ${cut} executions cut`);
}

/**
 * What `check` does without its audit: the search, with races, outcomes and findings taken down.
 * @param {() => unknown} program
 * @param {Tally} tally
 */
export async function checkWithoutAudit(program, tally) {
  const session = new Session({ name: 'program', instantiate: () => program }, {});
  const { collector, covered } = await session.explore({}, false);
  if (!covered) throw new Error('the search did not cover everything');
  tally.executions += collector.executions;
  tally.redundant += collector.redundant;
}
