import type { Effects, Operation } from './operation.ts';
import { KernelObject, Slot } from './operation.ts';
import type { Survey } from './survey.ts';

/** What an entry of a node's storage is set to. */
export interface Entry {
  readonly key: string;
  readonly value: unknown;
}

/** A node's storage: it survives a crash as it was at the latest `sync`; what was written since does not. */
export class StorageCore extends KernelObject {
  override readonly type = 'storage';
  #entries = new Map<string, unknown>();
  #synced: ReadonlyMap<string, unknown> = new Map();
  /** What a restarted node that reads is ordered after (rule 18). */
  readonly #syncing = new Slot();

  override enabled(): boolean {
    return true;
  }

  override survey(to: Survey): void {
    for (const entries of [this.#entries, this.#synced]) {
      to.number(entries.size);
      for (const [key, value] of entries) {
        to.value(key);
        to.value(value);
      }
    }
    to.slot(this.#syncing);
  }

  override perform(operation: Operation, effects: Effects): void {
    const { kind, argument } = operation;
    const changes = kind === 'set' || kind === 'delete' || kind === 'sync';
    effects.touch(this, 0, changes ? 'write' : 'read');
    if (!changes) effects.acquire(this.#syncing);
    effects.complete(operation, this.#result(kind, argument));
    if (kind === 'sync') effects.release(this.#syncing);
  }

  /** The node has crashed: what was not synced is gone. */
  revert(): void {
    this.#entries = new Map(this.#synced);
  }

  #result(kind: Operation['kind'], argument: unknown): unknown {
    switch (kind) {
      case 'get':
        return structuredClone(this.#entries.get(argument as string));
      case 'set':
        this.#entries.set((argument as Entry).key, (argument as Entry).value);
        return undefined;
      case 'delete':
        return this.#entries.delete(argument as string);
      case 'list':
        return [...this.#entries.keys()].sort();
      default:
        this.#synced = new Map(this.#entries);
        return undefined;
    }
  }
}
