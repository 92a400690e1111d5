/** Executions that show a point: its cut comes first, and then the rest. */
import type { Explorer } from '../../explore/explorer.ts';
import { inQueueOrder } from '../../explore/inbox.ts';
import { obligations } from '../../explore/network.ts';
import { NotRepeatable } from '../../explore/not-repeatable.ts';
import type { Step } from '../../explore/step.ts';
import type { Transition, TransitionName } from '../../explore/transition.ts';
import { sameTransition } from '../../explore/transition.ts';
import type { Trace } from '../../trace/trace.ts';
import type { RunEvent } from '../cuts/run.ts';
import type { State } from '../cuts/state.ts';
import { CutState } from '../cuts/state.ts';
import type { Replayer } from '../replaying.ts';
import type { Point } from './point-table.ts';

/** An execution, and where it is at a point. */
export interface Witness {
  /** Its schedule, which `hb replay` and `replay` take. */
  readonly schedule: string;
  /** How many of its steps come before the point. */
  readonly until: number;
  readonly trace: Trace;
}

/** A witness in which processes are found again. */
export interface Framed extends Witness {
  /** The number in the trace of a process of the run. */
  laneOf(process: string): number;
}

/** A point that some process cannot tell from the one in question. */
export interface Twin {
  readonly state: State;
  /** Runs an execution that comes to the point. @throws NotRepeatable when the program does not do the same again. */
  witness(): Promise<Witness>;
}

/** Makes twins of points of `search`. */
export class Twins {
  readonly #search: Explorer;
  readonly #replayer: Replayer;

  constructor(search: Explorer, replayer: Replayer) {
    this.#search = search;
    this.#replayer = replayer;
  }

  of({ run, cut }: Point): Twin {
    const state = new CutState(run, cut);
    return {
      state,
      witness: async () => {
        const { schedule, until, trace } = await this.witness(state);
        return { schedule, until, trace };
      },
    };
  }

  /** Runs an execution that comes to the state. @throws NotRepeatable when the program does not do the same again. */
  async witness({ run, inside }: CutState): Promise<Framed> {
    const before = [...inside].map((event) => run.events[event] as RunEvent);
    const after = this.#names(run.events.filter((_, event) => !inside.has(event)));
    const path = this.#names(before);
    const result = await this.#replayer.beyond(path, (all, at) => next(all, after, at - path.length));
    if (result instanceof NotRepeatable) throw result;
    const { schedule, trace, execution } = result;
    const laneOf = (process: string): number => {
      const identity = run.identities[run.processes.indexOf(process)];
      return execution.processes.findIndex((one) => one.identity.id === identity);
    };
    return { schedule, until: path.length, trace, laneOf };
  }

  #names(events: readonly RunEvent[]): readonly TransitionName[] {
    const { inboxes } = this.#search.world.learnt;
    if (inboxes.size === 0) return events.map(({ name }) => name);
    return inQueueOrder(
      events.map(({ step }) => step as Step),
      inboxes,
    );
  }
}

/** What happens next after the cut: what did in the run, in its order where that is still possible, and nothing beyond its length. */
function next(all: readonly Transition[], names: readonly TransitionName[], at: number): Transition | undefined {
  if (at >= names.length) return undefined;
  for (const name of names) {
    const found = all.find((transition) => sameTransition(transition, name));
    if (found !== undefined) return found;
  }
  return obligations(all)[0];
}
