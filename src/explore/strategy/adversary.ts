/**
 * When the adversary acts in executions that are drawn.
 *
 * What it may do are transitions among the others, and drawn like those it would do all of it at once: every second first
 * message would be lost, and nodes crash before they have anything to forget. A bug needs it at one certain moment. So for
 * everything that it may do so many times, the moments are drawn beforehand, as PCT draws where priorities drop: among as many
 * as the longest execution so far had at which it could have been done, each as likely as the others. (For a loss and for a
 * duplicate these are the messages sent, for all else the steps.) One that comes after the end of its execution, or that is
 * left out to begin with, as some are, makes one with fewer faults. Without faults the strategy underneath decides alone.
 */
import { Random } from '../../base/random.ts';
import type { FaultBudgets } from '../../trace/model.ts';
import { fates } from '../network.ts';
import type { Transition } from '../transition.ts';
import { shareOperation } from '../transition.ts';
import type { Coverage, Strategy } from './strategy.ts';

type Fault = 'loss' | 'duplication' | 'crash' | 'partition' | 'heal';

/** Each time that it may do something, it does with this probability. */
const likelihood = 0.8;
/** So that its draws and those of the strategy underneath have nothing to do with each other. */
const offset = 0x5eed;

export class WithAdversary implements Strategy {
  readonly #inner: Strategy;
  readonly #random: Random;
  readonly #budgets: ReadonlyMap<Fault, number>;
  /** When, from 1, each is done in this execution. */
  readonly #moments = new Map<Fault, ReadonlySet<number>>();
  /** How often each could have been done in this execution, and in the one so far where that was most. */
  readonly #chances = new Map<Fault, number>();
  readonly #mostChances = new Map<Fault, number>();

  constructor(inner: Strategy, seed: number, { loss, duplication, crashes, partitions }: FaultBudgets) {
    this.#inner = inner;
    this.#random = new Random(seed + offset);
    this.#budgets = new Map([
      ['loss', loss],
      ['duplication', duplication],
      ['crash', crashes],
      ['partition', partitions],
      ['heal', partitions],
    ]);
  }

  get coverage(): Coverage {
    return this.#inner.coverage;
  }

  begin(): boolean {
    this.#chances.clear();
    for (const [fault, budget] of this.#budgets) this.#moments.set(fault, this.#draw(fault, budget));
    return this.#inner.begin();
  }

  choose(transitions: readonly Transition[], at: number): Transition | undefined {
    const faults = transitions.filter((transition) => faultOf(transition) !== undefined);
    if (faults.length === 0) return this.#inner.choose(transitions, at);
    const now = this.#due(faults.filter((transition) => !isFate(transition)));
    if (now !== undefined) return now;
    const rest = transitions.filter((transition) => faultOf(transition) === undefined);
    const chosen = this.#inner.choose(rest.length === 0 ? transitions : rest, at);
    if (chosen === undefined) return undefined;
    return this.#due(faults.filter((fault) => isFate(fault) && shareOperation(fault, chosen))) ?? chosen;
  }

  end(): boolean {
    for (const [fault, chances] of this.#chances)
      this.#mostChances.set(fault, Math.max(chances, this.#mostChances.get(fault) ?? 0));
    return this.#inner.end();
  }

  #draw(fault: Fault, budget: number): ReadonlySet<number> {
    const most = this.#mostChances.get(fault) ?? 0;
    const moments = new Set<number>();
    for (let time = 0; time < budget && most > 0; time++)
      if (this.#random.float() < likelihood) moments.add(1 + this.#random.below(most));
    return moments;
  }

  /** One of `possible` whose moment has come. */
  #due(possible: readonly Transition[]): Transition | undefined {
    let due: Transition | undefined;
    for (const fault of this.#budgets.keys()) {
      const own = possible.filter((transition) => faultOf(transition) === fault);
      if (own.length === 0) continue;
      const chance = 1 + (this.#chances.get(fault) ?? 0);
      this.#chances.set(fault, chance);
      if (this.#moments.get(fault)?.has(chance) === true) due ??= own[this.#random.below(own.length)];
    }
    return due;
  }
}

function faultOf({ pending: { operation }, alternative }: Transition): Fault | undefined {
  switch (operation.kind) {
    case 'post':
      if (alternative === fates.lost) return 'loss';
      return alternative === fates.doubled ? 'duplication' : undefined;
    case 'crash':
    case 'partition':
    case 'heal':
      return operation.kind;
    default:
      return undefined;
  }
}

/** Whether it is an alternative of a step of the program, and no step of its own. */
function isFate({ pending }: Transition): boolean {
  return pending.operation.kind === 'post';
}
