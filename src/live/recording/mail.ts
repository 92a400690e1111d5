/** The messages between nodes of a recorded run. */
import type { Letter } from '../../kernel/node.ts';
import type { TraceMessage } from '../../trace/trace.ts';

interface Sent {
  readonly send: number;
  readonly receipts: number[];
}

export class Mail {
  readonly #sent = new Map<Letter, Sent>();

  /** The event with this number sends the message. */
  send(letter: Letter, event: number): void {
    this.#sent.set(letter, { send: event, receipts: [] });
  }

  receive(letter: Letter, event: number): void {
    this.#sent.get(letter)?.receipts.push(event);
  }

  /** In the order of their sends. Running for real nothing is lost, but what is not taken is on its way. */
  messages(): TraceMessage[] {
    return [...this.#sent].map(([letter, { send, receipts }]) => ({
      send,
      receipts,
      forgotten: [],
      from: letter.from.label,
      to: letter.to.label,
      body: letter.text,
      synchronous: letter.isSynchronous,
      fate: receipts.length > 0 ? 'carried' : 'on its way',
    }));
  }
}
