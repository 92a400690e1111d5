/**
 * A trace as a space-time diagram: a line for each process, time downwards, a dot for each event, messages and other
 * orderings as arrows. One stand-alone file that follows the reader's light or dark theme and runs no script.
 */

import type { Trace, TraceEvent } from '../trace/trace.ts';
import { columnsOf } from './columns.ts';
import { lifetimesOf } from './lifetimes.ts';
import { type Link, linksOf } from './links.ts';
import { laneName, ownersOf } from './lives.ts';
import { isOfNetwork, laneText, operationText, sitesText } from './operations.ts';
import { vanishingMarks } from './svg-messages.ts';

const CHARACTER_WIDTH = 7.3;
const ROW_HEIGHT = 30;
const MARGIN = 24;
const HEADER_HEIGHT = 64;
const LANE_WIDTH_MIN = 110;
const LANE_WIDTH_MAX = 280;
const LABEL_OFFSET = 12;
const LABEL_LENGTH_MAX = Math.floor((LANE_WIDTH_MAX - 2 * LABEL_OFFSET) / CHARACTER_WIDTH);
const SITE_LENGTH_MAX = 48;

interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  readonly bad: string;
}

const light: Palette = {
  ground: '#ffffff',
  ink: '#1f2328',
  faint: '#6e7781',
  line: '#c4cbd3',
  accent: '#0969da',
  bad: '#cf222e',
};

const dark: Palette = {
  ground: '#0d1117',
  ink: '#e6edf3',
  faint: '#8b949e',
  line: '#3d444d',
  accent: '#58a6ff',
  bad: '#ff7b72',
};

/** Colours by class and not by variable, since viewers other than browsers know no variables. */
function theme({ ground, ink, faint, line, accent, bad }: Palette): string {
  return [
    `.ground { fill: ${ground}; } text { fill: ${ink}; } .label { stroke: ${ground}; }`,
    `.site, .number { fill: ${faint}; } .life { stroke: ${line}; }`,
    `.event, .head { fill: ${accent}; } .head-order { fill: ${faint}; }`,
    `.message, .start { stroke: ${accent}; } .order { stroke: ${faint}; }`,
    `.network { stroke: ${accent}; } .onwards { stroke: ${faint}; } .vanishing { stroke: ${bad}; }`,
    `.stuck { stroke: ${bad}; } .stuck-label { fill: ${bad}; }`,
  ].join('\n  ');
}

const STYLE = `
  svg { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
  .title { font-weight: 600; font-size: 14px; } .name { font-weight: 600; }
  .site, .number { font-size: 11px; } .number { text-anchor: end; }
  .label { paint-order: stroke; stroke-width: 4px; stroke-linejoin: round; }
  .life { stroke-width: 1.5; } .message, .start, .order { stroke-width: 1.5; fill: none; }
  .network { stroke-dasharray: 8 5; } .onwards, .vanishing { stroke-width: 1.5; stroke-dasharray: 3 3; }
  .start { stroke-dasharray: 5 4; } .order { stroke-dasharray: 2 4; } .stuck { stroke-width: 2; fill: none; }
  ${theme(light)}
  @media (prefers-color-scheme: dark) {
  ${theme(dark)}
  }`;

interface Geometry {
  /** For each process where its line is: the lives of a node share one. */
  readonly lanes: readonly number[];
  readonly siteX: number;
  readonly width: number;
  readonly height: number;
}

/** The trace as the text of an SVG file. */
export function toSvg(trace: Trace): string {
  const links = linksOf(trace);
  const geometry = measure(trace);
  const { width, height } = geometry;
  const title = `${trace.program}: ${trace.outcome}`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}\n</style>`,
    marker('head'),
    marker('head-order'),
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN}">${escaped(shortened(title, Math.floor((width - 2 * MARGIN) / 8.6)))}</text>`,
    ...lifelines(trace, links, geometry),
    ...links.flat().flatMap((link) => arrow(link, geometry)),
    ...vanishingMarks(trace, { x: (process) => geometry.lanes[process] ?? 0, y: rowY }),
    ...trace.events.flatMap((_, index) => eventMarks(trace, index, geometry)),
    ...stuckMarks(trace, geometry),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function marker(name: string): string {
  return (
    `<marker id="${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">` +
    `<path class="${name}" d="M0 0 8 4 0 8z"/></marker>`
  );
}

function measure(trace: Trace): Geometry {
  const owners = ownersOf(trace);
  const longest = trace.processes.map(({ name, waitingOn }) =>
    Math.max(columnsOf(name), columnsOf(waitingOn ?? '') + 7),
  );
  let siteLength = 0;
  const widen = (process: number, text: string): void => {
    const owner = owners[process] ?? process;
    longest[owner] = Math.max(longest[owner] ?? 0, columnsOf(text));
  };
  for (const event of trace.events) {
    if (!isOfNetwork(event))
      for (const participant of event.participants) widen(participant.process, laneText(trace, event, participant));
    siteLength = Math.max(siteLength, columnsOf(sitesText(event)));
  }
  for (const { site } of trace.processes) siteLength = Math.max(siteLength, columnsOf(site ?? ''));
  const lanes: number[] = [];
  let x = MARGIN + 40;
  for (const [process, length] of longest.entries()) {
    const owner = owners[process] ?? process;
    lanes.push(owner === process ? x : (lanes[owner] ?? x));
    if (owner !== process) continue;
    x += clamp(length * CHARACTER_WIDTH + 3 * LABEL_OFFSET, LANE_WIDTH_MIN, LANE_WIDTH_MAX);
  }
  const siteWidth = Math.min(siteLength, SITE_LENGTH_MAX) * CHARACTER_WIDTH;
  const stuck = trace.processes.filter(({ end }) => end === 'waiting').length;
  const height = HEADER_HEIGHT + (trace.events.length + stuck + 1) * ROW_HEIGHT;
  return { lanes, siteX: Math.round(x), width: Math.round(x + siteWidth + MARGIN), height };
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.min(most, Math.max(least, value)));
}

