import { beforeAll, describe, expect, test } from 'vitest';
import type { Reduction } from '../../src/explore/search.ts';
import type { Exploration } from './explore.ts';
import { explore, OracleWorld } from './explore.ts';
import type { NodeProgram } from './nodes.ts';
import { modelOf, nodeProgram, runNodes } from './nodes.ts';

// Random programs of nodes under random models, whose searches are held against the one that leaves nothing out.
const full = process.env['HB_FULL'] === '1';
const count = full ? 3000 : 300;
const mostInterleavings = full ? 2000 : 500;

const compared = { programs: 0, skipped: 0, interleavings: 0, traces: 0, redundant: 0, faulty: 0 };
const failures: string[] = [];

function exploreNodes(program: NodeProgram, world: OracleWorld, reduction: Reduction, executions: number) {
  return explore(world, { reduction, executions, model: modelOf(program) });
}

function worldOf(program: NodeProgram): OracleWorld {
  return new OracleWorld((logs) => runNodes(program, logs));
}

async function differences(program: NodeProgram): Promise<string[] | undefined> {
  const world = worldOf(program);
  const naive = await exploreNodes(program, world, 'naive', mostInterleavings);
  if (naive === undefined) return undefined;
  compared.interleavings += naive.executions;
  compared.traces += naive.traces.size;
  const found: string[] = [];
  for (const reduction of ['optimal', 'source', 'sleep'] as const) {
    const reduced = await exploreNodes(program, world, reduction, 10 * mostInterleavings);
    if (reduced === undefined) return [`${reduction} loses its way`];
    if (reduction === 'optimal') compared.redundant += reduced.redundant;
    found.push(...between(reduction, naive, reduced));
  }
  return found;
}

function between(name: string, naive: Exploration, reduced: Exploration): string[] {
  return [
    ...[...naive.outcomes].filter((outcome) => !reduced.outcomes.has(outcome)).map((one) => `${name} misses ${one}`),
    ...[...reduced.outcomes].filter((outcome) => !naive.outcomes.has(outcome)).map((one) => `${name} invents ${one}`),
    ...[...naive.traces].filter((trace) => !reduced.traces.has(trace)).map((one) => `${name} misses the trace\n${one}`),
  ];
}

describe(`${count} random programs of nodes`, () => {
  beforeAll(async () => {
    for (let seed = 1; seed <= count && failures.length < 3; seed++) {
      const program = nodeProgram(seed);
      const found = await differences(program);
      if (found === undefined) {
        compared.skipped++;
        continue;
      }
      compared.programs++;
      if (Object.keys(program.budgets).length > 1) compared.faulty++;
      if (found.length > 0) failures.push(`seed ${seed} ${JSON.stringify(program)}\n${found.slice(0, 5).join('\n')}`);
    }
    console.info(`programs of nodes: ${JSON.stringify(compared)}`);
  }, 1_200_000);

  test('the reduced searches find what the unreduced one does', () => {
    expect(failures).toEqual([]);
    expect(compared.programs).toBeGreaterThan(compared.skipped);
  });

  test('in many of them something may go wrong', () => {
    expect(compared.faulty).toBeGreaterThan(compared.programs / 4);
  });
});

/** Programs that a search was wrong about once. */
const once: readonly (readonly [string, NodeProgram])[] = [
  [
    'one crash or another, where the model allows one',
    { nodes: { P: [{ kind: 'receive' }], Q: [{ kind: 'ssend', to: 'P', value: 1 }] }, budgets: { crashes: 1 } },
  ],
  [
    'a plan made where somebody crashed, for where nobody does',
    {
      nodes: {
        P: [{ kind: 'look' }, { kind: 'look' }],
        Q: [{ kind: 'send', to: 'P', value: 1 }],
        R: [{ kind: 'receive' }],
      },
      budgets: { order: 'none', crashes: 1 },
    },
  ],
  [
    'a crash planned after what had been left to the search',
    {
      nodes: {
        P: [{ kind: 'look' }, { kind: 'receive' }],
        Q: [{ kind: 'wait' }, { kind: 'ssend', to: 'P', value: 2 }],
      },
      budgets: { order: 'none', crashes: 1 },
    },
  ],
  [
    'a message that leaves when the one before it has been delivered',
    {
      nodes: {
        P: [
          { kind: 'send', to: 'Q', value: 1 },
          { kind: 'send', to: 'Q', value: 2 },
        ],
        Q: [{ kind: 'fork', body: [{ kind: 'look' }] }, { kind: 'receive' }],
      },
      budgets: { order: 'fifo' },
    },
  ],
  [
    'a message sent before or after its receiver starts again',
    {
      nodes: {
        P: [{ kind: 'send', to: 'Q', value: 1 }, { kind: 'receive' }],
        Q: [{ kind: 'wait' }, { kind: 'receive' }],
      },
      budgets: { order: 'fifo', crashes: 1, restarts: 1 },
    },
  ],
  [
    'two copies of a message that somebody waits for',
    {
      nodes: { P: [{ kind: 'ssend', to: 'Q', value: 1 }], Q: [{ kind: 'receive' }, { kind: 'receive' }] },
      budgets: { order: 'none', duplication: 1, crashes: 1 },
    },
  ],
  [
    'a receipt that nobody is left to hear of',
    {
      nodes: {
        P: [{ kind: 'send', to: 'Q', value: 1 }, { kind: 'receive' }],
        Q: [
          { kind: 'ssend', to: 'P', value: 2 },
          { kind: 'fork', body: [{ kind: 'receive' }] },
        ],
      },
      budgets: { order: 'none', crashes: 1, restarts: 1 },
    },
  ],
];

test.each(once)('%s', async (_, program) => {
  expect(await differences(program)).toEqual([]);
});
