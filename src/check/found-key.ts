/** What tells one finding from others, and which of two that are the same is the smaller. */
import type { Found } from './collector.ts';

/** Whether `found` is worth more to a reader than `known`, which is the same. */
export function isSmaller(found: Found, known: Found): boolean {
  if (found.kind === 'violation' && known.kind === 'violation' && found.weight !== known.weight)
    return found.weight < known.weight;
  return found.path.length < known.path.length;
}

/** What tells one finding from others. */
export function foundKey(found: Found): string {
  switch (found.kind) {
    case 'violation':
      return `violation ${found.property}`;
    case 'race':
      return raceKey(found.object, found.first.identity, found.first.kind, found.second.identity, found.second.kind);
    case 'panic':
      return `panic ${found.process} ${found.error}`;
    case 'outside':
      return `outside ${found.what}`;
    case 'lost value':
      return `lost ${found.process} ${found.identity}`;
    case 'deadlock':
    case 'leak':
    case 'livelock':
      return `${found.kind} ${found.waits.map(({ text, object }) => `${text} ${object ?? ''}`).join(' | ')}`;
  }
}

/** What tells one race from others. */
export function raceKey(object: number, a: number, kindOfA: string, b: number, kindOfB: string): string {
  return a < b ? `race ${object} ${a} ${b} ${kindOfA}${kindOfB}` : `race ${object} ${b} ${a} ${kindOfB}${kindOfA}`;
}
