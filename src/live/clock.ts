/** Something that happens at a time. */
export abstract class Alarm {
  due = 0;
  /** Position in the order of arming: alarms due at one time go off in it. */
  order = 0;
  /** Place in the clock's heap; -1 while not armed. */
  place = -1;
  /** Whether the process must not end before it. */
  keepsAlive = false;

  /** It has been taken off the clock; `due` still says for when it was set. */
  abstract goOff(): void;

  get armed(): boolean {
    return this.place >= 0;
  }
}

type Handle = ReturnType<typeof setTimeout>;

/**
 * All alarms behind one timer of the platform, which is armed for the earliest of them and not at all when there is none.
 *
 * The platform's own timers would do but for their order: those of one length go off together, before a timer of another
 * length that was due between them. Here what was armed before and is due no later goes off first, always.
 */
export class Clock {
  readonly #heap: Alarm[] = [];
  #armed = 0;
  #keepers = 0;
  #handle: Handle | undefined = undefined;
  #handleDue = Infinity;
  #ringing = false;

  /** Arms `alarm` anew, to go off in `ms` milliseconds, never before. */
  set(alarm: Alarm, ms: number): void {
    this.setAt(alarm, performance.now() + ms);
  }

  setAt(alarm: Alarm, due: number): void {
    this.#remove(alarm);
    alarm.due = due;
    alarm.order = this.#armed++;
    if (alarm.keepsAlive) this.#keepers++;
    this.#heap.push(alarm);
    this.#rise(alarm, this.#heap.length - 1);
    this.#follow();
  }

  clear(alarm: Alarm): void {
    if (!alarm.armed) return;
    this.#remove(alarm);
    this.#follow();
  }

  /** Says whether the process must stay alive for `alarm`. */
  keep(alarm: Alarm, keepsAlive: boolean): void {
    if (alarm.keepsAlive === keepsAlive) return;
    alarm.keepsAlive = keepsAlive;
    if (!alarm.armed) return;
    this.#keepers += keepsAlive ? 1 : -1;
    if (this.#keepers <= 1) this.#hold();
  }

  /** Makes the platform's timer fit the earliest alarm. */
  #follow(): void {
    if (this.#ringing) return;
    const due = this.#heap[0]?.due ?? Infinity;
    if (due !== this.#handleDue) {
      clearTimeout(this.#handle);
      this.#handleDue = due;
      this.#handle =
        due === Infinity ? undefined : setTimeout(() => this.#ring(), Math.ceil(Math.max(0, due - performance.now())));
    }
    this.#hold();
  }

  /** Only Node's timers keep a process alive; elsewhere they are numbers. */
  #hold(): void {
    const handle: unknown = this.#handle;
    if (typeof handle !== 'object' || handle === null) return;
    const timeout = handle as NodeJS.Timeout;
    if (this.#keepers > 0) timeout.ref();
    else timeout.unref();
  }

  #ring(): void {
    this.#handle = undefined;
    this.#handleDue = Infinity;
    this.#ringing = true;
    const now = performance.now();
    for (let first = this.#heap[0]; first !== undefined && first.due <= now; first = this.#heap[0]) {
      this.#remove(first);
      first.goOff();
    }
    this.#ringing = false;
    this.#follow();
  }

  #remove(alarm: Alarm): void {
    const { place } = alarm;
    if (place < 0) return;
    alarm.place = -1;
    if (alarm.keepsAlive) this.#keepers--;
    const last = this.#heap.pop();
    if (last === undefined || last === alarm) return;
    this.#rise(last, place);
    this.#sink(last, last.place);
  }

  #rise(alarm: Alarm, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !before(alarm, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(alarm, place);
  }

  #sink(alarm: Alarm, from: number): void {
    let place = from;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      const child = left !== undefined && right !== undefined && before(right, left) ? right : left;
      if (child === undefined || !before(child, alarm)) break;
      const below = child.place;
      this.#put(child, place);
      place = below;
    }
    this.#put(alarm, place);
  }

  #put(alarm: Alarm, place: number): void {
    this.#heap[place] = alarm;
    alarm.place = place;
  }
}

function before(a: Alarm, b: Alarm): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** The program's clock. */
export const clock: Clock = new Clock();
