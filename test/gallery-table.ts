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
  /** What came of the other programs it exports. */
  readonly variants: readonly Report[];
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

function sum(reports: readonly Report[], of: (report: Report) => number): number {
  return reports.reduce((total, report) => total + of(report), 0);
}

/** What each example claims, and what came of it. */
export function galleryTable(examples: readonly Shown[]): string {
  const rows = examples.map(({ name, claim, model, report, variants }) => {
    const all = [report, ...variants];
    const executions = sum(all, (one) => one.executions).toLocaleString('en');
    return [
      `[${name}](../examples/${name})`,
      claim,
      modelText(model),
      report.verdict,
      variants.length === 0 ? executions : `${executions} of ${all.length.toLocaleString('en')} programs`,
      `${(sum(all, (one) => one.elapsedMs) / 1000).toFixed(2)} s`,
    ];
  });
  return markdown([['program', 'claim', 'model', 'verdict', 'executions', 'time'], ...rows]);
}
