/** What a report says of a search that tells states apart. */
import { CachedSearch } from '../explore/cached-search.ts';
import { collisionProbability } from '../explore/fingerprint-table.ts';
import { NotRepeatable } from '../explore/search.ts';
import type { Explained } from './findings.ts';
import type { Replayer } from './replaying.ts';
import type { SessionEnd } from './session.ts';

/** From which probability on a reader is told that two states may have been taken for one. */
const noticeable = 1e-9;

/** The number of states, where they were told apart. */
export function statesOf({ search }: SessionEnd): number | undefined {
  return search instanceof CachedSearch ? search.states : undefined;
}

/** Whether processes were seen to share something that is no operation, so that states cannot be told apart. */
export function sharesUnseen({ search }: SessionEnd): boolean {
  return search instanceof CachedSearch && search.broken !== undefined && search.broken.checkpoint === undefined;
}

/** What a reader has to know of such a search. */
export function notesOn({ search }: SessionEnd): string[] {
  if (!(search instanceof CachedSearch)) return [];
  const notes: string[] = [];
  if (search.probes > 0)
    notes.push(`what processes declared at checkpoints held in ${search.probes} executions run on for that`);
  if (search.isUnmerged) {
    notes.push(
      'a process waits for a promise that another settles, or for a signal that is not ours: checkpoints were not used',
    );
  }
  const probability = collisionProbability(search.states);
  if (probability > noticeable)
    notes.push(`two states were taken for one with probability ${probability.toExponential(0)}`);
  return notes;
}

/** The finding that a process did not keep what it declared at a checkpoint; undefined when all did. */
export async function brokenCheckpoint({ search }: SessionEnd, replayer: Replayer): Promise<Explained | undefined> {
  if (!(search instanceof CachedSearch) || search.broken?.checkpoint === undefined) return undefined;
  const { process: index, checkpoint, path } = search.broken;
  const replayed = await replayer.along(path, false);
  const isUnrepeated = replayed instanceof NotRepeatable;
  const { execution } = replayed;
  const process = execution.processes[index]?.name ?? 'main';
  const declared = execution.steps.findLast((step) => step.transition.identity === checkpoint)?.transition.pending;
  const site = (declared && replayer.explainer(execution).site(declared)) ?? 'unknown line';
  return {
    finding: {
      kind: 'broken checkpoint',
      process,
      message: `checkpoint at ${site}: ${process} went on differently after two histories that it said came to the same state`,
      site,
      schedule: isUnrepeated ? '' : replayed.schedule,
    },
    replayed: isUnrepeated ? undefined : replayed,
  };
}
