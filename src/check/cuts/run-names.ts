/** How runs call objects and processes. */
import type { ProcessRun } from '../../explore/process-run.ts';
import { baseName, nameSeen } from '../../explore/process-run.ts';

export interface RunNames {
  /** The name of the cell that has `identity` and was called `name`. */
  ofCell(name: string, identity: number): string;
  ofProcess(process: ProcessRun): string;
}

/** Names that the execution alone gives, so that it has the same wherever it is run again. */
export class OwnNames implements RunNames {
  readonly #cells = new StableNames();

  ofCell(name: string, identity: number): string {
    return this.#cells.of(name, identity);
  }

  ofProcess(process: ProcessRun): string {
    return nameSeen(process);
  }
}

/** Names that are the same in every execution of a search. */
export class CommonNames implements RunNames {
  readonly #cells = new StableNames();
  readonly #processes = new StableNames();

  ofCell(name: string, identity: number): string {
    return this.#cells.of(name, identity);
  }

  ofProcess(process: ProcessRun): string {
    return this.#processes.of(baseName(process), process.identity.id);
  }
}

/** A second one of a name gets a number, whichever comes first. */
class StableNames {
  readonly #known = new Map<string, number[]>();

  of(name: string, identity: number): string {
    const known = this.#known.get(name) ?? [];
    this.#known.set(name, known);
    if (!known.includes(identity)) known.push(identity);
    const at = known.indexOf(identity);
    return at === 0 ? name : `${name}#${at + 1}`;
  }
}
