import { go, shared } from 'happens-before';
import { check } from 'happens-before/check';
import { afterEach, describe, expect, test } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { Tracker } from '../../src/explore/context.ts';
import { Execution } from '../../src/explore/execution.ts';
import { Inboxes } from '../../src/explore/inbox.ts';
import { Node } from '../../src/explore/path.ts';
import { Reversals } from '../../src/explore/reversals.ts';
import { Stage } from '../../src/explore/stage.ts';
import { shareOperation } from '../../src/explore/transition.ts';
import type { KernelObject, Use } from '../../src/kernel/operation.ts';
import { compare } from './compare.ts';
import { generate } from './generate.ts';
import { messages } from './messages.ts';
import type { Program } from './program.ts';
import { regressions } from './regressions.ts';

// An oracle that notices nothing proves nothing: each of these breaks the search in one place, and has to be noticed.
let restore = (): void => {};

afterEach(() => restore());

function replace<T extends object, K extends keyof T>(target: T, key: K, by: T[K]): void {
  const before = target[key];
  target[key] = by;
  restore = () => {
    target[key] = before;
  };
}

/** Leaves out uses of places, or changes them: `change` returns the use to note instead, or nothing. */
function changeUses(change: (object: KernelObject, use: Use) => Use | undefined): void {
  const { touch } = Stage.prototype;
  replace(Stage.prototype, 'touch', function (this: Stage, object, place, use, releases) {
    const changed = change(object, use);
    if (changed !== undefined) touch.call(this, object, place, changed, releases);
  });
}

const { insert } = Node.prototype;
const { alternatives } = Reversals.prototype;
const { available } = Inboxes.prototype;

const mutations: Readonly<Record<string, () => void>> = {
  'operations blocked at the end are forgotten': () => replace(Reversals.prototype, 'blocked', () => {}),
  'every third planned sequence is dropped': () => {
    const random = new Random(3);
    replace(Node.prototype, 'insert', function (this: Node, sequence, standing) {
      return random.below(3) > 0 && insert.call(this, sequence, standing);
    });
  },
  'of a planned sequence only the last step is kept': () =>
    replace(Node.prototype, 'insert', function (this: Node, sequence, standing) {
      return insert.call(this, sequence.slice(-1), standing);
    }),
  'other alternatives of a chosen operation are not tried': () =>
    replace(Reversals.prototype, 'alternatives', () => {}),
  'operations that a step prevented are not tried': () =>
    replace(Reversals.prototype, 'alternatives', function (this: Reversals, index, step, transitions) {
      alternatives.call(this, index, { ...step, prevented: [] }, transitions);
    }),
  'where everything is to be tried nothing is': () => replace(Node.prototype, 'addAll', () => {}),
  'what sleeps is never woken by a conflict': () =>
    replace(Node.prototype, 'leavesAsleep', function (this: Node, sleeper) {
      return !shareOperation(sleeper.name, this.chosen);
    }),
  'guards are dropped': () => changeUses((_, use) => (use === 'guard' ? undefined : use)),
  'reads are dropped': () => changeUses((_, use) => (use === 'read' ? undefined : use)),
  'writes of cells count as reads': () => changeUses(({ type }, use) => (type === 'shared cell' ? 'read' : use)),
  'what commutes conflicts with nothing': () => changeUses((_, use) => (use === 'commute' ? undefined : use)),
  'that little is left is forgotten': () => changeUses((_, use) => (use === 'exhaust' ? 'commute' : use)),
  'locks conflict with nothing': () => changeUses(({ type }, use) => (type === 'Mutex' ? undefined : use)),
  'that a signal is aborted is not seen': () => replace(Stage.prototype, 'noteAbort', () => {}),
  'a receive from an inbox takes only what came first': () =>
    replace(Inboxes.prototype, 'available', function (this: Inboxes, channel) {
      return available.call(this, channel).slice(0, 1);
    }),
  'that code goes on after several steps is not seen': () => replace(Stage.prototype, 'noteMerged', () => {}),
  'races of promises are not seen': () => replace(Execution.prototype, 'noteRace', () => {}),
};

/** Programs that tell a search apart from a broken one: those that once did, then random ones. */
function* programs(): Generator<Program> {
  for (const { program } of regressions) yield program;
  for (let seed = 1; seed <= 20; seed++) yield messages(seed);
  for (let seed = 1; seed <= 150; seed++) yield generate(seed);
}

async function isNoticed(program: Program): Promise<boolean> {
  try {
    return ((await compare(program, 200))?.differences.length ?? 0) > 0;
  } catch {
    return true;
  }
}

// The unreduced search would go wrong in the same way, so a lost edge shows only in what is then called a race.
test('a continuation that is not ordered after what it awaited is noticed', async () => {
  const ordered = async (): Promise<void> => {
    const x = shared(0, 'x');
    await x.write(1);
    await go('P', () => x.write(2)).join();
  };
  expect((await check(ordered)).verdict).toBe('ok');
  replace(Tracker.prototype, 'settlement', () => undefined);
  expect((await check(ordered)).verdict).not.toBe('ok');
});

describe('a broken search is noticed', () => {
  for (const [name, mutate] of Object.entries(mutations)) {
    test(name, { timeout: 120_000 }, async () => {
      mutate();
      let tried = 0;
      for (const program of programs()) {
        tried++;
        if (await isNoticed(program)) {
          console.info(`${name}: noticed by program ${tried}`);
          return;
        }
      }
      expect.fail(`not noticed by ${tried} programs`);
    });
  }
});
