/** The findings of a report as text, those of one kind and object together. */

import { printable } from './columns.ts';
import type {
  Access,
  Finding,
  LivelockFinding,
  LostValueFinding,
  OutsideFinding,
  PanicFinding,
  RaceFinding,
  StuckFinding,
  ViolationFinding,
} from './report.ts';
import type { Style } from './style.ts';
import { type TableRow, tableLines } from './table.ts';

const ROWS_MAX = 12;

interface Group {
  readonly title: string;
  readonly rows: TableRow[];
  /** Columns of the rows that are sites. */
  readonly sites: ReadonlySet<number>;
}

/** A section of at most `most` lines for each group, in the order in which the first finding of each was made. */
export function renderFindings(findings: readonly Finding[], style: Style, most: number = ROWS_MAX): string[][] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const group = groupOf(finding);
    const known = groups.get(group.title);
    if (known === undefined) groups.set(group.title, group);
    else known.rows.push(...group.rows);
  }
  return [...groups.values()].map(({ title, rows, sites }) => {
    const shown = rows.slice(0, most);
    const more = rows.length > most ? [`  and ${rows.length - most} more`] : [];
    const heading = style.color('red', printable(title, style));
    return [heading, ...tableLines(shown, style, { indent: '  ', sites }), ...more];
  });
}

function groupOf(finding: Finding): Group {
  switch (finding.kind) {
    case 'race':
      return raceGroup(finding);
    case 'deadlock':
    case 'leak':
      return stuckGroup(finding);
    case 'livelock':
      return livelockGroup(finding);
    case 'panic':
      return panicGroup(finding);
    case 'violation':
      return violationGroup(finding);
    case 'lost value':
      return lostValueGroup(finding);
    case 'left the model':
    case 'step never ends':
    case 'not repeatable':
    case 'broken checkpoint':
      return outsideGroup(finding);
  }
}

function raceGroup({ object, first, second, schedule }: RaceFinding): Group {
  const side = ({ process, access, site }: Access): string[] => [process, access, site];
  const cells = [...side(first), 'and', ...side(second)];
  return { title: `race on ${object}: nothing orders`, rows: [{ cells, schedule }], sites: new Set([2, 6]) };
}

function stuckGroup({ kind, process, waitingOn, site, others, schedule }: StuckFinding): Group {
  const title = kind === 'leak' ? 'leak: main has returned, and these wait for ever' : 'deadlock: nobody can go on';
  const all = [{ process, waitingOn, site }, ...(others ?? [])];
  const rows = all.map((one, index) => ({
    cells: [one.process, one.waitingOn, one.site],
    schedule: index === all.length - 1 ? schedule : '',
  }));
  return { title, rows, sites: new Set([2]) };
}

function livelockGroup({ process, waitingOn, turn, site, others, schedule }: LivelockFinding): Group {
  if (others !== undefined) {
    const all = [{ process, waitingOn, site }, ...others];
    const rows = all.map((one, index) => ({
      cells: [one.process, one.waitingOn, one.site],
      schedule: index === all.length - 1 ? schedule : '',
    }));
    return {
      title: `livelock: the last ${turn} steps can be repeated for ever, and nothing comes of it`,
      rows,
      sites: new Set([2]),
    };
  }
  const steps = turn === 1 ? 'its last step' : `its last ${turn} steps`;
  const cells = [process, waitingOn, site, `repeats ${steps}`];
  return {
    title: 'livelock: goes round for ever, and nobody changes what it reads',
    rows: [{ cells, schedule }],
    sites: new Set([2]),
  };
}

function panicGroup({ process, error, site, schedule }: PanicFinding): Group {
  return {
    title: 'panic: an error that nobody handles',
    rows: [{ cells: [process, error, site], schedule }],
    sites: new Set([2]),
  };
}

function violationGroup(finding: ViolationFinding): Group {
  if ('property' in finding) {
    const { property, message, schedule } = finding;
    return { title: `violation: ${property} does not hold`, rows: [{ cells: [message], schedule }], sites: new Set() };
  }
  const { outcome, expected, schedule } = finding;
  return { title: `violation: expected ${expected}`, rows: [{ cells: [outcome], schedule }], sites: new Set() };
}

function lostValueGroup({ process, object, value, site, schedule }: LostValueFinding): Group {
  const title = 'lost value: taken, and nobody awaits it';
  return { title, rows: [{ cells: [process, `${value} from ${object}`, site], schedule }], sites: new Set([2]) };
}

function outsideGroup({ kind, process, message, site, otherSite, schedule }: OutsideFinding): Group {
  const places = otherSite === undefined ? [site] : [site, otherSite];
  return {
    title: kind,
    rows: [{ cells: [process, ...places, message], schedule }],
    sites: new Set([1, places.length]),
  };
}
