import { describe, MisuseError } from './errors.ts';
import type { Effects, Use } from './operation.ts';
import { KernelObject, Operation, Slot } from './operation.ts';
import type { Survey } from './survey.ts';

const announced = 1;

/**
 * Places of an RWMutex that events use. Readers that enter commute with one another, as do those that leave; the one and
 * the other do not, because nobody can leave before there is a reader.
 */
const rwPlace = { writer: 0, readers: 1, leaving: 2, entering: 3, held: 4 } as const;

/**
 * Many readers or one writer (rules 7–10). As in Go a writer that has to wait announces itself first, in a step of its
 * own, and from then on new readers wait too: a reader that locks twice with a writer in between is stuck.
 */
const ofWriter = [[rwPlace.readers, 'read']] as const;
const ofReader = [...ofWriter, [rwPlace.entering, 'commute']] as const;

export class RWMutex extends KernelObject {
  override readonly type = 'RWMutex';
  readers = 0;
  /** The writer that holds the lock (`true`) or waits for the readers to leave. */
  writer: Operation | true | undefined = undefined;
  readonly #writeUnlocked = new Slot();
  readonly #readUnlocked = new Slot();

  override enabled(operation: Operation): boolean {
    switch (operation.kind) {
      case 'lock':
      case 'relock':
        return operation.phase === announced
          ? this.writer === operation && this.readers === 0
          : this.writer === undefined;
      case 'rlock':
        return this.writer === undefined;
      default:
        return true;
    }
  }

  override perform(operation: Operation, effects: Effects): void {
    switch (operation.kind) {
      case 'lock':
      case 'relock':
        return this.#lock(operation, effects);
      case 'tryLock':
        if (this.writer !== undefined || this.readers > 0) return this.#refuse(operation, effects);
        return this.#lock(operation, effects);
      case 'rlock':
      case 'tryRLock':
        if (this.writer !== undefined) return this.#refuse(operation, effects);
        effects.touch(this, rwPlace.writer, 'read');
        effects.touch(this, rwPlace.readers, 'read');
        effects.touch(this, rwPlace.entering, 'commute');
        effects.acquire(this.#writeUnlocked);
        this.readers++;
        return effects.complete(operation, operation.kind === 'tryRLock' ? true : undefined);
      case 'unlock':
        if (this.writer !== true) {
          effects.touch(this, rwPlace.writer, 'write', this.writer !== undefined);
          effects.touch(this, rwPlace.held, 'write');
          return this.#misuse(operation, 'unlock', 'which is not locked for writing', effects);
        }
        this.release(effects);
        return effects.complete(operation, undefined);
      default:
        if (this.readers === 0) {
          effects.touch(this, rwPlace.readers, 'write');
          return this.#misuse(operation, 'runlock', 'which is not locked for reading', effects);
        }
        this.releaseReader(effects);
        return effects.complete(operation, undefined);
    }
  }

  override survey(to: Survey): void {
    to.number(this.readers);
    if (this.writer instanceof Operation) to.operation(this.writer);
    else to.number(this.writer === undefined ? 0 : 1);
    to.slot(this.#writeUnlocked);
    to.slot(this.#readUnlocked);
  }

  override surelyAcquires({ kind }: Operation): readonly Slot[] {
    if (kind === 'rlock') return [this.#writeUnlocked];
    return kind === 'lock' || kind === 'relock' ? [this.#writeUnlocked, this.#readUnlocked] : [];
  }

  override wouldUse(operation: Operation): Use {
    return operation.kind === 'rlock' ? 'read' : 'write';
  }

  override wouldAlsoUse({ kind }: Operation): readonly (readonly [place: number, use: Use])[] {
    return kind === 'rlock' ? ofReader : ofWriter;
  }

  /** Readers that waited while a writer held the lock go before the next writer, as in Go. */
  override firstToGo(): Operation | undefined {
    for (let waiter = this.waiting.head; waiter !== undefined; waiter = waiter.next) {
      if (waiter.kind === 'rlock' && this.enabled(waiter)) return waiter;
    }
    return super.firstToGo();
  }

  override withdraw(operation: Operation, effects: Effects): void {
    if (this.writer !== operation) return;
    effects.touch(this, rwPlace.writer, 'write', true);
    // Had the readers left first, it could have been performed instead.
    effects.touch(this, rwPlace.leaving, 'guard');
    this.writer = undefined;
  }

  /** Unlocks for writing as part of another event (`Cond.wait`). */
  release(effects: Effects): void {
    effects.touch(this, rwPlace.writer, 'write', true);
    effects.touch(this, rwPlace.held, 'write');
    effects.release(this.#writeUnlocked);
    this.writer = undefined;
  }

  releaseReader(effects: Effects): void {
    const use = this.readers > 1 ? 'commute' : 'exhaust';
    effects.touch(this, rwPlace.readers, use);
    effects.touch(this, rwPlace.leaving, use, true);
    effects.release(this.#readUnlocked);
    this.readers--;
  }

  /** Sees that no writer holds it. */
  lookAtWriter(effects: Effects): void {
    effects.touch(this, rwPlace.writer, 'read', this.writer !== undefined);
    effects.touch(this, rwPlace.held, 'read');
  }

  /** Sees whether there are readers. */
  lookAtReaders(effects: Effects): void {
    effects.touch(this, rwPlace.readers, 'read');
    effects.touch(this, rwPlace.entering, 'read');
  }

  #lock(operation: Operation, effects: Effects): void {
    if (operation.phase === announced) {
      // Whom it holds back it does since it announced itself: this step makes no difference to them.
      effects.touch(this, rwPlace.leaving, 'write');
      effects.touch(this, rwPlace.held, 'write');
    } else {
      effects.touch(this, rwPlace.writer, 'write');
      effects.touch(this, rwPlace.readers, 'read');
    }
    if (this.readers > 0) {
      this.writer = operation;
      operation.phase = announced;
      return effects.wait(operation);
    }
    effects.acquire(this.#writeUnlocked);
    effects.acquire(this.#readUnlocked);
    this.writer = true;
    effects.complete(operation, operation.kind === 'tryLock' ? true : undefined);
  }

  /** A failed try looks at readers and writers alike, so it must be told apart from every change of either. */
  #refuse(operation: Operation, effects: Effects): void {
    effects.touch(this, rwPlace.writer, 'read', this.writer !== undefined);
    if (operation.kind === 'tryLock') this.lookAtReaders(effects);
    effects.complete(operation, false);
  }

  #misuse(operation: Operation, call: string, why: string, effects: Effects): void {
    effects.fail(operation, new MisuseError(`${call} of ${describe(this.type, this.name)}, ${why}`));
  }
}

/** The read side of an RWMutex as a lock of its own, for `Cond`. */
export class ReadLocker extends KernelObject {
  override readonly type = 'read side of RWMutex';
  readonly of: RWMutex;

  constructor(of: RWMutex) {
    super(of.name);
    this.of = of;
  }

  override enabled(): boolean {
    return false;
  }

  override perform(): void {}

  override survey(to: Survey): void {
    to.object(this.of);
  }
}
