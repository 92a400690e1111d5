/** Random small programs, the same for the same seed. */
import { Random } from '../../src/base/random.ts';
import type { Action, CaseData, Kind, ProcessData, Program } from './program.ts';

/** Groups of primitives that act on the same objects: a program takes few of them, so that its processes meet. */
const families = [
  'memory',
  'atomic',
  'mutex',
  'readers',
  'group',
  'once',
  'cond',
  'semaphore',
  'channel',
  'time',
  'cancel',
] as const;
type Family = (typeof families)[number];

const channels = ['c0', 'c1', 'c2', 'ci', 'd0'] as const;

class Generator {
  readonly #random: Random;
  readonly #families: readonly Family[];
  readonly #channels: readonly string[];
  readonly #lone: boolean;
  #values = 0;

  constructor(seed: number, always: readonly Family[] = []) {
    this.#random = new Random(seed);
    for (let warm = 0; warm < 4; warm++) this.#random.uint32();
    const count = 1 + this.#random.below(3);
    this.#families = [...always, ...Array.from({ length: count }, () => this.#weighted())];
    this.#channels = Array.from({ length: 1 + this.#random.below(2) }, () => this.#one(channels));
    this.#lone = this.#chance(0.5);
  }

  program(): Program {
    const count = this.#one([2, 2, 2, 3, 3, 4]);
    const most = { 2: 4, 3: 3, 4: 2 }[count] as number;
    const processes = Array.from({ length: count }, () => this.#process(1 + this.#random.below(most)));
    return { main: this.#actions(this.#one([0, 0, 0, 1, 2]), 1), processes, joins: this.#chance(0.6) };
  }

  #process(size: number): ProcessData {
    const actions = this.#actions(size, 0);
    return this.#chance(0.2) ? { actions, supervised: true } : { actions };
  }

  /** About `size` operations. */
  #actions(size: number, depth: number): Action[] {
    const actions: Action[] = [];
    let left = size;
    while (left > 0) {
      const made = this.#lone || depth > 1 || this.#chance(0.75) ? this.#leaf(left) : this.#nest(left, depth);
      actions.push(...made);
      left -= made.reduce((sum, action) => sum + weight(action), 0);
    }
    return actions;
  }

