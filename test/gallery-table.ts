/** The tables of docs/gallery.md. */
import type { Model } from 'happens-before';
import { asynchronous } from 'happens-before';
import type { Report } from 'happens-before/check';
import { markdown } from './markdown.ts';

/** An example, and what came of it. */
export interface Shown {
  /** Its path in `examples`. */
  readonly name: string;
  readonly claim: string;
  readonly model: Model | undefined;
  readonly report: Report;
  /** How many other programs it exports. */
  readonly variants: number;
}

/** A model in words: what is not as it is where none is given. */
function modelText(model: Model | undefined): string {
  if (model === undefined) return 'asynchronous';
  const usual: Readonly<Record<string, unknown>> = { ...asynchronous({}) };
  const unusual = Object.entries(model).filter(
    ([name, value]) => name !== 'kind' && usual[name] !== value && value !== 0,
  );
  return [model.kind, ...unusual.map(([name, value]) => `${name} ${JSON.stringify(value).replaceAll('"', '')}`)].join(
    ', ',
  );
}

/** What each example claims, and what came of it. */
export function galleryTable(examples: readonly Shown[]): string {
  const rows = examples.map(({ name, claim, model, report, variants }) => [
    `[${name}](../examples/${name})`,
    claim,
    modelText(model),
    variants === 0 ? report.verdict : `${report.verdict}, and in ${variants.toLocaleString('en')} variants`,
    report.executions.toLocaleString('en'),
    `${(report.elapsedMs / 1000).toFixed(2)} s`,
  ]);
  return markdown([['program', 'claim', 'model', 'verdict', 'executions', 'time'], ...rows]);
}
