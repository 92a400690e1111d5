/** What the user typed, or a file the user named, can't be used. The message is one sentence that says what to do. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
