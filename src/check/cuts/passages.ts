/** What steps do to messages and to nodes. */
import type { Fate, NodeRun } from '../../explore/network.ts';
import type { Step } from '../../explore/step.ts';
import type { Letter } from '../../kernel/node.ts';
import type { LifeChange, Message, Passage } from './run.ts';

interface Copy {
  readonly message: Message;
  readonly sentIn: number;
}

/** Follows messages along a path, by the names of the operations that deliver them. */
export class Post {
  /** Messages by the operations that deliver a copy of them, with the step they were sent in. */
  readonly #onTheirWay = new Map<number, Copy>();

  /** Forgets what was sent from the step at `index` on. */
  cut(index: number): void {
    for (const [copy, { sentIn }] of this.#onTheirWay) if (sentIn >= index) this.#onTheirWay.delete(copy);
  }

  /** What the step at `index` does to messages. */
  passagesIn(step: Step, index: number): Passage[] {
    const { kind, transition } = step;
    const { pending, sender, alternative } = transition;
    if (kind === 'post') return [{ what: 'sent', message: this.#send(step, index) }];
    const forgotten = kind === 'fate' && alternative === 1 ? (pending.operation.argument as Fate).message : undefined;
    const known = this.#onTheirWay.get((forgotten ?? sender ?? pending).identity);
    if (known === undefined) return [];
    return [{ what: forgotten === undefined ? 'received' : 'forgotten', message: known.message }];
  }

  #send({ transition, called, seen }: Step, sentIn: number): Message {
    const { operation, identity } = transition.pending;
    const { from, to } = operation.argument as Letter;
    const copies = called.filter(({ operation: { kind } }) => kind === 'deliver');
    const message = { id: identity, from: from.label, to: to.label, body: seen.body, copies: copies.length };
    for (const copy of copies) this.#onTheirWay.set(copy.identity, { message, sentIn });
    return message;
  }
}

/** What a step does to nodes; as another alternative than 0, a restart does not happen. */
export function livesIn({ kind, transition: { pending, alternative } }: Step): LifeChange[] {
  if (alternative !== 0 || (kind !== 'crash' && kind !== 'restart')) return [];
  const { core } = pending.operation.argument as NodeRun;
  return [{ node: core.label, what: kind === 'crash' ? 'crashed' : 'restarted' }];
}
