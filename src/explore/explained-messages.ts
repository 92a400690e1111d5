/** The messages of an execution as its trace has them: each with its send, its receipts and what became of it. */
import type { Letter } from '../kernel/node.ts';
import type { MessageFate, TraceMessage } from '../trace/trace.ts';
import type { Execution } from './execution.ts';
import type { Fate } from './network.ts';
import { fates } from './network.ts';
import type { ProcessRun } from './process-run.ts';
import type { Step } from './step.ts';
import type { Pending } from './transition.ts';

interface WritableMessage {
  readonly letter: Letter;
  readonly send: number;
  readonly sent: number;
  readonly receipts: number[];
  readonly forgotten: number[];
}

/** The message that a step receives, if it receives one. */
export function letterReceived({ transition }: Step): Letter | undefined {
  return transition.sender?.letter;
}

/** The messages of `steps`, in the order of their sends. Step `i` is event `i + 1`. */
export function messagesOf(steps: readonly Step[]): TraceMessage[] {
  const messages = new Map<Letter, WritableMessage>();
  for (const [at, step] of steps.entries()) {
    const event = at + 1;
    const { pending, alternative } = step.transition;
    const { kind, argument } = pending.operation;
    if (kind === 'post') {
      const letter = argument as Letter;
      messages.set(letter, { letter, send: event, sent: alternative, receipts: [], forgotten: [] });
    }
    const received = letterReceived(step);
    if (received !== undefined) messages.get(received)?.receipts.push(event);
    const forgotten = kind === 'fate' && alternative === 1 ? (argument as Fate).message.letter : undefined;
    if (forgotten !== undefined) messages.get(forgotten)?.forgotten.push(event);
  }
  return [...messages.values()].map(finished);
}

/** The synchronous send of `process` that nobody has received, if there is one. */
export function sentInVain(process: ProcessRun, { steps }: Execution): Pending | undefined {
  const received = new Set(steps.map(letterReceived));
  return steps.find(({ kind, transition: { pending } }) => {
    const letter = pending.operation.argument as Letter;
    return kind === 'post' && pending.process === process && letter.isSynchronous && !received.has(letter);
  })?.transition.pending;
}

function finished(message: WritableMessage): TraceMessage {
  const { letter, send, receipts, forgotten } = message;
  return {
    send,
    receipts,
    forgotten,
    from: letter.from.label,
    to: letter.to.label,
    body: letter.text,
    synchronous: letter.isSynchronous,
    fate: fateOf(message),
  };
}

function fateOf({ sent, receipts, forgotten }: WritableMessage): MessageFate {
  if (sent === fates.lost) return 'lost';
  if (sent === fates.cut) return 'cut';
  if (sent === fates.doubled) return 'doubled';
  if (receipts.length > 0) return 'carried';
  return forgotten.length > 0 ? 'forgotten' : 'on its way';
}
