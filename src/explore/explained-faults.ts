/** What happens to nodes, messages and the network, as a trace says it. */
import type { Letter } from '../kernel/node.ts';
import type { Participant } from '../trace/trace.ts';
import type { Execution } from './execution.ts';
import type { Fate, NodeRun } from './network.ts';
import { fates } from './network.ts';
import type { ProcessRun } from './process-run.ts';
import type { Step } from './step.ts';

/** What a step of the adversary does, and to whom; undefined for a step of the program. */
export function befalling(step: Step, at: number, execution: Execution): Participant | undefined {
  const { pending, alternative } = step.transition;
  const { kind, argument } = pending.operation;
  switch (kind) {
    case 'crash':
      return participant(pending.process, kind);
    case 'restart':
      return alternative === 0
        ? participant(firstOf(argument as NodeRun, at, execution) ?? pending.process, kind)
        : participant(pending.process, kind, { result: 'stays down' });
    case 'partition':
    case 'heal':
      return participant(pending.process, kind, { argument: execution.network.cutText(cutsUntil(at, execution)) });
    case 'fate':
      return forgetting((argument as Fate).message.letter as Letter, alternative === 1, at, execution);
    default:
      return undefined;
  }
}

/** What became at once of a message that was sent, where that is worth a word. */
export function fateText({ transition: { pending, alternative } }: Step): string | undefined {
  if (pending.operation.kind !== 'post') return undefined;
  if (alternative === fates.lost) return 'lost';
  if (alternative === fates.doubled) return 'doubled';
  return alternative === fates.cut ? 'cut off' : undefined;
}

function participant(
  process: ProcessRun,
  operation: Participant['operation'],
  more: Partial<Participant> = {},
): Participant {
  return { process: process.index, operation, ...more };
}

/** The process that began in the step to run the body of `node`. */
function firstOf(node: NodeRun, at: number, { processes }: Execution): ProcessRun | undefined {
  return processes.find((process) => process.node === node && process.spawnedIn === at + 1);
}

/** How many cuts there were by the step. */
function cutsUntil(at: number, { steps }: Execution): number {
  return steps.slice(0, at + 1).filter(({ kind }) => kind === 'partition').length;
}

function forgetting(letter: Letter, isForgotten: boolean, at: number, { processes }: Execution): Participant {
  const receiver = processes.findLast(
    ({ node, spawnedIn }) => node?.core === letter.to && spawnedIn <= at,
  ) as ProcessRun;
  return participant(receiver, 'fate', {
    from: letter.from.label,
    argument: letter.text,
    result: isForgotten ? 'forgotten in the crash' : 'had not arrived before the crash',
  });
}
