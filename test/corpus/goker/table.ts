/** The tables of `docs/bugs.md`. */
import type { Report } from 'happens-before/check';
import { markdown } from '../../markdown.ts';
import type { Kernel, Way } from './kernel.ts';
import { type Kind, suite } from './suite.ts';

/** A kernel with what the checker said of it, and of its repair. */
export interface Measured {
  readonly kernel: Kernel;
  readonly program: Report;
  readonly fixed: Report;
  /** How long the processor was busy with the program. */
  readonly seconds: number;
}

/** What others published, as found of all: on the 68 blocking and the 35 non-blocking kernels of the whole suite. */
const published: readonly (readonly [who: string, blocking: string, nonblocking: string])[] = [
  ['goleak', '42 of 68', ''],
  ['go-deadlock', '28 of 68', ''],
  ['GoAT', '66 of 67', ''],
  ['GoPie', '66 of 68', ''],
  ["Go's race detector", '', '32 of 35'],
];

const titles: Readonly<Record<Kind, string>> = { blocking: 'blocking', nonblocking: 'non-blocking' };

const commands: readonly (readonly [way: Way, command: string])[] = [
  ['exhaustive', '`hb check`'],
  ['random', '`hb check --strategy random`'],
  ['pct', '`hb check --strategy pct`'],
];

/** The names of the kernels of a kind, in the order of the suite. */
export function namesOf(kind: Kind): string[] {
  return Object.values(suite[kind]).flat();
}

function isFoundBy(way: Way, { missedBy = [] }: Kernel): boolean {
  return !missedBy.includes(way);
}

function coverage({ certainty, executions }: Report): string {
  return `${certainty}, ${executions.toLocaleString('en')}`;
}

/** All kernels of a kind: what each is, and what came out. */
export function kernelTable(kind: Kind, measured: ReadonlyMap<string, Measured>): string {
  const rows = Object.entries(suite[kind]).flatMap(([wrong, names]) =>
    names.flatMap((name) => {
      const one = measured.get(name);
      if (one === undefined) return [];
      const { kernel, program, fixed, seconds } = one;
      const found = [kernel.finding, ...(kernel.also ?? [])].join(', ');
      return [
        [
          name,
          wrong,
          isFoundBy('exhaustive', kernel) ? found : `missed: ${found}`,
          coverage(program),
          `${seconds.toFixed(2)} s`,
          isFoundBy('random', kernel) ? 'found' : 'missed',
          isFoundBy('pct', kernel) ? 'found' : 'missed',
          coverage(fixed),
        ],
      ];
    }),
  );
  const head = ['kernel', 'wrong with', 'finding', 'executions', 'time', 'random', 'PCT', 'its repair'];
  return markdown([head, ...rows]);
}

/** How many each way finds, and how many others do. */
export function summaryTable(kernels: readonly Kernel[]): string {
  const ours = commands.map(([way, command]) => {
    const counts = (['blocking', 'nonblocking'] as const).map((kind) => {
      const names = namesOf(kind);
      const found = kernels.filter((kernel) => names.includes(kernel.id) && isFoundBy(way, kernel));
      return `${found.length} of ${names.length}`;
    });
    return [command, ...counts];
  });
  return markdown([['', titles.blocking, titles.nonblocking], ...ours, ...published]);
}

/** The sums, as text. */
export function sums(measured: readonly Measured[]): string {
  const not = (which: readonly Measured[]): string => which.map(({ kernel }) => kernel.id).join(', ') || 'none';
  const missed = measured.filter(({ kernel, program }) => program.verdict !== kernel.finding);
  const alarms = measured.filter(({ fixed }) => fixed.verdict !== 'ok');
  const partial = measured.filter(({ program }) => program.certainty !== 'exhaustive');
  const fixedPartial = measured.filter(({ fixed }) => fixed.certainty !== 'exhaustive');
  const of = (left: readonly Measured[]): string => `${measured.length - left.length} of ${measured.length}`;
  return [
    `${of(missed)} kernels found; missed: ${not(missed)}`,
    `${of(partial)} kernels exhaustively; not: ${not(partial)}`,
    `${of(alarms)} repairs clean; not: ${not(alarms)}`,
    `${of(fixedPartial)} repairs exhaustively; not: ${not(fixedPartial)}`,
  ].join('\n');
}
