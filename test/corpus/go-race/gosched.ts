import { sleep } from 'happens-before';

/** Stands in for `runtime.Gosched()`: a step that lets others go first and orders nothing. */
export function gosched(): Promise<void> {
  return sleep(0);
}
