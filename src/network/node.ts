import type { ReceiveChannel } from '../csp/channel.ts';
import { ChannelFacade } from '../csp/channel.ts';
import type { Process } from '../csp/go.ts';
import { ProcessFacade } from '../csp/go.ts';
import type { Shared } from '../csp/shared.ts';
import { cellOf } from '../csp/shared.ts';
import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import type { Message, NodeCore } from '../kernel/node.ts';
import { Letter } from '../kernel/node.ts';
import { ProcessCore } from '../kernel/process.ts';
import { copyOf } from './copy.ts';
import type { Handle } from './handle.ts';
import { begin } from './handle.ts';
import type { Storage } from './storage.ts';
import { storageOf } from './storage.ts';

/** A node as its own program sees it. `Body`: what its messages carry. */
export interface Self<Body = unknown> {
  /** What others send to. */
  readonly name: string;
  /** The messages that have arrived. One that waits here is not lost, but its node forgets it when it crashes. */
  readonly inbox: ReceiveChannel<Message<Body>>;
  /** What survives a crash. */
  readonly storage: Storage;
  /** How often this node has started again after a crash. */
  readonly restarts: number;
  /**
   * Asynchronous blocking send: resolves when the message has been handed to the network, which may lose it if its model says
   * so. Waits for nobody. Comes before its receipt (rule 17).
   *
   * @param to the name of a node.
   * @param body is copied at the call.
   * @throws Error when there is no such node; TypeError when the body cannot be copied.
   */
  send(to: string, body: Body): Promise<void>;
  /** Synchronous blocking send: waits until the message is received, which wakes it and comes before (rule 5); for ever when it is lost. */
  ssend(to: string, body: Body): Promise<void>;
  /** Asynchronous non-blocking send: complete when the data has left. A `shared` cell is read as it leaves, not at the call. */
  isend(to: string, body: Body | Shared<Body>): Handle;
  /** Synchronous non-blocking send: complete when the message has been received. */
  issend(to: string, body: Body | Shared<Body>): Handle;
  /** Non-blocking receive: complete when the body of a message has been written to `cell`. */
  ireceive(cell: Shared<Body>): Handle;
}

/** The end of an inbox that its node has: it takes whatever is sent. */
class InboxFacade<B> extends ChannelFacade<Message<B>> {
  override get capacity(): number {
    return Infinity;
  }
}

class SelfFacade<B> implements Self<B> {
  readonly inbox: ReceiveChannel<Message<B>>;
  readonly storage: Storage;
  readonly restarts: number;
  readonly #core: NodeCore;
  readonly #driver: Driver;

  constructor(core: NodeCore, by: Driver) {
    this.#core = core;
    this.#driver = by;
    this.restarts = core.restarts;
    this.inbox = new InboxFacade<B>(core.inbox as never, by);
    this.storage = storageOf(core.storage, by);
  }

  get name(): string {
    return this.#core.label;
  }

  send(to: string, body: B): Promise<void> {
    try {
      return this.#driver.post(this.#letter(to, body));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async ssend(to: string, body: B): Promise<void> {
    await this.#deliver(this.#letter(to, body, true));
  }

  isend(to: string, body: B | Shared<B>): Handle {
    const letter = this.#letter(to, body);
    return begin(this.#driver, `isend to ${to}`, () => this.#driver.post(letter));
  }

  issend(to: string, body: B | Shared<B>): Handle {
    const letter = this.#letter(to, body, true);
    return begin(this.#driver, `issend to ${to}`, () => this.#deliver(letter));
  }

  ireceive(cell: Shared<B>): Handle {
    return begin(this.#driver, 'ireceive', async () => {
      const message = await this.inbox.receive();
      if (message !== undefined) await cell.write(message.body);
    });
  }

  async #deliver(letter: Letter): Promise<void> {
    await this.#driver.post(letter);
    await letter.receipt;
  }

  /** @throws Error when there is no such node; TypeError when the body cannot be copied. */
  #letter(to: string, body: B | Shared<B>, isSynchronous = false): Letter {
    const { label, neighbours } = this.#core;
    const node = neighbours.get(to);
    if (node === undefined) {
      const others = [...neighbours.keys()].filter((name) => name !== label);
      const known = others.length === 0 ? 'it is the only one' : `there are ${others.join(', ')}`;
      throw new Error(`send from node '${label}' to '${to}': there is no node of that name; ${known}`);
    }
    const call = `send from node '${label}' to '${to}'`;
    const cell = cellOf(body);
    if (cell !== undefined) return new Letter(this.#core, node, () => copyOf(cell.load(), call), isSynchronous, cell);
    const copy = copyOf(body, call);
    let isTaken = false;
    const another = (): unknown => {
      const own = isTaken ? copyOf(copy, call) : copy;
      isTaken = true;
      return own;
    };
    return new Letter(this.#core, node, another, isSynchronous);
  }
}

/**
 * Starts a node: a program on a component of its own. Nodes share nothing and talk by messages; what the network between
 * them, and they themselves, may do wrong the model says. The body never runs inside the call. Under a check a node that
 * crashes is gone, and one that restarts runs its body again with fresh memory; running for real neither happens.
 *
 * A program of nodes ends in a record that says for each what it returned, or `crashed`, or `waiting`.
 *
 * @param name what others send to; no other node has it.
 * @param body is given the node itself.
 * @returns the process that runs it. Its join never ends when it crashes.
 * @throws TypeError when the name is no text or empty, or the body no function; Error when there is a node of that name.
 * @example
 * node<number>('Q', async (self) => {
 *   const question = await self.inbox.receive()
 *   if (question !== undefined) await self.send(question.from, question.body + 1)
 * })
 * const p = node<number>('P', async (self) => {
 *   await self.send('Q', 41)
 *   return (await self.inbox.receive())?.body
 * })
 * console.log(await p.join()) // 42
 */
export function node<Body = unknown, T = unknown>(
  name: string,
  body: (self: Self<Body>) => T | PromiseLike<T>,
): Process<T> {
  if (typeof name !== 'string' || name === '')
    throw new TypeError('node: a name is needed, by which others send to it');
  if (typeof body !== 'function') throw new TypeError(`node('${name}'): the body of a node must be a function`);
  const by = driver();
  const process = by.adopt(new ProcessCore(name, {}));
  by.node(name, process, (core) => body(new SelfFacade<Body>(core, by)));
  return new ProcessFacade<T>(process, by);
}
