/** A trace as a Mermaid sequence diagram, for pages that draw one from text. */

import type { Participant, Trace, TraceEvent } from '../trace/trace.ts';
import { type Link, linksOf } from './links.ts';
import { laneName, ownersOf } from './lives.ts';
import { isOfNetwork, laneText, operationText, sitesText } from './operations.ts';

/** A plain arrow is a message, a dashed one a start, a dashed open one any other ordering. */
const arrows: { readonly [kind in Link['kind']]: string } = { message: '->>', start: '-->>', order: '--)' };

const arrowTexts: { readonly [kind in Link['kind']]: string } = {
  message: 'delivers',
  start: 'starts',
  order: 'before',
};

/** The trace as the text of a `sequenceDiagram`. */
export function toMermaid(trace: Trace): string {
  const owners = ownersOf(trace);
  const links = linksOf(trace);
  const unreceived = unreceivedLines(trace, owners);
  const lines = ['sequenceDiagram', `  accTitle: ${escaped(`${trace.program}: ${trace.outcome}`)}`];
  for (const [process, owner] of owners.entries()) {
    if (owner === process) lines.push(`  participant p${process} as ${escaped(laneName(trace, process))}`);
  }
  for (const [index, event] of trace.events.entries()) {
    lines.push(...eventLines(trace, event, links[index] ?? [], owners), ...(unreceived.get(index) ?? []));
  }
  for (const [process, { end, waitingOn, site }] of trace.processes.entries()) {
    if (end !== 'waiting') continue;
    lines.push(
      `  Note over p${owners[process]}: ${escaped(`waits: ${waitingOn ?? ''}${site === undefined ? '' : ` (${site})`}`)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Messages between nodes that nobody receives, by the index of the event that sends them. */
function unreceivedLines({ messages = [], processes, events }: Trace, owners: Owners): ReadonlyMap<number, string[]> {
  const lines = new Map<number, string[]>();
  for (const { send, receipts, forgotten, to, fate } of messages) {
    if (receipts.length > 0 || forgotten.length > 0) continue;
    const receiver = processes.findIndex(({ node }) => node === to);
    const sender = events[send]?.participants[0]?.process ?? 0;
    if (receiver < 0) continue;
    const [arrow, text] =
      fate === 'lost' || fate === 'cut' ? ['-x', fate === 'cut' ? 'cut off' : fate] : ['--)', 'on its way'];
    lines.set(send, [`  p${owners[sender]}${arrow}p${owners[receiver]}: ${text}`]);
  }
  return lines;
}

/** By process, whose line it is in. */
type Owners = readonly number[];

function eventLines(trace: Trace, event: TraceEvent, links: readonly Link[], owners: Owners): string[] {
  const [first] = event.participants;
  if (first !== undefined && isOfNetwork(event))
    return [`  Note over p0,p${Math.max(...owners)}: ${escaped(operationText(first))}`];
  const between = links.filter(({ fromProcess, toProcess }) => fromProcess !== toProcess);
  const site = sitesText(event);
  const place = site === '' ? '' : ` (${site})`;
  const texts = event.participants.map((participant) => laneText(trace, event, participant));
  const handedOver = between.find(({ kind, from, to }) => kind === 'message' && from === to);
  if (handedOver !== undefined) return [arrowLine(handedOver, `${texts.join(', ')}${place}`, owners)];
  const [note = '', ...otherNotes] = event.participants.map(
    ({ process }, index) =>
      `  Note over p${owners[process]}: ${escaped(`${texts[index] ?? ''}${index === 0 ? place : ''}`)}`,
  );
  const lines = between.map((link) => ({
    line: arrowLine(link, textOf(link, first), owners),
    incoming: link.from < link.to,
  }));
  const incoming = lines.filter((line) => line.incoming).map(({ line }) => line);
  const outgoing = lines.filter((line) => !line.incoming).map(({ line }) => line);
  return [...incoming, note, ...outgoing, ...otherNotes];
}

/** Of a message between nodes, what it says. */
function textOf({ kind }: Link, receiver: Participant | undefined): string {
  const body = receiver?.from === undefined || kind !== 'message' ? undefined : receiver.result;
  return body ?? arrowTexts[kind];
}

function arrowLine({ kind, fromProcess, toProcess }: Link, text: string, owners: Owners): string {
  return `  p${owners[fromProcess]}${arrows[kind]}p${owners[toProcess]}: ${escaped(text)}`;
}

/** Mermaid's own escapes: a `;` or a line break would end the statement, a `#` begins an escape, `end` ends a block. */
function escaped(text: string): string {
  return text
    .replace(/[#;<>&"'`%\\{}]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => `#${character.codePointAt(0) ?? 0};`)
    .replace(/\bend\b/gi, (word) => `${word.slice(0, 2)}#${word.charCodeAt(2)};`);
}
