/** What a model allows and nothing ever came of: it must be said, or a reader takes it for covered. */
import type { FaultName } from '../explore/network.ts';
import type { Model } from '../trace/model.ts';
import type { Collector } from './collector.ts';

const couldNever: ReadonlyMap<FaultName, string> = new Map([
  ['loss', 'there was no message to lose'],
  ['duplication', 'there was no message to double'],
  ['crashes', 'there was no node that could crash'],
  ['restarts', 'no node crashed that could start again'],
  ['partitions', 'there were no two nodes to cut off from each other'],
]);

/** Budgets of the model that could never be used, as notes. */
export function unusedBudgets(model: Model, { offered }: Pick<Collector, 'offered'>): string[] {
  const notes: string[] = [];
  for (const [fault, why] of couldNever) {
    if (model[fault] > 0 && !offered.has(fault))
      notes.push(`${fault}: ${model[fault]} was given and could never be used: ${why}`);
  }
  if (model.pauses > 0 && model.kind === 'asynchronous')
    notes.push(
      `pauses: ${model.pauses} was given and adds nothing: under the asynchronous model nodes may stand still at any time`,
    );
  return notes;
}
