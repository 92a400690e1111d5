import { afterEach, describe, expect, test } from 'vitest';
import { DifferenceBounds } from '../../src/explore/timed/difference-bounds.ts';
import { Moved } from '../../src/explore/timed/move.ts';
import { Timeline } from '../../src/explore/timed/timeline.ts';
import type { Shares, TimedProgram } from './timed.ts';
import { timedProgram } from './timed.ts';
import { exploreTimed, missing } from './timed-compare.ts';
import { simulate } from './timed-simulator.ts';

// Each of these breaks the search under bounded times in one place, and has to be noticed by the oracle.
let restore = (): void => {};

afterEach(() => restore());

function replace<T extends object, K extends keyof T>(target: T, key: K, by: T[K]): void {
  const before = target[key];
  target[key] = by;
  restore = () => {
    target[key] = before;
  };
}

const { require: bound } = DifferenceBounds.prototype;
const { conflictsWith } = Moved.prototype;

/** Leaves out some of the bounds. */
function dropBounds(isDropped: (most: number) => boolean): void {
  replace(DifferenceBounds.prototype, 'require', function (this: DifferenceBounds, time, base, most) {
    if (!isDropped(most)) bound.call(this, time, base, most);
  });
}

const mutations: Readonly<Record<string, () => void>> = {
  'nothing is bounded from above': () => dropBounds((most) => most > 0),
  'nothing is bounded from below': () => dropBounds((most) => most < 0),
  'nothing comes before anything at once': () => dropBounds((most) => most === 0),
  'nothing is there when it is looked for': () => replace(Timeline.prototype, 'isFresh', () => false),
  'all that was called can go': () => replace(Timeline.prototype, 'isReached', () => true),
  'the end of the program waits for nobody': () => replace(Timeline.prototype, 'endProgram', () => {}),
  'nobody stands still': () =>
    Object.defineProperty(Timeline.prototype, 'mayPause', { configurable: true, get: () => false }),
  'what sleeps is woken only by the same operation': () =>
    replace(Moved.prototype, 'conflictsWith', function (this: Moved, other) {
      return conflictsWith.call(new Moved({ ...nothing, key: this.key }, this.footprint), other);
    }),
};

const nothing = {
  transition: undefined,
  when: 'now',
  components: [],
  tied: [],
  isPaused: false,
  wokenIn: -1,
  arrived: undefined,
} as const;

const plain = {
  isPartial: false,
  step: [0, 0],
  order: 'fifo',
  loss: 0,
  duplication: 0,
  crashes: 0,
  restarts: 0,
  pauses: 0,
  partitions: 0,
} as const;

/** Programs in which it matters what two processes of one node do to each other, which are rare among random ones. */
const together: readonly TimedProgram[] = [
  {
    ...plain,
    delay: [0, 0],
    step: [2, 2],
    nodes: {
      P: [{ kind: 'fork', body: [{ kind: 'sleep', ms: 6 }] }, { kind: 'receive' }, { kind: 'send', to: 'Q', value: 9 }],
      Q: [
        { kind: 'send', to: 'P', value: 1 },
        { kind: 'wait', ms: 1, late: [] },
      ],
    },
  },
  {
    ...plain,
    delay: [0, 3],
    nodes: {
      P: [
        { kind: 'fork', body: [{ kind: 'receive' }, { kind: 'send', to: 'Q', value: 9 }] },
        { kind: 'sleep', ms: 2 },
      ],
      Q: [
        { kind: 'send', to: 'P', value: 1 },
        { kind: 'wait', ms: 6, late: [] },
      ],
    },
  },
  {
    ...plain,
    delay: [0, 3],
    nodes: {
      P: [{ kind: 'fork', body: [{ kind: 'sleep', ms: 2 }] }, { kind: 'receive' }, { kind: 'send', to: 'Q', value: 9 }],
      Q: [
        { kind: 'send', to: 'P', value: 1 },
        { kind: 'wait', ms: 6, late: [] },
      ],
    },
  },
];

function* programs(): Generator<TimedProgram> {
  yield* together;
  const shares = [
    { faults: 0, strands: 1 },
    { faults: 0.5, strands: 0.3 },
    { faults: 0, strands: 0 },
  ];
  for (let seed = 1; seed <= 150; seed++) yield timedProgram(seed, shares[seed % shares.length] as Shares);
}

async function isNoticed(program: TimedProgram): Promise<boolean> {
  const wanted = simulate(program, 3_000);
  if (wanted === undefined) return false;
  try {
    const found = await exploreTimed(program, 'optimal', 2_000);
    return found === undefined || missing(wanted, found.outcomes).length + missing(found.outcomes, wanted).length > 0;
  } catch {
    return true;
  }
}

describe('a broken search under bounded times is noticed', () => {
  for (const [name, mutate] of Object.entries(mutations)) {
    test(name, { timeout: 120_000 }, async () => {
      const pause = Object.getOwnPropertyDescriptor(Timeline.prototype, 'mayPause') as PropertyDescriptor;
      mutate();
      let tried = 0;
      try {
        for (const program of programs()) {
          tried++;
          if (await isNoticed(program)) {
            console.info(`${name}: noticed by program ${tried}`);
            return;
          }
        }
      } finally {
        Object.defineProperty(Timeline.prototype, 'mayPause', pause);
      }
      expect.fail(`not noticed by ${tried} programs`);
    });
  }
});
