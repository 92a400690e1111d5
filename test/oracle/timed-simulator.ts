/**
 * The programs of `timed.ts` run by brute force, second by second: every whole number that a delay or a step can take, and
 * every order of what happens in one second. All bounds being closed and whole, times that are real numbers come to nothing
 * else (digitisation).
 */
import type { TimedAction, TimedProgram } from './timed.ts';
import type { Held, Letter, State, Task } from './timed-state.ts';
import {
  copyOf,
  hasFuture,
  isRunning,
  newStrand,
  node,
  outcomeOf,
  say,
  sayAhead,
  strandOf,
  strandsOf,
  takeLate,
} from './timed-state.ts';

/** What the program can come to; undefined when there are more than `mostStates` to go through. */
export function simulate(program: TimedProgram, mostStates: number): ReadonlySet<string> | undefined {
  return new Simulator(program).run(mostStates);
}

class Simulator {
  readonly #program: TimedProgram;
  readonly #outcomes = new Set<string>();
  readonly #seen = new Set<string>();
  #stack: State[] = [];

  constructor(program: TimedProgram) {
    this.#program = program;
  }

  run(mostStates: number): ReadonlySet<string> | undefined {
    const { nodes, loss, duplication, crashes, restarts, pauses, partitions } = this.#program;
    const state: State = {
      now: 0,
      letters: 0,
      nodes: {},
      flight: [],
      logs: {},
      left: { loss, duplication, crashes, restarts, pauses, partitions },
      cut: undefined,
    };
    for (const name of Object.keys(nodes))
      state.nodes[name] = { isUp: true, isDoomed: false, life: 0, inbox: [], strands: [] };
    this.#begin(Object.keys(nodes), state);
    for (let next = this.#stack.pop(); next !== undefined; next = this.#stack.pop()) {
      const key = JSON.stringify(next);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      if (this.#seen.size > mostStates) return undefined;
      this.#goOn(next);
    }
    return this.#outcomes;
  }

  #begin([first, ...others]: readonly string[], state: State): void {
    if (first === undefined) {
      this.#stack.push(state);
      return;
    }
    this.#start(first, state, (next) => this.#begin(others, next));
  }

  /** Starts a life of a node. */
  #start(name: string, state: State, then: (next: State) => void): void {
    const path = `${name}${node(state, name).life}`;
    state.logs[path] = [];
    const strand = newStrand(path, [{ kind: 'begin' }, ...(this.#program.nodes[name] ?? [])], []);
    node(state, name).strands = [strand];
    this.#wake(state, name, 0, then);
  }

  /** A strand that was woken does something when its step is over, however long that takes. */
  #wake(state: State, name: string, index: number, then: (next: State) => void): void {
    sayAhead(state, name, index);
    const [least, most] = this.#program.step;
    for (let took = least; took <= most; took++) {
      const next = copyOf(state);
      Object.assign(strandOf(next, name, index), { state: 'busy', at: next.now + took, isPaused: false });
      then(next);
    }
    if (state.left.pauses === 0) return;
    const next = copyOf(state);
    next.left.pauses--;
    Object.assign(strandOf(next, name, index), { state: 'busy', at: next.now + most, isPaused: true });
    then(next);
  }

  readonly #push = (next: State): void => {
    this.#stack.push(next);
  };

