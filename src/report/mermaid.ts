/** A trace as a Mermaid sequence diagram, for pages that draw one from text. */

import type { Trace, TraceEvent } from '../trace/trace.ts';
import { type Link, linksOf } from './links.ts';
import { laneText, sitesText } from './operations.ts';

/** A plain arrow is a message, a dashed one a start, a dashed open one any other ordering. */
const arrows: { readonly [kind in Link['kind']]: string } = { message: '->>', start: '-->>', order: '--)' };

const arrowTexts: { readonly [kind in Link['kind']]: string } = {
  message: 'delivers',
  start: 'starts',
  order: 'before',
};

/** The trace as the text of a `sequenceDiagram`. */
export function toMermaid(trace: Trace): string {
  const links = linksOf(trace);
  const lines = ['sequenceDiagram', `  accTitle: ${escaped(`${trace.program}: ${trace.outcome}`)}`];
  for (const [process, { name }] of trace.processes.entries()) {
    lines.push(`  participant p${process} as ${escaped(name)}`);
  }
  for (const [index, event] of trace.events.entries()) {
    lines.push(...eventLines(trace, event, links[index] ?? []));
  }
  for (const [process, { end, waitingOn, site }] of trace.processes.entries()) {
    if (end !== 'waiting') continue;
    lines.push(
      `  Note over p${process}: ${escaped(`waits: ${waitingOn ?? ''}${site === undefined ? '' : ` (${site})`}`)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function eventLines(trace: Trace, event: TraceEvent, links: readonly Link[]): string[] {
  const between = links.filter(({ fromProcess, toProcess }) => fromProcess !== toProcess);
  const site = sitesText(event);
  const place = site === '' ? '' : ` (${site})`;
  const texts = event.participants.map((participant) => laneText(trace, event, participant));
  const handedOver = between.find(({ kind, from, to }) => kind === 'message' && from === to);
  if (handedOver !== undefined) return [arrowLine(handedOver, `${texts.join(', ')}${place}`)];
  const [note = '', ...otherNotes] = event.participants.map(
    ({ process }, index) => `  Note over p${process}: ${escaped(`${texts[index] ?? ''}${index === 0 ? place : ''}`)}`,
  );
  const lines = between.map((link) => ({
    line: arrowLine(link, arrowTexts[link.kind]),
    incoming: link.from < link.to,
  }));
  const incoming = lines.filter((line) => line.incoming).map(({ line }) => line);
  const outgoing = lines.filter((line) => !line.incoming).map(({ line }) => line);
  return [...incoming, note, ...outgoing, ...otherNotes];
}

function arrowLine({ kind, fromProcess, toProcess }: Link, text: string): string {
  return `  p${fromProcess}${arrows[kind]}p${toProcess}: ${escaped(text)}`;
}

/** Mermaid's own escapes: a `;` or a line break would end the statement, a `#` begins an escape, `end` ends a block. */
function escaped(text: string): string {
  return text
    .replace(/[#;<>&"'`%\\{}]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => `#${character.codePointAt(0) ?? 0};`)
    .replace(/\bend\b/gi, (word) => `${word.slice(0, 2)}#${word.charCodeAt(2)};`);
}
