/** Errors a program can meet by using the primitives wrongly, or by being cancelled. Each names the object concerned. */

/** A send on a closed channel, or a second close. */
export class ChannelClosedError extends Error {
  override readonly name: string = 'ChannelClosedError';
}

/** Misuse of a primitive: unlock of an unlocked mutex, a negative counter, a release of more than was acquired. */
export class MisuseError extends Error {
  override readonly name: string = 'MisuseError';
}

/** How an object is called in an error: its kind, and its name when it has one. */
export function describe(type: string, name: string | undefined): string {
  return name === undefined ? `a ${type} without a name` : `${type} '${name}'`;
}

/** The error a cancelled operation throws: the signal's own reason. */
export function abortReason(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('This operation was aborted', 'AbortError');
}
