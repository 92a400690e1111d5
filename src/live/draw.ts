// Taken now, so that a program that replaces Math.random does not take the fairness out of select.
const { random } = Math;

/** A uniform whole number from 0 up to but not including `bound`. */
export function draw(bound: number): number {
  return Math.floor(random() * bound);
}
