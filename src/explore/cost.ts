/** What makes a witness smaller than another: fewer context switches, then fewer steps. */

export interface Cost {
  readonly switches: number;
  readonly steps: number;
}

/**
 * The cost of an execution in which `processes`, by number, take the steps. It begins with main, whose start is the first
 * thing that happens though no schedule mentions it. A hand-over is a step of its receiver, as schedules have it.
 */
export function costOf(processes: readonly number[]): Cost {
  let switches = 0;
  let last = 0;
  for (const process of processes) {
    if (process !== last) switches++;
    last = process;
  }
  return { switches, steps: processes.length };
}

export function isLess(a: Cost, b: Cost): boolean {
  return a.switches < b.switches || (a.switches === b.switches && a.steps < b.steps);
}
