/** Runs programs of nodes for real, each to its end, in a Node of their own: a program is over when nothing is left to do there. */
import { runAlone } from './alone.ts';

/** What each run of each program came to, as JSON, by the name of the program. */
export async function realRuns(times: number): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stdout, stderr, exit } = await runAlone(`
    import { watchLive } from './src/live/watch.ts';
    import { tag } from './src/trace/value.ts';
    import { programs } from './test/live/node-programs.ts';

    const runs = Object.entries(programs).flatMap((program) => Array.from({ length: ${times} }, () => program));
    const fail = ({ error }) => { throw error; };
    let current;
    const next = () => {
      if (current !== undefined) {
        const { name, watch } = current;
        const outcome = watch.isStuck() ? 'deadlocked' : JSON.stringify(tag(watch.record()));
        console.log(JSON.stringify([name, outcome]));
      }
      const [name, program] = runs.shift() ?? [];
      if (name === undefined) return;
      const watch = watchLive(fail);
      current = { name, watch };
      // Keeps the loop going for one turn, so that this is called again when it has come to rest.
      setImmediate(() => void watch.main(program));
    };
    process.on('beforeExit', () => next());
  `);
  if (exit !== 0) throw new Error(`the runs ended with ${exit}: ${stderr}`);
  const outcomes = new Map<string, string[]>();
  for (const line of stdout.trim().split('\n')) {
    const [name, outcome] = JSON.parse(line) as [string, string];
    const known = outcomes.get(name) ?? [];
    outcomes.set(name, known);
    known.push(outcome);
  }
  return outcomes;
}
