/** What went wrong in an execution of nodes, beside what they did themselves. */
import type { Trace, TraceMessage } from '../trace/trace.ts';
import { didText } from './operations.ts';

const CLAUSES_MAX = 4;

/** `"a" from P to Q was lost, Q crashed`: in the order in which it happened; undefined when nothing went wrong. */
export function faultsText(trace: Trace): string | undefined {
  const clauses: string[] = [];
  const messages = new Map(trace.messages?.map((message) => [message.send, message]));
  for (const [index, { participants }] of trace.events.entries()) {
    const [first] = participants;
    if (first === undefined) continue;
    const { operation, result = '' } = first;
    const isFault =
      operation === 'crash' ||
      operation === 'partition' ||
      (operation === 'restart' && result === '') ||
      (operation === 'fate' && result.startsWith('forgotten'));
    const clause = isFault ? didText(trace, first) : messageText(messages.get(index));
    if (clause !== undefined) clauses.push(clause);
  }
  if (clauses.length === 0) return undefined;
  const shown = clauses.slice(0, CLAUSES_MAX);
  const more = clauses.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more such things happened`;
}

function messageText(message: TraceMessage | undefined): string | undefined {
  if (message === undefined) return undefined;
  const { fate, from, to, body, receipts } = message;
  const what = `${body} from ${from} to ${to}`;
  if (fate === 'lost') return `${what} was lost`;
  if (fate === 'cut') return `${what} did not get across the cut`;
  return fate === 'doubled' && receipts.length > 1 ? `${what} arrived twice` : undefined;
}
