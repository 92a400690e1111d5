/** What can be asked of a state, as a text, so that states that are the same are one. */
import { canonical, tag } from '../../trace/value.ts';
import type { Change } from '../cuts/run.ts';
import type { CutState } from '../cuts/state.ts';

/** Something that a change tells: of a mark what is added, of a cell what is there from then on. */
interface Part {
  readonly key: string;
  readonly text: string;
  readonly adds: boolean;
}

const known = new WeakMap<Change, readonly Part[]>();

export function stateText(state: CutState): string {
  const { run, outcome, inside } = state;
  const parts = new Map<string, string>();
  take(parts, run.beginning);
  for (const event of inside) {
    const change = run.events[event];
    if (change !== undefined && run.visible.has(event)) take(parts, change);
  }
  const ended = run.processes.filter((process) => state.ended(process)).sort();
  const told = [...parts].map(([key, text]) => `${key} ${text}`).sort();
  return [...told, ended.join(), outcome === undefined ? '' : canonical(tag(outcome))].join('\n');
}

function take(parts: Map<string, string>, change: Change): void {
  for (const { key, text, adds } of partsOf(change)) parts.set(key, adds ? `${parts.get(key) ?? ''}${text}` : text);
}

function partsOf(change: Change): readonly Part[] {
  let parts = known.get(change);
  if (parts !== undefined) return parts;
  parts = [
    ...change.marks.map(({ process, label, data }) => ({
      key: `mark ${process}`,
      text: canonical(tag([label, data])),
      adds: true,
    })),
    ...change.holdings.map(({ object, value }) => ({
      key: `cell ${object}`,
      text: canonical(tag(value)),
      adds: false,
    })),
  ];
  known.set(change, parts);
  return parts;
}
