import type { Expectation, ExpectedOutcome } from '../check/options.ts';
import { untag } from './untag.ts';
import { UsageError } from './usage-error.ts';

const forms = '{"returned": VALUE}, {"panicked": "MESSAGE"}, "deadlock", a list of these, or "one"';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON has no regular expressions: `"/time/i"` is one, any other text must occur in the error's message. */
function readMessage(text: string): RegExp {
  const pattern = /^\/(.+)\/([a-z]*)$/s.exec(text);
  if (pattern?.[1] === undefined) return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  try {
    return new RegExp(pattern[1], pattern[2]);
  } catch (error) {
    throw new UsageError(`--expect has a bad pattern: ${error instanceof Error ? error.message : text}; correct it`);
  }
}

/** Where an expectation comes from: how to speak of it, and what stands for a returned value and a message there. */
interface Origin {
  readonly name: string;
  readonly returned: (value: unknown) => unknown;
  readonly panicked: (value: unknown) => RegExp | undefined;
}

const flag: Origin = {
  name: '--expect',
  returned: untag,
  panicked: (value) => (typeof value === 'string' ? readMessage(value) : undefined),
};

const exported: Origin = {
  name: 'the export expect',
  returned: (value) => value,
  panicked: (value) => (value instanceof RegExp ? value : flag.panicked(value)),
};

function readOutcome(value: unknown, origin: Origin): ExpectedOutcome {
  if (value === 'deadlock') return 'deadlock';
  if (isRecord(value) && Object.keys(value).length === 1) {
    if ('returned' in value) return { returned: origin.returned(value['returned']) };
    const panicked = origin.panicked(value['panicked']);
    if (panicked !== undefined) return { panicked };
  }
  throw new UsageError(`${origin.name} has ${JSON.stringify(value)}, which is no outcome; an outcome is ${forms}`);
}

function readOutcomes(value: unknown, origin: Origin): Expectation {
  if (value === 'one') return 'one';
  return Array.isArray(value) ? value.map((each) => readOutcome(each, origin)) : readOutcome(value, origin);
}

/** Reads `--expect`: JSON, or one of its words without the quotes. */
export function readExpectation(text: string): Expectation {
  if (text === 'one' || text === 'deadlock') return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--expect is not JSON (${reason}); give ${forms}`);
  }
  return readOutcomes(value, flag);
}

/** Reads what a program exports as `expect`. */
export function readExportedExpectation(value: unknown): Expectation {
  return readOutcomes(value, exported);
}
