/** The races of one recorded execution as text, in the style of a report. */
import type { TraceRace } from '../causality/trace-races.ts';
import type { Trace } from '../trace/trace.ts';
import { printable, wrap } from './columns.ts';
import { renderFindings } from './findings-text.ts';
import { glyphsOf, type Style } from './style.ts';

export function renderRaces(trace: Trace, races: readonly TraceRace[], style: Style): string {
  const findings = races.map((race) => ({ kind: 'race' as const, ...race, schedule: '' }));
  const sections = [
    [headline(trace, races, style)],
    ...renderFindings(findings, style, Infinity),
    noteLines(trace, style),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headline({ program, schedule, events }: Trace, races: readonly TraceRace[], style: Style): string {
  const verdict = races.length === 0 ? style.color('green', 'no race') : style.color('red', 'race');
  const kind = schedule === '' ? 'one real run' : 'one checked execution';
  const counts = `${events.length} event${events.length === 1 ? '' : 's'}`;
  return [style.color('bold', verdict), kind, printable(program, style), counts].join(
    `  ${glyphsOf(style).separator}  `,
  );
}

function noteLines({ cut }: Trace, style: Style): string[] {
  const notes = ['these are the races of the order that was recorded; hb check finds those of every order'];
  if (cut === true) notes.push('the run went on for longer than what was recorded');
  return notes.flatMap((note) => {
    const [first = '', ...rest] = wrap(`note: ${note}`, style.width, '      ');
    return [first.replace('note:', style.color('yellow', 'note:')), ...rest];
  });
}
