/** Our own bug: an invariant of this package that did not hold. Never the user's finding. */
export class InternalError extends Error {
  override readonly name: string = 'InternalError';

  constructor(message: string) {
    super(
      `${message}\nThis is a bug in happens-before, not in your program. Please report it with the program and this text.`,
    );
  }
}

/** Throws `InternalError` unless `condition` holds. Kept on in production: a checker that is wrong quietly is worthless. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InternalError(message);
}
