/** One turn of the event loop may be spent on operations for this long, in milliseconds, before timers and I/O get theirs. */
const longestTurn = 10;
/** How many operations pass between two looks at the clock, which cost as much as one operation or so. */
const stride = 32;

const now = performance.now.bind(performance);

/** Resolved with nothing: what every operation returns that went at once and has nothing to tell. */
export const done: Promise<undefined> = Promise.resolve(undefined);

/**
 * Keeps programs that always have something to do from starving timers and I/O, which promises alone never let in.
 *
 * Operations are counted, and every so many the clock is read. Once a turn has lasted too long, every operation that goes
 * is performed as always but resolves after the event loop has turned; so each process gets one more step and then pauses,
 * however many there are. What had to wait is resolved by somebody's operation that did not, so counting those is enough.
 */
export class Turn {
  #credit = stride;
  #started: number = now();
  #overdue = false;
  #held: ((value: undefined) => void)[] = [];

  /** The result of an operation that went at once and returns nothing. */
  done(): Promise<undefined> {
    return --this.#credit > 0 ? done : this.#look(done);
  }

  /** The result of an operation that went at once. */
  value<T>(value: T): Promise<T> {
    const result = Promise.resolve(value) as Promise<T>;
    return --this.#credit > 0 ? result : this.#look(result);
  }

  /** The same for a result that is a promise already. */
  result<T>(result: Promise<T>): Promise<T> {
    return --this.#credit > 0 ? result : this.#look(result);
  }

  #look<T>(result: Promise<T>): Promise<T> {
    if (!this.#overdue) {
      this.#credit = stride;
      if (now() - this.#started < longestTurn) return result;
      this.#overdue = true;
      afterTurn(() => this.#begin());
    }
    this.#credit = 0;
    // A rejection has no handler until the turn is over; that is no reason to end the program.
    result.catch(() => {});
    return new Promise<undefined>((resolve) => {
      this.#held.push(resolve);
    }).then(() => result);
  }

  #begin(): void {
    this.#overdue = false;
    this.#credit = stride;
    this.#started = now();
    const held = this.#held;
    this.#held = [];
    for (const resolve of held) resolve(undefined);
  }
}

/** There is one event loop, so there is one of these. */
export const turn: Turn = new Turn();

/** Runs `next` after timers and I/O had their chance. Taken now, so that a test's fake clock cannot stop it. */
const afterTurn: (next: () => void) => void = typeof setImmediate === 'function' ? setImmediate : throughMessage();

/** Browsers have no setImmediate, and their setTimeout waits 4 ms: a message to oneself is their shortest way round. */
function throughMessage(): (next: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  let waiting: (() => void)[] = [];
  port1.addEventListener('message', () => {
    const due = waiting;
    waiting = [];
    for (const next of due) next();
  });
  port1.start();
  return (next) => {
    waiting.push(next);
    port2.postMessage(undefined);
  };
}