function rowY(index: number): number {
  return HEADER_HEIGHT + (index + 1) * ROW_HEIGHT;
}

/** Each process's line, from its start to its last event, or to the end when it still waits. */
function lifelines(trace: Trace, links: readonly (readonly Link[])[], { lanes, height }: Geometry): string[] {
  const { born, dead } = lifetimesOf(trace, links);
  const owners = ownersOf(trace);
  return trace.processes.flatMap((_, process) => {
    const x = lanes[process] ?? 0;
    const first = Math.min(born[process] ?? 0, trace.events.length);
    const top = process === 0 ? HEADER_HEIGHT + 6 : rowY(first);
    const last = dead[process] ?? 0;
    const bottom = last === Number.POSITIVE_INFINITY ? height - ROW_HEIGHT / 2 : Math.max(top, rowY(Math.max(0, last)));
    const life = `<line class="life" x1="${x}" y1="${top}" x2="${x}" y2="${bottom}"/>`;
    if (owners[process] !== process) return [life];
    const label = shortened(laneName(trace, process), LABEL_LENGTH_MAX);
    return [`<text class="name" x="${x}" y="${HEADER_HEIGHT - 8}" text-anchor="start">${escaped(label)}</text>`, life];
  });
}

function arrow({ kind, from, to, fromProcess, toProcess }: Link, { lanes }: Geometry): string[] {
  const [x1, x2] = [lanes[fromProcess] ?? 0, lanes[toProcess] ?? 0];
  const [y1, y2] = [rowY(from), rowY(to)];
  if (x1 === x2) return [];
  // The head stops at the edge of the dot.
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [endX, endY] = [x2 - ((x2 - x1) * 5) / length, y2 - ((y2 - y1) * 5) / length];
  const head = kind === 'order' ? 'head-order' : 'head';
  return [
    `<line class="${kind}" x1="${x1}" y1="${y1}" x2="${endX.toFixed(1)}" y2="${endY.toFixed(1)}" marker-end="url(#${head})"/>`,
  ];
}

function eventMarks(trace: Trace, index: number, { lanes, siteX }: Geometry): string[] {
  const event = trace.events[index];
  if (event === undefined) return [];
  const y = rowY(index);
  const number = `<text class="number" x="${MARGIN + 16}" y="${y + 4}">${index + 1}</text>`;
  if (isOfNetwork(event)) return [number, ...networkMarks(event, y, lanes, siteX)];
  const site = sitesText(event);
  const marks = event.participants.flatMap((participant) => {
    const x = lanes[participant.process] ?? 0;
    const text = laneText(trace, event, participant);
    const panics = event.effects.some((effect) => effect.startsWith('panics'));
    if (participant.operation === 'crash') return crossAt(x, y, text);
    return [
      `<circle class="event" cx="${x}" cy="${y}" r="4.5"><title>${escaped([text, participant.site ?? ''].join('\n'))}</title></circle>`,
      label(x, y, text, panics ? 'label stuck-label' : 'label'),
    ];
  });
  return [number, ...marks, ...(site === '' ? [] : [siteLabel(siteX, y, site)])];
}

/** What happens to the network goes across all lanes. */
function networkMarks(event: TraceEvent, y: number, lanes: readonly number[], siteX: number): string[] {
  const [first] = event.participants;
  const x = lanes[0] ?? 0;
  const text = first === undefined ? '' : operationText(first);
  return [`<line class="network" x1="${x}" y1="${y}" x2="${siteX}" y2="${y}"/>`, label(x, y, text, 'label')];
}

/** The end of a process that does not end of itself. */
function crossAt(x: number, y: number, text: string): string[] {
  return [`<path class="stuck" d="M${x - 5} ${y - 5}l10 10m0-10l-10 10"/>`, label(x, y, text, 'label stuck-label')];
}

function label(x: number, y: number, text: string, name: string): string {
  return `<text class="${name}" x="${x + LABEL_OFFSET}" y="${y - 5}">${escaped(shortened(text, LABEL_LENGTH_MAX))}</text>`;
}

function siteLabel(x: number, y: number, site: string): string {
  return `<text class="site" x="${x}" y="${y + 4}">${escaped(shortened(site, SITE_LENGTH_MAX))}</text>`;
}

/** A cross where a process waits for ever. */
function stuckMarks(trace: Trace, { lanes, siteX }: Geometry): string[] {
  let row = trace.events.length;
  return trace.processes.flatMap(({ end, waitingOn, site }, process) => {
    if (end !== 'waiting') return [];
    const [x, y] = [lanes[process] ?? 0, rowY(row)];
    row += 1;
    return [...crossAt(x, y, `waits: ${waitingOn ?? ''}`), ...(site === undefined ? [] : [siteLabel(siteX, y, site)])];
  });
}

function shortened(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['\n', '\n'],
]);

/** As XML text: the markup escaped, and what XML cannot hold shown by its number. */
function escaped(text: string): string {
  return text.replace(/[&<>"']|[\p{Cc}\p{Cf}\p{Cs}\uFFFE\uFFFF]/gu, (character) => {
    return entities.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
