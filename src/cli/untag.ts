import { UsageError } from './usage-error.ts';

const atoms: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  ['undefined', undefined],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

function untagList(value: unknown): unknown[] {
  return Array.isArray(value) ? value.map(untag) : [];
}

function untagEntries(value: unknown): [unknown, unknown][] {
  return untagList(value).map((entry) => (Array.isArray(entry) ? [entry[0], entry[1]] : [entry, undefined]));
}

function untagObject(tagged: Readonly<Record<string, unknown>>): unknown {
  const kind = tagged['$'];
  if (atoms.has(kind)) return atoms.get(kind);
  switch (kind) {
    case 'BigInt':
      if (/^-?\d+$/.test(String(tagged['value']))) return BigInt(String(tagged['value']));
      break;
    case 'Map':
      return new Map(untagEntries(tagged['entries']));
    case 'Set':
      return new Set(untagList(tagged['values']));
    case 'Date':
      return new Date(typeof tagged['iso'] === 'string' ? tagged['iso'] : Number.NaN);
    default:
  }
  throw new UsageError(
    `--expect has ${JSON.stringify(tagged)}, which cannot be read back; use {"$":"undefined"} and the like`,
  );
}

/** The value a report's JSON shows with tags, such as `{"$":"undefined"}`, as far as a command line has use for it. */
export function untag(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untag);
  if (typeof value !== 'object' || value === null) return value;
  if ('$' in value) return untagObject(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, untag(member)]));
}