  /** An operation of the strand is over. */
  #done(state: State, name: string, index: number): void {
    sayAhead(state, name, index);
    this.#stack.push(state);
  }

  /** Everything that can come next. */
  #goOn(state: State): void {
    let mustHappen = false;
    const must = (happens: boolean): void => {
      if (happens) mustHappen = true;
    };
    for (const name of Object.keys(state.nodes)) {
      const { strands, isUp, isDoomed } = node(state, name);
      for (const index of strands.keys()) must(this.#goOnWith(state, name, index));
      if (isUp && !isDoomed && strands.some(isRunning) && state.left.crashes > 0) this.#crash(state, name);
      if (!isUp && state.left.restarts > 0) this.#restart(state, name);
    }
    for (const letter of state.flight) must(this.#arrive(state, letter));
    this.#partition(state);
    if (mustHappen) return;
    if (hasFuture(state)) {
      const next = copyOf(state);
      next.now++;
      return this.#push(next);
    }
    const isOpen = state.flight.length > 0 || strandsOf(state).some((strand) => strand.state === 'busy');
    if (!isOpen) this.#outcomes.add(outcomeOf(state));
  }

  /** Whether something of the strand has to happen before time passes. */
  #goOnWith(state: State, name: string, index: number): boolean {
    const strand = strandOf(state, name, index);
    let mustHappen = false;
    if (strand.state === 'busy' && (strand.isPaused ? strand.at <= state.now : strand.at === state.now)) {
      const next = copyOf(state);
      strandOf(next, name, index).state = 'ready';
      this.#push(next);
      mustHappen = !strand.isPaused;
    }
    const { held } = strand;
    if (held?.isArmed === true && held.due === state.now) {
      this.#fireHeld(state, name, index);
      mustHappen = true;
    }
    if (strand.due === state.now) {
      const isFirst = held?.isArmed === true && held.step === strand.calledIn && held.due <= strand.due;
      if (!isFirst) this.#comeLate(state, name, index);
      mustHappen = true;
    }
    if (strand.state !== 'ready') return mustHappen;
    this.#act(state, name, index);
    return true;
  }

  #fireHeld(state: State, name: string, index: number): void {
    const next = copyOf(state);
    const strand = strandOf(next, name, index);
    (strand.held as Held).isArmed = false;
    if (strand.state !== 'timer' && strand.state !== 'both') {
      (strand.held as Held).hasFired = true;
      return this.#push(next);
    }
    say(next, strand, 'tick');
    this.#wake(next, name, index, this.#push);
  }

  /** The time that a strand waits for comes, while it does. */
  #comeLate(state: State, name: string, index: number): void {
    const next = copyOf(state);
    takeLate(strandOf(next, name, index));
    this.#wake(next, name, index, this.#push);
  }

  #crash(state: State, name: string): void {
    const next = copyOf(state);
    next.left.crashes--;
    Object.assign(node(next, name), { isUp: false, inbox: [], strands: [] });
    this.#push(next);
  }

  /** The network is cut in some way, or healed. */
  #partition(state: State): void {
    if (state.cut !== undefined) this.#push({ ...copyOf(state), cut: undefined });
    if (state.left.partitions === 0) return;
    const names = Object.keys(state.nodes);
    for (let side = 1; side < 2 ** names.length - 1; side++) {
      const [here, there] = [1, 0].map((bit) => names.filter((_, at) => ((side >> at) & 1) === bit)) as [
        string[],
        string[],
      ];
      const ways = here.flatMap((from) => there.map((to) => `${from} ${to}`));
      for (const cut of [ways, [...ways, ...ways.map((way) => way.split(' ').reverse().join(' '))]]) {
        const next = copyOf(state);
        next.left.partitions--;
        next.cut = cut;
        this.#push(next);
      }
    }
  }

  #restart(state: State, name: string): void {
    const next = copyOf(state);
    next.left.restarts--;
    const one = node(next, name);
    Object.assign(one, { isUp: true, life: one.life + 1 });
    this.#start(name, next, this.#push);
  }

  /** Whether a letter has to arrive before time passes. */
  #arrive(state: State, letter: Letter): boolean {
    const { isPartial } = this.#program;
    if (letter.at > state.now) return false;
    if (state.flight.some((other) => other !== letter && this.#precedes(other, letter)))
      return letter.at === state.now && !isPartial;
    const next = copyOf(state);
    next.flight = next.flight.filter(({ id, isCopy }) => id !== letter.id || isCopy !== letter.isCopy);
    const to = node(next, letter.to);
    if (!to.isUp) this.#push(next);
    else {
      const waiting = to.strands.flatMap(({ state: at }, index) => (at === 'inbox' || at === 'both' ? [index] : []));
      if (waiting.length === 0) {
        to.inbox.push(letter);
        this.#push(next);
      }
      for (const index of waiting) {
        const taken = copyOf(next);
        say(taken, strandOf(taken, letter.to, index), String(letter.value));
        this.#take(taken, letter.to, index, letter, (then) => this.#wake(then, letter.to, index, this.#push));
      }
    }
    return !isPartial;
  }

  /** Whether one letter has to arrive before another to the same node. */
  #precedes(first: Letter, then: Letter): boolean {
    const { order } = this.#program;
    if (first.to !== then.to) return false;
    if (first.id === then.id) return !first.isCopy;
    if (order === 'none') return false;
    if (first.from === then.from && first.id < then.id) return true;
    return order === 'causal' && then.past.includes(first.id);
  }

  /** A strand gets a letter. */
  #take(state: State, name: string, index: number, letter: Letter, then: (next: State) => void): void {
    const strand = strandOf(state, name, index);
    strand.past = [...new Set([...strand.past, letter.id, ...letter.past])].sort((a, b) => a - b);
    strand.due = undefined;
    strand.late = [];
    const sender = node(state, letter.from).strands.findIndex(({ path }) => path === letter.hears);
    if (sender < 0 || strandOf(state, letter.from, sender).state !== 'receipt') return then(state);
    say(state, strandOf(state, letter.from, sender), 'done');
    strandOf(state, letter.from, sender).past = strand.past;
    this.#wake(state, letter.from, sender, then);
  }

  /** A strand does the next thing, at the instant at which it is. */
  #act(state: State, name: string, index: number): void {
    const next = copyOf(state);
    const strand = strandOf(next, name, index);
    const action = strand.todo.shift();
    if (action === undefined) {
      strand.state = 'ended';
      return this.#push(next);
    }
    switch (action.kind) {
      case 'send':
      case 'ssend':
        strand.step++;
        return this.#post(next, name, index, action);
      case 'arm':
        strand.held = { due: next.now + action.ms, isArmed: true, hasFired: false, step: strand.step };
        return this.#push(next);
      case 'stop':
      case 'reset': {
        const held = strand.held as Held;
        say(next, strand, String(held.isArmed));
        held.isArmed = false;
        strand.step++;
        if (action.kind === 'reset')
          Object.assign(held, { isArmed: true, due: next.now + action.ms, step: strand.step });
        return this.#done(next, name, index);
      }
      case 'choose': {
        strand.step++;
        const other = copyOf(next);
        say(other, strandOf(other, name, index), 'not');
        this.#done(other, name, index);
        strand.todo.unshift(...action.body, { kind: 'say', text: 'done' });
        return this.#done(next, name, index);
      }
      case 'fork': {
        const path = `${strand.path}/${strand.forks++}`;
        next.logs[path] = [];
        node(next, name).strands.push({
          ...newStrand(path, [{ kind: 'begin' }, ...action.body], strand.past),
          state: 'ready',
        });
        return this.#push(next);
      }
      case 'begin':
        return this.#done(next, name, index);
      case 'fail':
        this.#outcomes.add(`failed ${strand.path}`);
        return;
      case 'count':
        say(next, strand, String(node(next, name).inbox.length));
        strand.step++;
        return this.#done(next, name, index);
      default:
        return this.#wait(next, name, index, action);
    }
  }

  /** A strand looks for something, and waits for it if it is not there and it will. */
  #wait(state: State, name: string, index: number, action: Exclude<Task, { kind: 'begin' }>): void {
    const strand = strandOf(state, name, index);
    const { inbox } = node(state, name);
    strand.calledIn = strand.step;
    strand.step++;
    const { kind } = action;
    const seesInbox = kind === 'receive' || kind === 'look' || kind === 'wait' || kind === 'either';
    const [first] = inbox;
    let isThere = false;
    if (seesInbox && first !== undefined) {
      const next = copyOf(state);
      node(next, name).inbox.shift();
      say(next, strandOf(next, name, index), String(first.value));
      sayAhead(next, name, index);
      this.#take(next, name, index, first, this.#push);
      isThere = true;
    }
    const { held } = strand;
    if ((kind === 'tick' || kind === 'either') && held?.hasFired === true) {
      const next = copyOf(state);
      (strandOf(next, name, index).held as Held).hasFired = false;
      say(next, strandOf(next, name, index), 'tick');
      this.#done(next, name, index);
      isThere = true;
    }
    if (kind === 'sleep' || kind === 'wait') {
      strand.due = state.now + action.ms;
      strand.late = kind === 'wait' ? [...action.late, { kind: 'say', text: 'late' }] : [{ kind: 'say', text: 'done' }];
      // It may be over by the time that anybody looks.
      const isFirst = held?.isArmed === true && held.step === strand.calledIn && held.due <= strand.due;
      if (action.ms === 0 && !isFirst) {
        const next = copyOf(state);
        takeLate(strandOf(next, name, index));
        this.#done(next, name, index);
      }
    }
    if (isThere) return;
    if (kind === 'look') {
      say(state, strand, 'nothing');
      sayAhead(state, name, index);
    } else {
      const waits = { receive: 'inbox', tick: 'timer', either: 'both', wait: 'inbox', sleep: 'asleep' } as const;
      strand.state = waits[kind as keyof typeof waits];
    }
    this.#push(state);
  }

  #post(state: State, name: string, index: number, action: TimedAction & { kind: 'send' | 'ssend' }): void {
    const strand = strandOf(state, name, index);
    const id = state.letters++;
    const { delay, isPartial } = this.#program;
    const hears = action.kind === 'ssend' ? strand.path : undefined;
    const letter = { id, from: name, to: action.to, value: action.value, past: strand.past, hears, isCopy: false };
    strand.past = [...strand.past, id].sort((a, b) => a - b);
    if (hears === undefined) {
      say(state, strand, 'done');
      sayAhead(state, name, index);
    } else strand.state = 'receipt';
    if (state.cut?.includes(`${name} ${action.to}`) === true) return this.#push(state);
    if (state.left.loss > 0) {
      const next = copyOf(state);
      next.left.loss--;
      this.#push(next);
    }
    const least = state.now + delay[0];
    const most = isPartial ? least : state.now + delay[1];
    const times = Array.from({ length: most - least + 1 }, (_, at) => least + at);
    for (const at of times) {
      const next = copyOf(state);
      next.flight.push({ ...letter, at });
      if (this.#isInOrder(next)) this.#push(next);
      if (state.left.duplication === 0) continue;
      for (const again of times) {
        const doubled = copyOf(next);
        doubled.left.duplication--;
        doubled.flight.push({ ...letter, at: again, hears: undefined, isCopy: true });
        if (this.#isInOrder(doubled)) this.#push(doubled);
      }
    }
  }

  /** Whether letters can arrive in order when they are to. */
  #isInOrder({ flight }: State): boolean {
    if (this.#program.isPartial) return true;
    return flight.every((first) => flight.every((then) => !this.#precedes(first, then) || first.at <= then.at));
  }
}
