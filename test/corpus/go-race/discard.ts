/** Does nothing with what an original gives to the blank identifier, to an empty branch or to a function that does nothing. */
export function discard(..._values: readonly unknown[]): void {}
