import { knowledgeAt, NoSuchMark } from '../check/knowledge/knowledge.ts';
import type { Budget } from '../check/options.ts';
import { renderKnowledge } from '../report/knowledge-text.ts';
import type { Report } from '../report/report.ts';
import { exitCodes } from './exit-codes.ts';
import { load } from './load.ts';
import type { ModelFlags } from './model.ts';
import { givenModel, modelFlags } from './model.ts';
import { readWholeNumber } from './options.ts';
import { whileSearching } from './searching.ts';
import { type StyleOptions, styleFor } from './style.ts';
import { print } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface KnowsFlags extends StyleOptions, ModelFlags {
  readonly export?: string;
  readonly budgetExecutions?: string;
  readonly budgetMs?: string;
  readonly json?: boolean;
}

export async function knowsCommand(path: string, label: string, flags: KnowsFlags): Promise<number> {
  const budget = readBudget(flags);
  const file = await load(path, flags.export);
  try {
    const { report, drawn } = await whileSearching(file, givenModel(file, flags), (source, more) =>
      knowledgeAt(source, label, { budget, ...more }),
    );
    await print(
      flags.json === true
        ? JSON.stringify(report, undefined, 2)
        : renderKnowledge(report, drawn, [path, ...modelWords(flags)], styleFor(process.stdout, flags)),
    );
    return exitCodeOf(report);
  } catch (error) {
    throw error instanceof NoSuchMark ? new UsageError(`${path}: ${error.message}`) : error;
  }
}

/** The flags that a schedule needs to be run under the same model. */
function modelWords(flags: KnowsFlags): string[] {
  return modelFlags.flatMap((name) => {
    const value = flags[name];
    return value === undefined ? [] : [`--${name}`, /^\w+$/.test(value) ? value : `'${value}'`];
  });
}

function readBudget({ budgetExecutions, budgetMs }: KnowsFlags): Budget {
  return {
    ...(budgetExecutions === undefined
      ? {}
      : { executions: readWholeNumber('--budget-executions', budgetExecutions, 1) }),
    ...(budgetMs === undefined ? {} : { ms: readWholeNumber('--budget-ms', budgetMs, 1) }),
  };
}

/** What cannot be told is certain wherever two worlds were found; what is known only where there can be no more. */
function exitCodeOf({ certainty, knowledge }: Report): number {
  const isOpen = knowledge.some(({ questions }) => questions.some(({ worlds }) => worlds.length < 2));
  return certainty === 'exhaustive' || !isOpen ? exitCodes.fine : exitCodes.undecided;
}
