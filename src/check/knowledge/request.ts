/**
 * What became of a request: the state of the node it was sent to × the fate of the request × the fate of the reply.
 *
 * The request is the last message that the one node sent to the other; the reply is the first message that goes back from
 * there after the request was received. A message that has arrived and was not received yet is on its way: nobody can tell
 * the difference.
 */
import type { LifeChange, Message, Passage, Run, RunEvent } from '../cuts/run.ts';
import type { CutState } from '../cuts/state.ts';
import type { Question } from './question.ts';

/** How far the request and its reply have come. */
export type Exchange =
  | 'request lost'
  | 'request on its way'
  | 'request forgotten'
  | 'not answered'
  | 'reply on its way'
  | 'reply lost'
  | 'reply forgotten'
  | 'answered';

/** How the node is that was asked; `ended`: its program is over. */
export type Peer = 'up' | 'ended' | 'crashed' | 'restarted';

/** The worlds there are, in words; `Q` stands for the node that was asked. Documented in `docs/knowledge.md`. */
export const worlds: Readonly<Record<Exchange, Readonly<Record<Peer, string>>>> = {
  'request lost': {
    up: 'the request was lost',
    ended: 'the request was lost, and Q has ended',
    crashed: 'the request was lost, and Q has crashed',
    restarted: 'the request was lost, and Q has crashed and started again',
  },
  'request on its way': {
    up: 'the request is on its way',
    ended: 'the request is on its way to Q, which has ended',
    crashed: 'Q crashed before it received the request',
    restarted: 'the request is on its way to Q, which has crashed and started again',
  },
  'request forgotten': {
    up: 'the request had arrived, and Q forgot it when it crashed',
    ended: 'the request had arrived, and Q forgot it when it crashed',
    crashed: 'the request had arrived, and Q forgot it when it crashed',
    restarted: 'the request had arrived, and Q forgot it when it crashed',
  },
  'not answered': {
    up: 'Q is slow: it has received the request and not answered yet',
    ended: 'Q has received the request and ended without an answer',
    crashed: 'Q crashed after it received the request and before it answered',
    restarted: 'Q crashed after it received the request and before it answered, and has started again',
  },
  'reply on its way': {
    up: 'the reply is on its way',
    ended: 'the reply is on its way',
    crashed: 'the reply is on its way, and Q has crashed since',
    restarted: 'the reply is on its way, and Q has crashed and started again since',
  },
  'reply lost': {
    up: 'the reply was lost',
    ended: 'the reply was lost',
    crashed: 'the reply was lost, and Q has crashed since',
    restarted: 'the reply was lost, and Q has crashed and started again since',
  },
  'reply forgotten': {
    up: 'the reply had arrived, and was forgotten in a crash',
    ended: 'the reply had arrived, and was forgotten in a crash',
    crashed: 'the reply had arrived, and was forgotten in a crash',
    restarted: 'the reply had arrived, and was forgotten in a crash',
  },
  answered: {
    up: 'the reply has been received',
    ended: 'the reply has been received',
    crashed: 'the reply has been received, and Q has crashed since',
    restarted: 'the reply has been received, and Q has crashed and started again since',
  },
};

/** What became of the last request of the node `asker` to the node `asked`, one of whose messages that is. */
export function whatBecameOf(asker: string, asked: string): Question {
  return {
    about: `what became of ${asked} and of what was asked of it`,
    mattersIn: (run) => (event) => {
      const { passages, lives, ended } = run.events[event] as RunEvent;
      return (
        passages.some(({ message }) => isBetween(message, asker, asked)) ||
        lives.some(({ node }) => node === asked) ||
        ended.some(({ process }) => run.nodes[process] === asked)
      );
    },
    answer: (state) => wordsFor(exchangeAt(state, asker, asked), peerAt(state, asked), asked),
    order: Object.values(worlds).flatMap((row) => Object.values(row).map((words) => named(words, asked))),
  };
}

/** The nodes that `asker` has sent something to. */
export function askedBy(asker: string, { run, inside }: CutState): string[] {
  const sent = [...inside].flatMap((at) => run.events[at]?.passages ?? []).filter(({ what }) => what === 'sent');
  return [...new Set(sent.filter(({ message }) => message.from === asker).map(({ message }) => message.to))];
}

function wordsFor(exchange: Exchange, peer: Peer, asked: string): string {
  return named(worlds[exchange][peer], asked);
}

function named(words: string, asked: string): string {
  return words.replaceAll(/\bQ\b/g, () => asked);
}

function isBetween({ from, to }: Message, one: string, other: string): boolean {
  return (from === one && to === other) || (from === other && to === one);
}

/** How far the last request and its reply have come; where there is no request, it is as if it were on its way. */
function exchangeAt({ run, inside }: CutState, asker: string, asked: string): Exchange {
  const events = [...inside];
  const sentBy =
    (from: string, to: string): ((event: number) => Message[]) =>
    (event) =>
      passagesOf(run, event)
        .filter(({ what, message }) => what === 'sent' && message.from === from && message.to === to)
        .map(({ message }) => message);
  const request = events.flatMap(sentBy(asker, asked)).at(-1);
  if (request === undefined) return 'request on its way';
  const received = events.find((event) => isReceived(run, event, request));
  if (received === undefined) return `request ${unreceived(run, events, request)}`;
  const { chain, past } = run.events[received] as RunEvent;
  const position = past[chain] as number;
  const after = events.filter((event) => ((run.events[event] as RunEvent).past[chain] ?? 0) >= position);
  const [reply] = after.flatMap(sentBy(asked, asker));
  if (reply === undefined) return 'not answered';
  if (events.some((event) => isReceived(run, event, reply))) return 'answered';
  return `reply ${unreceived(run, events, reply)}`;
}

function passagesOf(run: Run, event: number): readonly Passage[] {
  return run.events[event]?.passages ?? [];
}

function isReceived(run: Run, event: number, { id }: Message): boolean {
  return passagesOf(run, event).some(({ what, message }) => what === 'received' && message.id === id);
}

/** What became of a message of which no copy was received. */
function unreceived(run: Run, events: readonly number[], { id, copies }: Message): 'lost' | 'on its way' | 'forgotten' {
  const passages = events.flatMap((event) => passagesOf(run, event));
  const forgotten = passages.filter(({ what, message }) => what === 'forgotten' && message.id === id).length;
  if (copies === 0) return 'lost';
  return forgotten >= copies ? 'forgotten' : 'on its way';
}

function peerAt(state: CutState, asked: string): Peer {
  const { run, inside } = state;
  const lives: LifeChange[] = [...inside].flatMap((event) => run.events[event]?.lives ?? []);
  const last = lives.findLast(({ node }) => node === asked);
  if (last !== undefined) return last.what;
  return state.ended(asked) ? 'ended' : 'up';
}
