/** A helper of a shared search in the thread of the test, with a world of its own: closures can be searched so. */
import { SearchHelper } from '../../src/check/search-helper.ts';
import type { Helper, Line } from '../../src/check/sharing.ts';

const later = setImmediate;

function line(): [Line, Line] {
  const listeners: (((message: unknown) => void) | undefined)[] = [undefined, undefined];
  const end = (own: number): Line => ({
    post: (message) => {
      // As a port does it: what is sent later does not change what was sent.
      const copy: unknown = structuredClone(message);
      later(() => listeners[1 - own]?.(copy));
    },
    listen: (listener) => {
      listeners[own] = listener;
    },
  });
  return [end(0), end(1)];
}

export function localHelper(program: () => unknown, dividedSteps: number): Helper {
  const [ours, theirs] = line();
  new SearchHelper({ name: 'main', instantiate: () => program }, theirs, dividedSteps);
  return { ...ours, onFailure: () => {}, end: () => {} };
}
