/** Operations and objects as a trace words them. */
import type { ChannelRequest } from './channel.ts';
import type { MarkNote } from './mark-note.ts';
import type { KernelObject, Operation } from './operation.ts';

/** Names for objects, each of which no other has. */
export class ObjectNames {
  readonly #names = new Map<KernelObject, string>();
  readonly #taken = new Map<string, number>();

  /** The name of an object; undefined for one that a reader has no use for. */
  of(object: KernelObject): string | undefined {
    if (object.type === 'nothing' || object.type === 'clock') return undefined;
    let name = this.#names.get(object);
    if (name !== undefined) return name;
    const base = object.name === undefined || object.name === '' ? object.type : object.name;
    const count = (this.#taken.get(base) ?? 0) + 1;
    this.#taken.set(base, count);
    name = count === 1 ? base : `${base}#${count}`;
    this.#names.set(object, name);
    return name;
  }

  /** What an operation waits on, such as `send jobs`. */
  waitingOn({ kind, object, argument }: Operation): string {
    const { cases = [] } = (argument ?? {}) as Partial<ChannelRequest>;
    if (kind === 'sleep') return `sleep ${cases[0]?.label ?? ''}`;
    if (kind === 'select') {
      const names = cases.map((one) => `${one.sends ? 'send' : 'receive'} ${this.of(one.channel)}`);
      return names.length === 0 ? 'select' : `select ${names.join(', ')}`;
    }
    return `${kind} ${this.of(object) ?? ''}`.trim();
  }
}

/** The argument of an operation that is on no channel, where a reader wants it; `show` makes text of a value. */
export function argumentText(operation: Operation, show: (value: unknown) => string): string | undefined {
  const { argument } = operation;
  switch (operation.kind) {
    case 'write':
    case 'store':
    case 'swap':
    case 'add':
    case 'plain.write':
    case 'acquire':
    case 'release':
      return show(argument);
    case 'compareAndSwap': {
      const { expected, replacement } = argument as { expected: unknown; replacement: unknown };
      return `${show(expected)}, ${show(replacement)}`;
    }
    case 'mark':
      return markText(argument as MarkNote, show);
    default:
      return undefined;
  }
}

function markText({ label, data, call }: MarkNote, show: (value: unknown) => string): string {
  if (call === undefined) return show(label);
  return call.returns && data === undefined ? label : `${label} ${show(data)}`;
}

/** What was received, out of whatever shape the call asked for. */
export function receivedValue(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result;
  if ('case' in result) return (result as { value?: unknown }).value;
  return result;
}
