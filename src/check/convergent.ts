/** What a report says of a search that tells states apart. */
import { CachedSearch } from '../explore/cached-search.ts';
import { waitOf } from '../explore/explain.ts';
import type { Explorer } from '../explore/explorer.ts';
import { collisionProbability } from '../explore/fingerprint-table.ts';
import { NotRepeatable } from '../explore/not-repeatable.ts';
import type { ProcessRun } from '../explore/process-run.ts';
import type { Explained } from './findings.ts';
import { notRepeatable, unknownSite } from './findings.ts';
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

/** Whether a round was found that processes can go for ever. */
export function goesRound(search: Explorer | undefined): boolean {
  return search instanceof CachedSearch && search.round !== undefined;
}

/** The finding that processes can go round for ever; undefined when none was found. */
export async function livelock({ search }: SessionEnd, replayer: Replayer): Promise<Explained | undefined> {
  if (!(search instanceof CachedSearch) || search.round === undefined) return undefined;
  const { path, length, processes } = search.round;
  const replayed = await replayer.along(path, false);
  if (replayed instanceof NotRepeatable)
    return { finding: notRepeatable(replayer, replayed.execution), replayed: undefined };
  const { execution, explainer, schedule } = replayed;
  const goers = processes.map((index) => {
    const run = execution.processes[index] as ProcessRun;
    const pending = waitOf(run, execution);
    const waitingOn = pending === undefined ? 'await' : explainer.waitingOn(pending.operation);
    return { process: run.name, waitingOn, site: (pending && explainer.site(pending)) ?? unknownSite };
  });
  const [first, ...others] = goers as [(typeof goers)[0], ...typeof goers];
  return { finding: { kind: 'livelock', ...first, turn: length, others, schedule }, replayed };
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
  const site = (declared && replayer.explainer(execution).site(declared)) ?? unknownSite;
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
