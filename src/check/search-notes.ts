/** Notes on how a search went, for reports. */

/** Why threads that were to take part did not. */
export const alone = 'one thread searched: a step did not end or did not repeat itself where threads shared the search';

export const unshared = 'one thread searched: what properties say of executions is not shared';

const mergedNote = 'states were merged: properties were looked for on the paths that were followed, and not on all';

/** That a search was ended after so many milliseconds, because its end may never come. */
export function endlessNote(ms: number): string {
  return `a loop waits for timers for ever: it was searched for ${ms / 1000} seconds, and not to its end`;
}

export function cutNote(maxSteps: number): string {
  return `executions longer than ${maxSteps} steps were cut: a program that can run for ever is not covered`;
}

/** Of a search that merged states: that it cut so many executions, and what that means for properties. */
export function notesOnMerging(cut: number, maxSteps: number, isJudged: boolean): string[] {
  return [...(cut === 0 ? [] : [cutNote(maxSteps)]), ...(isJudged ? [mergedNote] : [])];
}
