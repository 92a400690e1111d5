/** Which objects are part of a state: those that some process may still use. */
import type { KernelObject } from '../kernel/operation.ts';
import type { Survey } from '../kernel/survey.ts';
import type { Account } from './account.ts';
import { Digest } from './digest.ts';
import type { ObjectRecord } from './history.ts';
import type { Names } from './value-digest.ts';
import { digestValue } from './value-digest.ts';

/** Objects that processes which go on, or whose strands still do, may know of, and what can be reached from those. */
export function reachable(account: Account): Set<ObjectRecord> {
  const found = new Set<ObjectRecord>(account.pinned);
  for (const history of account.histories.values()) {
    if (!history.isEnded || history.pending.size > 0) for (const record of history.hand) found.add(record);
  }
  const explorer = new Explorer(account, found);
  // The set grows while it is gone through.
  for (const { core } of found) core.survey(explorer);
  return found;
}

/** Follows what objects refer to. */
class Explorer implements Survey {
  readonly #account: Account;
  readonly #found: Set<ObjectRecord>;
  readonly #names: Names;

  constructor(account: Account, found: Set<ObjectRecord>) {
    this.#account = account;
    this.#found = found;
    this.#names = {
      mention: (object) => {
        this.object(object);
        return account.names.mention(object);
      },
      originOf: account.names.originOf,
    };
  }

  number(): void {}

  value(value: unknown): void {
    if (typeof value === 'object' && value !== null) digestValue(value, new Digest(), this.#names);
  }

  operation(): void {}

  object(object: KernelObject): void {
    const record = this.#account.records.get(object);
    if (record !== undefined) this.#found.add(record);
    else object.survey(this);
  }

  slot(): void {}
}
