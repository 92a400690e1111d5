import { describe, expect, test } from 'vitest';
import { type Ended, hb } from './hb.ts';
import { counter, handOver } from './programs.ts';

const files = {
  'counter.ts': counter,
  'hand-over.ts': handOver,
  'named.ts': 'export const answer = 42;\nexport async function other() {\n  return 1;\n}\n',
  'empty.ts': '',
  'number.ts': 'export default 42;\n',
  'broken.ts': 'export default async function broken() {\n  return 1 +;\n}\n',
  'await.ts': "\nconst text = await Promise.resolve('x');\nexport default async function late() {\n  return text;\n}\n",
  'missing-import.ts': "import { x } from './nowhere.ts';\nexport default async () => x;\n",
  'missing-package.ts': "import { x } from 'no-such-package';\nexport default async () => x;\n",
  'own.ts': "import { x } from 'happens-before/nothing';\nexport default async () => x;\n",
  'notes.txt': 'not a program\n',
  'not-a-trace.hb': '{"version":1}',
  'not-json.hb': 'lanes',
  'old.hb': '{"version":0,"events":[]}',
};

/** The sentence on stderr, with nothing on stdout. */
function complaint(run: Ended): string {
  expect(run.stdout).toBe('');
  expect(run.exit, run.stderr).toBe(64);
  return run.stderr;
}

