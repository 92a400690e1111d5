/** What a reader must know of how a search went. */

/** Why threads that were to take part did not. */
export const alone: string =
  'one thread searched: a step did not end or did not repeat itself where threads shared the search';

export const mergedNote: string =
  'states were merged: properties were looked for on the paths that were followed, and not on all';

export const unshared: string = 'one thread searched: what properties say of executions is not shared';

export function cutNote(maxSteps: number): string {
  return `executions longer than ${maxSteps} steps were cut: a program that can run for ever is not covered`;
}
