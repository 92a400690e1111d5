/** Takes down the executions of a search as runs, which cuts can be made of. */
import type { Execution } from '../../explore/execution.ts';
import type { End, Observer } from '../../explore/search.ts';
import { Sights } from '../../explore/seen.ts';
import type { Step } from '../../explore/step.ts';
import type { Run } from './run.ts';
import { CommonNames } from './run-names.ts';
import { RunWriter } from './run-of.ts';

/** What looks at every run of a search that goes to its end. */
export interface RunListener {
  run(run: Run): void;
  /** What was told so far is void: the search starts again knowing more. */
  restart(): void;
}

export class RunRecorder implements Observer {
  readonly #listener: RunListener;
  readonly #keepsSteps: () => boolean;
  readonly #writer = new RunWriter(new CommonNames());

  /** `keepsSteps`: whether events have the steps that they are; they take much memory. */
  constructor(listener: RunListener, keepsSteps: () => boolean) {
    this.#listener = listener;
    this.#keepsSteps = keepsSteps;
  }

  begin(execution: Execution, kept: number): void {
    this.#writer.cut(kept);
    execution.calls.sights = new Sights('lessons');
  }

  begun(execution: Execution): void {
    this.#writer.begin(execution);
  }

  step(_execution: Execution, step: Step, index: number): void {
    this.#writer.cut(index);
    this.#writer.add(step, this.#keepsSteps());
  }

  end(execution: Execution, how: End): void {
    // The same steps at other times have other moments.
    const isOther = how === 'redundant' && execution.isMoment !== undefined;
    if (how === 'complete' || isOther) this.#listener.run(this.#writer.run(execution, true));
  }

  restart(): void {
    this.#writer.cut(0);
    this.#listener.restart();
  }
}
