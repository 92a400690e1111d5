/**
 * Small programs with a loop that looks again and again, and all that they can come to, worked out from their states alone:
 * a loop that does not count its turns has finitely many of them.
 */
import { atomic, type Channel, chan, go, Mutex, type ReceiveCase, select, shared } from 'happens-before';
import { Random } from '../../src/base/random.ts';

/** What the loop does in its turn; it ends when it finds something. */
export type Look =
  | { readonly kind: 'poll'; readonly on: readonly ChannelName[] }
  | { readonly kind: 'offer'; readonly on: 'c' | 'b' }
  | { readonly kind: 'load' }
  | { readonly kind: 'lock' | 'unlock' | 'try'; readonly on: LockName };

/** What others do, each once. */
export type Act =
  | { readonly kind: 'store'; readonly value: number }
  | { readonly kind: 'send' | 'receive'; readonly on: 'c' | 'd' | 'b' }
  | { readonly kind: 'close' }
  | { readonly kind: 'lock' | 'unlock'; readonly on: LockName };

/** `c` and `d` have no buffer, `b` room for one value, and `e` is only ever closed. */
type ChannelName = 'c' | 'd' | 'b' | 'e';
type LockName = 'm' | 'n';

export interface Polling {
  readonly looks: readonly Look[];
  readonly others: readonly (readonly Act[])[];
}

/** What the loop's cell holds when it has found something. */
const wanted = 1;

export function generatePolling(seed: number, locks: boolean): Polling {
  const random = new Random(seed);
  const one = <T>(...of: readonly T[]): T => of[random.below(of.length)] as T;
  const look = (): Look => {
    switch (random.below(4)) {
      case 0:
        return { kind: 'load' };
      case 1:
        return { kind: 'poll', on: one<readonly ChannelName[]>(['c', 'd'], ['c', 'b'], ['e', 'c'], ['b', 'e']) };
      case 2:
        return { kind: 'poll', on: [one<ChannelName>('c', 'd', 'b', 'e')] };
      default:
        return one<Look>({ kind: 'offer', on: 'c' }, { kind: 'offer', on: 'b' }, { kind: 'try', on: 'n' });
    }
  };
  const looks: Look[] = [];
  const length = 1 + random.below(3);
  while (looks.length < length) {
    const on = one<LockName>('m', 'n');
    if (locks && random.below(2) === 0) {
      const inner = random.below(2) === 0 ? [look()] : [];
      looks.push({ kind: 'lock', on }, ...inner.filter((one) => one.kind !== 'try'), { kind: 'unlock', on });
    } else looks.push(look());
  }
  const act = (): readonly Act[] => {
    const on = one<LockName>('m', 'n');
    const simple = one<Act>(
      { kind: 'store', value: 1 },
      { kind: 'store', value: 2 },
      { kind: 'send', on: one('c', 'd', 'b') },
      { kind: 'receive', on: one('c', 'd', 'b') },
      { kind: 'close' },
    );
    return random.below(4) === 0 ? [{ kind: 'lock', on }, simple, { kind: 'unlock', on }] : [simple];
  };
  let isClosed = false;
  const others = Array.from({ length: 1 + random.below(2) }, () =>
    Array.from({ length: 1 + random.below(2) }, act)
      .flat()
      .filter(({ kind }) => {
        const again = kind === 'close' && isClosed;
        if (kind === 'close') isClosed = true;
        return !again;
      }),
  );
  return { looks, others };
}

/** The program; its loop gives up after `turns`. Its cell is a `shared` one where races are to be seen. */
export function pollingProgram({ looks, others }: Polling, races: boolean, turns = Infinity): () => Promise<string> {
  return async () => {
    const channels = {
      c: chan<number>(0, 'c'),
      d: chan<number>(0, 'd'),
      b: chan<number>(1, 'b'),
      e: chan<never>(0, 'e'),
    };
    const locks = { m: new Mutex('m'), n: new Mutex('n') };
    const plain = shared(0, 'x');
    const strict = atomic(0, 'x');
    const store = (value: number): Promise<void> => (races ? plain.write(value) : strict.store(value));
    for (const [index, acts] of others.entries()) {
      go(`P${index}`, async () => {
        for (const act of acts) {
          switch (act.kind) {
            case 'store':
              await store(act.value);
              break;
            case 'close':
              await channels.e.close();
              break;
            case 'send':
              await channels[act.on].send(index);
              break;
            case 'receive':
              await channels[act.on].receive();
              break;
            default:
              await locks[act.on][act.kind]();
          }
        }
      });
    }
    // Each look has a line of its own, as in a loop that was written out.
    const load = (): Promise<number> => (races ? plain.read() : strict.load());
    const tries = { try: (on: LockName): Promise<boolean> => locks[on].tryLock() };
    for (let turn = 0; turn < turns; turn++) {
      for (const [at, look] of looks.entries()) {
        const found = await lookOnce(look, channels, locks, load, tries.try);
        if (found !== undefined) return `${at}: ${found}`;
      }
    }
    return 'gave up';
  };
}

async function lookOnce(
  look: Look,
  channels: Readonly<Record<'c' | 'd' | 'b', Channel<number>>> & { readonly e: Channel<never> },
  locks: Readonly<Record<LockName, Mutex>>,
  load: () => Promise<number>,
  tryLock: (on: LockName) => Promise<boolean>,
): Promise<string | undefined> {
  switch (look.kind) {
    case 'poll': {
      const cases: Record<string, ReceiveCase> = Object.fromEntries(look.on.map((name) => [name, channels[name]]));
      const found = (await select(cases, { otherwise: true })) as { readonly case?: string };
      return found.case;
    }
    case 'offer':
      return (await channels[look.on].trySend(9)) ? 'sent' : undefined;
    case 'load':
      return (await load()) === wanted ? 'seen' : undefined;
    case 'try':
      return (await tryLock(look.on)) ? 'locked' : undefined;
    default:
      await locks[look.on][look.kind]();
      return undefined;
  }
}

