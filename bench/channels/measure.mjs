// How one implementation is measured, in a process of its own: the program runs to warm up and then for the clock,
// and every time its result must be right.

const WARM_UP_ROUNDS = 2;
const TIMED_ROUNDS = 2;

export const BUFFER = 128;
export const PRODUCERS = 8;

/**
 * Runs the program that the command line names, `PROGRAM SIZE MESSAGES RESULT`, and prints nanoseconds per message.
 * @param {Record<string, (size: number) => Promise<number>>} programs
 */
export async function measure(programs) {
  const [name = '', ...numbers] = process.argv.slice(2);
  const [size = 0, messages = 0, expected = 0] = numbers.map(Number);
  const program = programs[name];
  if (program === undefined || !(size > 0 && messages > 0)) {
    throw new Error(`usage: ${Object.keys(programs).join('|')} SIZE MESSAGES RESULT`);
  }
  let milliseconds = 0;
  for (let round = 0; round < WARM_UP_ROUNDS + TIMED_ROUNDS; round++) {
    const started = performance.now();
    const result = await program(size);
    const elapsed = performance.now() - started;
    if (result !== expected) throw new Error(`${name} of ${size} gave ${result}, not ${expected}`);
    if (round >= WARM_UP_ROUNDS) milliseconds += elapsed;
  }
  console.log(JSON.stringify({ nanosecondsPerMessage: (milliseconds * 1e6) / (TIMED_ROUNDS * messages) }));
}