  #nest(left: number, depth: number): Action[] {
    const part = (): Action[] => this.#actions(Math.min(left, 1 + this.#random.below(2)), depth + 1);
    switch (this.#random.below(10)) {
      case 0:
      case 1:
        return [this.#safely({ kind: 'all', parts: [part(), part()] })];
      case 2:
      case 3:
        return [this.#safely({ kind: 'race', parts: [part(), part()] })];
      case 4:
        return [this.#safely({ kind: 'fork', parts: [part()] })];
      case 5:
        return [this.#safely({ kind: 'call', parts: [part()] })];
      case 6:
        return [...this.#leaf(left), { kind: 'if', parts: [part(), this.#chance(0.5) ? part() : []] }];
      case 7: {
        const spawned: Action = { kind: 'spawn', parts: [part()], value: this.#random.below(2) };
        return this.#chance(0.5) ? [spawned, this.#safely({ kind: 'join', ...this.#signal() })] : [spawned];
      }
      case 8:
        return [this.#safely({ kind: 'join', on: `P${this.#random.below(3)}`, ...this.#signal() })];
      default:
        return this.#chance(0.5) ? [{ kind: 'throw', value: this.#value() }] : [{ kind: 'mark' }];
    }
  }

  #leaf(left: number): Action[] {
    if (this.#chance(0.04)) return [this.#safely({ kind: 'choose', value: 2 })];
    const made = this.#of(this.#one(this.#families), left);
    return Array.isArray(made) ? made.map((action) => this.#safely(action)) : [this.#safely(made)];
  }

  #of(family: Family, left: number): Action | Action[] {
    switch (family) {
      case 'memory':
        return this.#valued(this.#one(['read', 'read', 'write', 'write', 'update']), this.#one(['x', 'x', 'y']));
      case 'atomic':
        return this.#valued(
          this.#one(['load', 'store', 'swap', 'add', 'compareAndSwap', 'plain.read', 'plain.write']),
          'a',
        );
      case 'mutex':
        return this.#locked(left, this.#one(['m', 'm', 'n']), 'lock', 'unlock', ['lock', 'unlock', 'tryLock']);
      case 'readers': {
        const reads = this.#chance(0.5);
        const all: Kind[] = ['lock', 'unlock', 'tryLock', 'rlock', 'runlock', 'tryRLock'];
        return this.#locked(left, 'w', reads ? 'rlock' : 'lock', reads ? 'runlock' : 'unlock', all);
      }
      case 'group':
        return this.#valued(this.#one(['group.add', 'group.done', 'group.wait', 'group.wait']), 'g');
      case 'once':
        return { kind: 'once', on: 'o', ...this.#signal(), parts: [this.#chance(0.8) ? this.#actions(1, 2) : []] };
      case 'cond':
        return this.#condition(left);
      case 'semaphore':
        return {
          kind: this.#one(['acquire', 'acquire', 'release']),
          on: 's',
          value: 1 + this.#random.below(2),
          ...this.#signal(),
        };
      case 'channel':
        return this.#chance(0.3) ? this.#select() : this.#communication();
      case 'time':
        return this.#timing();
      case 'cancel':
        return this.#cancelling();
    }
  }

  #communication(): Action {
    const kind = this.#one<Kind>([
      'send',
      'send',
      'send',
      'receive',
      'receive',
      'next',
      'trySend',
      'tryReceive',
      'close',
      'length',
      'drain',
    ]);
    const waits = kind === 'send' || kind === 'receive' || kind === 'next';
    return { ...this.#valued(kind, this.#one(this.#channels)), ...(waits ? this.#signal() : {}) };
  }

  #select(): Action {
    const cases = Array.from({ length: 1 + this.#random.below(3) }, () => this.#case());
    const otherwise = this.#chance(0.25);
    return { kind: 'select', cases, ...(otherwise ? { otherwise } : this.#signal()) };
  }

  #case(): CaseData {
    if (this.#families.includes('time') && this.#chance(0.3)) return { on: this.#one(['t', 'u', 'e', 'v']) };
    if (this.#families.includes('cancel') && this.#chance(0.3)) return { on: this.#one(['k', 'kk', 'kd']) };
    const on = this.#one(this.#channels);
    return this.#chance(0.5) ? { on } : { on, value: this.#value() };
  }

  #condition(left: number): Action[] {
    const [cond, lock] = this.#one([
      ['qm', 'm'],
      ['qm', 'm'],
      ['qm', 'm'],
      ['qw', 'w'],
      ['qr', 'w'],
    ] as const);
    const taking: Kind = cond === 'qr' ? 'rlock' : 'lock';
    const giving: Kind = cond === 'qr' ? 'runlock' : 'unlock';
    const kind = this.#one<Kind>(['cond.wait', 'cond.signal', 'cond.broadcast']);
    const action: Action = { kind, on: cond, ...(kind === 'cond.wait' ? this.#signal() : {}) };
    if (left < 2 || (kind !== 'cond.wait' && this.#chance(0.5))) return [action];
    const end: Action[] = this.#chance(0.7) ? [{ kind: giving, on: lock }] : [];
    return [{ kind: taking, on: lock }, action, ...end];
  }

  #locked(left: number, on: string, taking: Kind, giving: Kind, all: readonly Kind[]): Action[] {
    const inner = left > 2 && this.#chance(0.5) ? [this.#valued(this.#one(['read', 'write']), 'x')] : [];
    if (left > 1 && this.#chance(0.6)) return [{ kind: taking, on, ...this.#signal() }, ...inner, { kind: giving, on }];
    const kind = this.#one(all);
    return [{ kind, on, ...(kind === 'lock' || kind === 'rlock' ? this.#signal() : {}) }];
  }

  #timing(): Action {
    switch (this.#random.below(7)) {
      case 0:
        return { kind: 'sleep', value: this.#one([5, 10, 20]), ...this.#signal() };
      case 1:
        return { kind: 'after', value: this.#one([5, 10, 20]), ...this.#signal() };
      case 2:
        return { kind: 'timer.stop', on: this.#one(['t', 'u', 'e']) };
      case 3:
        return { kind: 'timer.reset', on: this.#one(['t', 'u']), value: this.#one([5, 10, 20]) };
      case 4:
        return { kind: this.#one<Kind>(['tryReceive', 'length']), on: this.#one(['t', 'u', 'e', 'v']) };
      case 5:
        return this.#select();
      default:
        return { kind: 'receive', on: this.#one(['t', 'u', 'e', 'v']), ...this.#signal() };
    }
  }

  #cancelling(): Action {
    switch (this.#random.below(6)) {
      case 0:
      case 1:
      case 2:
        return { kind: 'cancel', on: this.#one(['k', 'k', 'k', 'kk', 'kd']) };
      case 3:
        return { kind: 'receive', on: this.#one(['k', 'kk', 'kd']), ...this.#signal() };
      case 4:
        return this.#chance(0.5)
          ? { kind: 'child', on: this.#one(['k', 'kk']) }
          : { kind: 'deadline', value: this.#one([5, 15]) };
      default:
        return this.#communication();
    }
  }

  #valued(kind: Kind, on: string): Action {
    switch (kind) {
      case 'write':
      case 'store':
      case 'swap':
      case 'plain.write':
      case 'send':
      case 'trySend':
        return { kind, on, value: this.#value() };
      case 'add':
        return { kind, on, value: 1 + this.#random.below(2) };
      case 'compareAndSwap':
        return { kind, on, value: this.#random.below(3) };
      case 'group.add':
        return { kind, on, value: this.#one([1, 1, 2, -1]) };
      case 'group.wait':
        return { kind, on, ...this.#signal() };
      default:
        return { kind, on };
    }
  }

  /** Most errors are caught: one that is not ends everything. */
  #safely(action: Action): Action {
    return this.#chance(0.9) ? { ...action, caught: true } : action;
  }

  #signal(): { signal?: string } {
    if (!this.#families.includes('cancel') || !this.#chance(0.6)) return {};
    return { signal: this.#one(['k', 'k', 'k', 'kk', 'kd']) };
  }

  #weighted(): Family {
    return this.#chance(0.35) ? this.#one(['channel', 'channel', 'memory', 'cancel'] as const) : this.#one(families);
  }

  #value(): number {
    return ++this.#values;
  }

  #chance(of: number): boolean {
    return this.#random.float() < of;
  }

  #one<T>(options: readonly T[]): T {
    return options[this.#random.below(options.length)] as T;
  }
}

function weight(action: Action): number {
  const inside = (action.parts ?? []).flat().reduce((sum, inner) => sum + weight(inner), 0);
  return Math.max(1, inside);
}

/** Has some processes say now and then that they depend on nothing of what they have seen. */
function withCheckpoints(program: Program, seed: number): Program {
  const random = new Random(seed + 1_000_000);
  if (random.below(3) > 0) return program;
  const declaring = ({ actions, ...rest }: ProcessData): ProcessData => {
    if (random.below(3) === 0) return { ...rest, actions };
    const checkpoint: Action = { kind: 'checkpoint', caught: true };
    return {
      ...rest,
      actions: [checkpoint, ...actions.flatMap((one) => (random.below(2) === 0 ? [one, checkpoint] : [one]))],
    };
  };
  return { ...program, processes: program.processes.map(declaring) };
}

/** A program whose processes say before every operation that they depend on nothing they have seen: its states meet often. */
export function generateForgetful(seed: number): Program {
  const program = new Generator(seed).program();
  const checkpoint: Action = { kind: 'checkpoint', caught: true };
  const forgetting = (process: ProcessData): ProcessData => ({
    ...process,
    actions: process.actions.flatMap((one) => [checkpoint, one]),
  });
  return { ...program, processes: program.processes.map(forgetting), joins: true };
}

/** A program in which timers matter. */
export function generateTimed(seed: number): Program {
  return withNaps(new Generator(seed, ['time']).program(), seed);
}

/** Has processes sleep before, between and after what they do. */
export function withNaps(program: Program, seed: number): Program {
  const random = new Random(seed + 3_000_000);
  const nap = (): Action[] =>
    random.below(3) > 0 ? [] : [{ kind: 'sleep', value: [0, 5, 10, 15][random.below(4)] as number, caught: true }];
  const processes = program.processes.map((process) => ({
    ...process,
    actions: [...nap(), ...process.actions.flatMap((one) => [one, ...nap()])],
  }));
  return { ...program, main: [...nap(), ...program.main], processes };
}

export function generate(seed: number): Program {
  return withCheckpoints(new Generator(seed).program(), seed);
}