describe('what cannot be used is said in one sentence, with exit 64', () => {
  test.each<[string, string[], string]>([
    ['no command', [], 'Usage: hb'],
    ['an unknown command', ['chekc', 'counter.ts'], "hb: unknown command 'chekc'"],
    ['an unknown option', ['check', 'counter.ts', '--bugdet'], "hb: unknown option '--bugdet'"],
    ['no thread', ['check', 'counter.ts', '--workers', '0'], 'hb: --workers is "0"; give a whole number, 1 or more\n'],
    [
      'threads and a file to resume from',
      ['check', 'counter.ts', '--workers', '2', '--resume', 'x'],
      'hb: --resume and --workers do not go together; leave one out\n',
    ],
    [
      'a file to resume a random search from',
      ['check', 'counter.ts', '--strategy', 'random', '--resume', 'x'],
      'hb: --resume: only an exhaustive search can go on where it stopped, not random; leave one out\n',
    ],
    ['no file', ['check'], "hb: missing required argument 'file'"],
    ['two files', ['check', 'counter.ts', 'number.ts'], 'hb: too many arguments'],
    ['a file that is not there', ['check', 'nope.ts'], 'hb: nope.ts does not exist; give the path of a program\n'],
    ['a directory', ['check', '.'], 'hb: . is not a file; give the path of a program\n'],
    [
      'a file of another kind',
      ['check', 'notes.txt'],
      'hb: notes.txt is not a program hb can read; give a file that ends in .ts, .mts, .js, .mjs\n',
    ],
    [
      'no default export',
      ['check', 'named.ts'],
      'hb: named.ts has no default export: it exports answer, other; choose one with --export NAME\n',
    ],
    [
      'no export at all',
      ['check', 'empty.ts'],
      'hb: empty.ts has no default export: it exports nothing; add "export default async function"\n',
    ],
    [
      'no such export',
      ['check', 'named.ts', '--export', 'others'],
      'hb: named.ts has no export named others: it exports answer, other; choose one with --export NAME\n',
    ],
    [
      'a default export that is no function',
      ['check', 'number.ts'],
      'hb: the default export of number.ts is of type number; it must be a function\n',
    ],
    [
      'an export that is no function',
      ['run', 'named.ts', '--export', 'answer'],
      'hb: the export answer of named.ts is of type number; it must be a function\n',
    ],
    ['a syntax error', ['check', 'broken.ts'], 'hb: broken.ts:2:13: syntax error: Unexpected ";"\n'],
    [
      'top-level await',
      ['run', 'await.ts'],
      'hb: await.ts:2:14: a file under hb cannot await at its top level; move the await into the program function\n',
    ],
    [
      'an import of a file that is not there',
      ['check', 'missing-import.ts'],
      'hb: missing-import.ts:1:19: cannot find the import "./nowhere.ts"; check its path\n',
    ],
    [
      'an import of a package that is not there',
      ['check', 'missing-package.ts'],
      'hb: missing-package.ts:1:19: cannot find the import "no-such-package"; install it\n',
    ],
    [
      'an import of ours that is not there',
      ['check', 'own.ts'],
      'hb: a program cannot import happens-before/nothing; happens-before, /check and /trace are what there is for it\n',
    ],
    [
      'a budget that is no number',
      ['check', 'counter.ts', '--budget-ms', 'soon'],
      'hb: --budget-ms is "soon"; give a whole number, 1 or more\n',
    ],
    [
      'a budget of nothing',
      ['check', 'counter.ts', '--budget-executions', '0'],
      'hb: --budget-executions is "0"; give a whole number, 1 or more\n',
    ],
    ['a seed that is no number', ['check', 'counter.ts', '--seed', '1.5'], 'hb: --seed is "1.5"; give a whole number'],
    ['an unknown strategy', ['check', 'counter.ts', '--strategy', 'luck'], 'hb: --strategy is "luck"; choose one of '],
    [
      'a strategy with a number that is none',
      ['check', 'counter.ts', '--strategy', 'delay-bounded:few'],
      'hb: --strategy delay-bounded: is "few"; give a whole number, 0 or more\n',
    ],
    [
      'a strategy that takes no number',
      ['check', 'counter.ts', '--strategy', 'random:3'],
      'hb: --strategy is "random:3"; choose one of exhaustive, ',
    ],
    ['an expectation that is no JSON', ['check', 'counter.ts', '--expect', '{returned:0}'], 'hb: --expect is not JSON'],
    [
      'an expectation that is no outcome',
      ['check', 'counter.ts', '--expect', '{"retruned":0}'],
      'hb: --expect has {"retruned":0}, which is no outcome; an outcome is {"returned": VALUE}',
    ],
    [
      'an expected value that cannot be read back',
      ['check', 'counter.ts', '--expect', '{"returned":{"$":"function"}}'],
      'hb: --expect has {"$":"function"}, which cannot be read back',
    ],
    ['a bad step to stop at', ['replay', 'counter.ts', '0', '--until', 'x'], 'hb: --until is "x"; give a whole number'],
    ['no schedule', ['replay', 'counter.ts'], "hb: missing required argument 'schedule'"],
    ['a schedule that is none', ['replay', 'counter.ts', '?!?'], 'hb: this schedule does not fit counter.ts: '],
    ['no second schedule', ['why', 'counter.ts', '0~a'], "hb: missing required argument 'second'"],
    ['no format', ['export', 'old.hb'], "hb: required option '--to <format>' not specified"],
    ['an unknown format', ['export', 'old.hb', '--to', 'png'], 'hb: --to is "png"; choose one of mermaid, svg\n'],
    [
      'no such trace',
      ['export', 'gone.hb', '--to', 'svg'],
      'hb: cannot read gone.hb: it does not exist; give a file written by hb run --trace or hb check --trace\n',
    ],
    [
      'a trace that is no JSON',
      ['export', 'not-json.hb', '--to', 'svg'],
      'hb: not-json.hb is not a trace: it is not JSON; give a file written by hb run --trace or hb check --trace\n',
    ],
    [
      'JSON that is no trace',
      ['export', 'not-a-trace.hb', '--to', 'svg'],
      'hb: not-a-trace.hb is not a trace: its program is no text; give a file written by hb run --trace or hb check --trace\n',
    ],
    [
      'a trace of another version',
      ['export', 'old.hb', '--to', 'svg'],
      'hb: old.hb has trace version 0, and this hb reads version 1; write it anew\n',
    ],
    [
      'a trace that cannot be written',
      ['check', 'hand-over.ts', '--trace', 'no/such/place.hb'],
      'hb: cannot write no/such/place.hb: its directory does not exist; give a path that can be written\n',
    ],
  ])('%s', async (_, args, sentence) => {
    const said = complaint(await hb(files, args));
    expect(sentence.endsWith('\n') ? said : said.slice(0, sentence.length)).toBe(sentence);
  });
});

test('help and version are no errors', async () => {
  const help = await hb({}, ['--help']);
  expect({ exit: help.exit, stderr: help.stderr }).toEqual({ exit: 0, stderr: '' });
  for (const command of ['check', 'run', 'replay', 'why', 'export']) expect(help.stdout).toContain(command);
  const version = await hb({}, ['--version']);
  expect(version.exit).toBe(0);
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
