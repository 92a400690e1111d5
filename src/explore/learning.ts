/** What executions teach: which first steps, errors, joins and races matter. What was explored before it was known is void. */
import { invariant } from '../base/assert.ts';
import type { Execution } from './execution.ts';
import type { Footprint } from './footprint.ts';
import { joinPlace } from './places.ts';
import type { Learnt } from './search.ts';
import type { Step } from './step.ts';
import type { Transition } from './transition.ts';

export class Learning {
  readonly #learnt: Learnt;
  readonly #everythingEntangled: boolean;

  constructor(learnt: Learnt, everythingEntangled: boolean) {
    this.#learnt = learnt;
    this.#everythingEntangled = everythingEntangled;
  }

  /** Takes in how `execution` began; true when the search must start again. */
  begun(execution: Execution): boolean {
    const late = execution.lateStart;
    if (late === undefined) return false;
    const { id } = late.identity;
    invariant(!this.#learnt.explicitStarts.has(id), 'an explicit start was taken for a late one');
    this.#learnt.explicitStarts.add(id);
    return true;
  }

  /** Takes in a step, which was taken without looking at others if it was `quiet`; true when the search must start again. */
  happened(execution: Execution, step: Step, quiet: boolean): boolean {
    const { erring, racing, opaque } = this.#learnt;
    let news = this.begun(execution);
    for (const process of execution.erred) {
      if (erring.has(process)) continue;
      erring.add(process);
      news = true;
    }
    for (const process of execution.lateRacing) {
      racing.add(process);
      news = true;
    }
    const { identity } = step.transition;
    if (quiet && !this.#isSilent(step.footprint) && !opaque.has(identity)) {
      opaque.add(identity);
      news = true;
    }
    return news;
  }

  /** Whether the step conflicts with none, so that it may as well be taken at once. */
  isQuiet({ pending, identity }: Transition): boolean {
    const { kind, signal } = pending.operation;
    if (kind !== 'join' && kind !== 'mark' && kind !== 'checkpoint') return false;
    return signal === undefined && !this.#learnt.opaque.has(identity) && !this.#everythingEntangled;
  }

  /** To have called `join` conflicts only with an end in an error. */
  #isSilent({ ends, touches }: Footprint): boolean {
    return !ends && touches.every(({ place, object }) => place === joinPlace && !this.#learnt.erring.has(object));
  }
}
