// How a driver on Node measures itself, and what it says of it: the same lines as the drivers in Rust.

/** @typedef {import('./engine.mjs').Tally} Tally */

const INTERVAL_MS = 500;
/** A search shorter than this is repeated in the same process, to show what it takes once the engine has compiled it. */
const SHORT_MS = 1_000;
const REPEATS = 5;

const KILOBYTES = 1024;

/**
 * @param {Tally} tally
 * @param {number} milliseconds
 * @param {object} more
 */
function say({ executions, redundant }, milliseconds, more) {
  const megabytes = process.resourceUsage().maxRSS / KILOBYTES;
  console.log(
    JSON.stringify({ count: executions, redundant, seconds: milliseconds / 1000, megabytes, done: false, ...more }),
  );
}

/** Processor time of this process, all its threads together: what else the machine does is not in it. */
function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * The first search in the process is the one measured. With `rateSeconds`, one follows another for so long, the first
 * included; without, short ones are repeated for the time they take warm.
 * @param {(tally: Tally) => Promise<void>} search adds to the tally
 * @param {number} [rateSeconds]
 * @param {() => object} [more] what else to say in the end
 */
export async function measure(search, rateSeconds, more = () => ({})) {
  const until = performance.now() + (rateSeconds ?? 0) * 1000;
  const began = processorMs();
  const elapsed = () => processorMs() - began;
  const tally = { executions: 0, redundant: 0 };
  const timer = setInterval(() => say(tally, elapsed(), {}), INTERVAL_MS);
  await search(tally);
  const cold = elapsed();
  while (performance.now() < until) await search(tally);
  clearInterval(timer);
  if (rateSeconds !== undefined || cold >= SHORT_MS) {
    say(tally, elapsed(), { done: true, ...more() });
    return;
  }
  const megabytes = process.resourceUsage().maxRSS / KILOBYTES;
  const warm = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = processorMs();
    await search({ executions: 0, redundant: 0 });
    warm.push(processorMs() - start);
  }
  warm.sort((a, b) => a - b);
  const middle = warm[Math.floor(REPEATS / 2)] ?? cold;
  say(tally, cold, { megabytes, warmSeconds: middle / 1000, done: true, ...more() });
}