interface State {
  /** Where the loop is in its turn, or what it found. */
  readonly main: number | string;
  readonly others: readonly number[];
  readonly cell: number;
  /** How many values `b` holds: which they are nobody looks at. */
  readonly held: number;
  readonly closed: boolean;
  readonly locked: readonly LockName[];
}

/** A step, and whether the loop only goes on round with it. */
interface Move {
  readonly to: State;
  readonly vain: boolean;
}

/** All that the program can come to: what main found, or that it goes round for ever or waits, and who is left waiting. */
export function endsOf(program: Polling): ReadonlySet<string> {
  const first: State = { main: 0, others: program.others.map(() => 0), cell: 0, held: 0, closed: false, locked: [] };
  const ends = new Set<string>();
  const seen = new Set([JSON.stringify(first)]);
  const found: State[] = [first];
  for (const state of found) {
    const moves = movesOf(program, state);
    if (moves.every(({ vain }) => vain) && goesRound(program, state)) ends.add(endText(program, state));
    for (const { to } of moves) {
      const key = JSON.stringify(to);
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(to);
    }
  }
  return ends;
}

function endText({ others }: Polling, state: State): string {
  const stuck = others.flatMap((acts, at) => ((state.others[at] as number) < acts.length ? [`P${at}`] : []));
  return [typeof state.main === 'string' ? state.main : 'for ever', ...stuck].join(', ');
}

/** Whether nothing can happen, or nothing but that the loop goes round back to the same state. */
function goesRound(program: Polling, state: State): boolean {
  let at = state;
  for (let turned = 0; turned <= program.looks.length; turned++) {
    const moves = movesOf(program, at);
    if (moves.length === 0) return true;
    if (moves.some(({ vain }) => !vain)) return false;
    at = (moves[0] as Move).to;
  }
  return true;
}

function movesOf(program: Polling, state: State): Move[] {
  const moves = typeof state.main === 'string' ? [] : looksOf(program, state, state.main);
  for (const [index, acts] of program.others.entries()) {
    const act = acts[state.others[index] as number];
    if (act !== undefined) moves.push(...actsOf(program, state, index, act).map((to) => ({ to, vain: false })));
  }
  return moves;
}

function looksOf(program: Polling, state: State, at: number): Move[] {
  const look = program.looks[at] as Look;
  const on = (change: Partial<State>): Move => ({
    to: { ...state, main: (at + 1) % program.looks.length, ...change },
    vain: true,
  });
  const end = (found: string, change: Partial<State>): Move => ({
    to: { ...state, ...change, main: `${at}: ${found}` },
    vain: false,
  });
  switch (look.kind) {
    case 'load':
      return [state.cell === wanted ? end('seen', {}) : on({})];
    case 'lock':
      return state.locked.includes(look.on) ? [] : [on({ locked: [...state.locked, look.on].sort() })];
    case 'unlock':
      return [on({ locked: state.locked.filter((one) => one !== look.on) })];
    case 'try':
      return [state.locked.includes(look.on) ? on({}) : end('locked', { locked: [...state.locked, look.on].sort() })];
    case 'offer': {
      if (look.on === 'b') return [state.held === 0 ? end('sent', { held: 1 }) : on({})];
      return [on({}), ...partners(program, state, 'receive', 'c').map((others) => end('sent', { others }))];
    }
    case 'poll': {
      const certain: Move[] = [];
      const met: Move[] = [];
      for (const name of look.on) {
        if (name === 'b' && state.held > 0) certain.push(end('b', { held: 0 }));
        if (name === 'e' && state.closed) certain.push(end('e', {}));
        if (name === 'c' || name === 'd')
          met.push(...partners(program, state, 'send', name).map((others) => end(name, { others })));
      }
      return certain.length > 0 ? [...certain, ...met] : [on({}), ...met];
    }
  }
}

/** What becomes of the others, for each of them that waits to do `kind` on the channel, once it has. */
function partners(
  { others }: Polling,
  state: State,
  kind: 'send' | 'receive',
  name: ChannelName,
  without = -1,
): (readonly number[])[] {
  return others.flatMap((acts, index) => {
    const act = acts[state.others[index] as number];
    if (index === without || act?.kind !== kind || act.on !== name) return [];
    return [moved(state.others, index)];
  });
}

function moved(others: readonly number[], index: number): readonly number[] {
  return others.map((at, other) => (other === index ? at + 1 : at));
}

function actsOf(program: Polling, state: State, index: number, act: Act): State[] {
  const others = moved(state.others, index);
  switch (act.kind) {
    case 'store':
      return [{ ...state, others, cell: act.value }];
    case 'close':
      return [{ ...state, others, closed: true }];
    case 'lock':
      return state.locked.includes(act.on) ? [] : [{ ...state, others, locked: [...state.locked, act.on].sort() }];
    case 'unlock':
      return [{ ...state, others, locked: state.locked.filter((one) => one !== act.on) }];
    case 'send':
      if (act.on === 'b') return state.held === 0 ? [{ ...state, others, held: 1 }] : [];
      // A hand-over to the loop is one of the loop's steps.
      return partners(program, { ...state, others }, 'receive', act.on, index).map((both) => ({
        ...state,
        others: both,
      }));
    case 'receive':
      if (act.on === 'b') return state.held > 0 ? [{ ...state, others, held: 0 }] : [];
      return [];
  }
}
