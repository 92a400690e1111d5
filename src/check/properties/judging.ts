/** The properties of one check, as the search sees them: what it must keep apart for them, and what they say of executions. */
import type { Execution } from '../../explore/execution.ts';
import type { End } from '../../explore/search.ts';
import type { MarkUse, Watched } from '../../explore/seen.ts';
import type { Step } from '../../explore/step.ts';
import { nameOf } from '../../explore/transition.ts';
import type { Goal, Watch } from '../../explore/witnesses.ts';
import type { MarkNote } from '../../kernel/mark-note.ts';
import type { FoundViolation } from '../collector.ts';
import type { Judge, JudgedProperty, Preparation, Violation } from './property.ts';
import { titleOf } from './property.ts';

interface Judged {
  readonly title: string;
  readonly judge: Judge;
}

export class Judging implements Watched {
  readonly titles: readonly string[];
  readonly #properties: readonly JudgedProperty[];
  readonly #judged: readonly Judged[];
  readonly #uses = new WeakMap<MarkNote, readonly MarkUse[]>();

  private constructor(properties: readonly JudgedProperty[], judges: readonly Judge[]) {
    this.#properties = properties;
    this.titles = properties.map(titleOf);
    this.#judged = judges.map((judge, at) => ({ title: this.titles[at] as string, judge }));
  }

  /** Nothing when there is nothing to judge. */
  static async of(properties: readonly JudgedProperty[], preparation: Preparation): Promise<Judging | undefined> {
    if (properties.length === 0) return undefined;
    const judges: Judge[] = [];
    for (const property of properties) judges.push(await property.judge(preparation));
    return new Judging(properties, judges);
  }

  usesOf(mark: MarkNote): readonly MarkUse[] {
    let uses = this.#uses.get(mark);
    if (uses === undefined) {
      uses = this.#properties.flatMap((property) => property.usesOf(mark));
      this.#uses.set(mark, uses);
    }
    return uses;
  }

  get seesStates(): boolean {
    return this.#properties.some(({ seesStates }) => seesStates);
  }

  /** What is wrong in an execution that goes on for ever with its last `length` steps. */
  endless(execution: Execution, length: number): FoundViolation[] {
    return this.#judged.flatMap(({ judge }, property) => {
      const violation = judge.endless?.(execution, length);
      return violation === undefined ? [] : [this.#found(property, violation, execution)];
    });
  }

  /** What is wrong in an execution that the search came to the end of. */
  violations(execution: Execution, how: End): FoundViolation[] {
    const reach = how === 'complete' ? 'complete' : 'cut';
    return this.#judged.flatMap(({ judge }, property) => {
      const violation = judge.look(execution, reach);
      return violation === undefined ? [] : [this.#found(property, violation, execution)];
    });
  }

  /** The violation that was found as the execution of its witness shows it. */
  again({ property }: FoundViolation, execution: Execution): FoundViolation | undefined {
    const { judge } = this.#judged[property] as Judged;
    const violation = judge.along(execution, false) ?? judge.along(execution, true);
    return violation === undefined ? undefined : this.#found(property, violation, execution);
  }

  /** Executions that show the same property not to hold, with no more to see of it. */
  goal({ property, weight }: FoundViolation): Goal {
    const { judge } = this.#judged[property] as Judged;
    return { watch: () => new ViolationWatch(judge, weight) };
  }

  /** What a reader must know of what was judged. */
  get notes(): string[] {
    return this.#judged.flatMap(({ title, judge }) => [
      ...judge.notes.map((note) => `${title}: ${note}`),
      ...(judge.isTested ? [] : [`${title} was never put to the test: nothing that it speaks of ever happened`]),
    ]);
  }

  /** Whether executions that were all judged may not be all there is to it. */
  get isPartial(): boolean {
    return this.#judged.some(({ judge }) => judge.isPartial);
  }

  #found(property: number, { message, steps, weight }: Violation, execution: Execution): FoundViolation {
    const { title } = this.#judged[property] as Judged;
    const path = steps.map((index) => nameOf((execution.steps[index] as Step).transition));
    return { kind: 'violation', property, title, message, weight, path };
  }
}

/** Looks at an execution as it goes. */
class ViolationWatch implements Watch {
  readonly #judge: Judge;
  readonly #most: number;
  #shown: Violation | undefined = undefined;

  constructor(judge: Judge, most: number) {
    this.#judge = judge;
    this.#most = most;
  }

  step(execution: Execution): boolean {
    return this.#look(execution, false);
  }

  end(execution: Execution): boolean {
    return this.#look(execution, true);
  }

  needs(): readonly number[] | undefined {
    return this.#shown?.needs;
  }

  #look(execution: Execution, ended: boolean): boolean {
    const violation = this.#judge.along(execution, ended);
    this.#shown = violation !== undefined && violation.weight <= this.#most ? violation : undefined;
    return this.#shown !== undefined;
  }
}
