// Each link is a program on the one below, and is held against a specification: by `refines`, exhaustively where it is not
// said otherwise.
import type { Link, Packet, Self } from 'happens-before';
import {
  asynchronous,
  chan,
  choose,
  fairLossLink,
  go,
  loggedPerfectLink,
  mark,
  node,
  perfectLink,
  stubbornLink,
} from 'happens-before';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/entry/check.ts';
import { check, refines } from '../../src/entry/check.ts';
import type { FaultBudgets } from '../../src/trace/model.ts';

type Made = Link<number> | Promise<Link<number>>;

/** P sends 1, 2, … to Q, over links that `make` makes; what they deliver to Q is seen. */
function sending(count: number, make: (self: Self) => Made): () => void {
  return () => {
    node('P', async (self) => {
      const link = await make(self);
      for (let number = 1; number <= count; number++) await link.send('Q', number);
    });
    node('Q', async (self) => {
      for await (const { body } of (await make(self)).deliveries) await mark('deliver', body);
    });
  };
}

/** The network itself. */
function network(count: number): () => void {
  return sending(count, fairLossLink);
}

/** The report on whether what `implementation` does with `faults`, `specification` does with `others`. */
function holdAgainst(
  implementation: () => void,
  faults: Partial<FaultBudgets>,
  specification: () => unknown,
  others: Partial<FaultBudgets> = {},
): Promise<Report> {
  const property = refines(implementation, specification, { name: 'specification', model: asynchronous(others) });
  return check(implementation, { model: asynchronous(faults), properties: [property] });
}

function verdictOf({ verdict, certainty }: Report): readonly string[] {
  return [verdict, certainty];
}

function violations({ findings }: Report): readonly string[] {
  return findings.flatMap((finding) => ('property' in finding ? [finding.message] : []));
}

/** Said where it delivers less than its specification. */
function isShort({ notes }: Report): boolean {
  return notes.some((note) => note.includes('may stop after'));
}

const proved = ['ok', 'exhaustive'];
const anyOrder = { order: 'none' } as const;

describe('a fair-loss link', () => {
  /** Of two messages one may be lost and one may arrive twice, and nothing else arrives. */
  const specification = async (): Promise<void> => {
    const copies = await choose([1, 1], [0, 1], [1, 0], [2, 1], [1, 2], [0, 2], [2, 0]);
    for (const [index, count] of copies.entries())
      for (let copy = 0; copy < count; copy++) go(() => mark('deliver', index + 1));
  };

  test('delivers what was sent, not at all, once or more often', async () => {
    const report = await holdAgainst(network(2), { ...anyOrder, loss: 1, duplication: 1 }, specification);
    expect(verdictOf(report)).toEqual(proved);
  });

  test('is not reliable: it may deliver less than was sent, and more', async () => {
    const lossy = await holdAgainst(network(2), { ...anyOrder, loss: 1 }, network(2), anyOrder);
    expect([verdictOf(lossy), isShort(lossy)]).toEqual([proved, true]);
    const doubling = await holdAgainst(network(2), { ...anyOrder, duplication: 1 }, network(2), anyOrder);
    expect(violations(doubling)).toEqual([
      'after deliver(1) it does deliver(1); the specification can do only deliver(2) there',
    ]);
  });
});

describe('a stubborn link', { timeout: 60_000 }, () => {
  test('over loss is a network that loses nothing, though what it delivers may be doubled', async () => {
    const implementation = sending(2, (self) => stubbornLink(self, { times: 1 }));
    const report = await holdAgainst(implementation, { loss: 1 }, network(2), { ...anyOrder, duplication: 2 });
    expect([verdictOf(report), isShort(report)]).toEqual([proved, false]);
  });

  test('that never gives up is explored as far as the ticks of its tickers go', async () => {
    const specification = async (): Promise<void> => {
      for (let count = 0; count < 3; count++) await mark('deliver', 1);
    };
    const implementation = sending(1, (self) => stubbornLink(self));
    const report = await holdAgainst(implementation, { loss: 1 }, specification);
    expect(verdictOf(report)).toEqual(['undecided', 'bounded']);
    expect(report.notes).toContainEqual(expect.stringContaining('tickers fired at most 2 times'));
  });
});

describe('a perfect link', { timeout: 60_000 }, () => {
  test('over loss is a network that only delays (sentence 12)', async () => {
    const implementation = sending(2, (self) => perfectLink(self, { times: 1 }));
    const report = await holdAgainst(implementation, { loss: 1 }, network(2), anyOrder);
    expect([verdictOf(report), isShort(report)]).toEqual([proved, false]);
  });

  test('delays one message by another: it keeps no order', async () => {
    const implementation = sending(2, (self) => perfectLink(self, { times: 1 }));
    const report = await holdAgainst(implementation, { loss: 1 }, network(2));
    expect(violations(report)).toEqual(['at first it does deliver(2); the specification can do only deliver(1) there']);
  });

  test('needs as many retransmissions as messages may be lost', async () => {
    const enough = sending(1, (self) => perfectLink(self, { times: 2 }));
    const report = await holdAgainst(enough, { loss: 2 }, network(1));
    expect([verdictOf(report), isShort(report)]).toEqual([proved, false]);
    const tooFew = sending(1, (self) => perfectLink(self, { times: 1 }));
    expect(isShort(await holdAgainst(tooFew, { loss: 2 }, network(1)))).toBe(true);
  });

  test('delivers once what the link below delivers any number of times', async () => {
    const implementation = sending(2, (self) => perfectLink(self, { below: fairLossLink<Packet<number>>(self) }));
    const report = await holdAgainst(implementation, { ...anyOrder, duplication: 2 }, network(2), anyOrder);
    expect([verdictOf(report), isShort(report)]).toEqual([proved, false]);
  });
});

describe('a logged perfect link', { timeout: 60_000 }, () => {
  /** As `sending`, though each life sends a message of its own, and says in which life it delivers. */
  function restarting(make: (self: Self) => Made): () => void {
    return () => {
      node('P', async (self) => {
        const link = await make(self);
        await link.send('Q', self.restarts);
      });
      node('Q', async (self) => {
        for await (const { body } of (await make(self)).deliveries)
          await mark('deliver', `${body} in ${self.restarts}`);
      });
    };
  }

  /** Each life is delivered what is in one log, once and in the same order; one crash, so one of the nodes has one life. */
  const specification = async (): Promise<void> => {
    if (await choose(true, false)) {
      for (const body of await choose([0, 1], [1, 0], [1])) await mark('deliver', `${body} in 0`);
    } else {
      if (await choose(true, false)) await mark('deliver', '0 in 0');
      await mark('deliver', '0 in 1');
    }
  };
  const crash = { crashes: 1, restarts: 1 };

  test('delivers once in each life of its receiver, whoever crashes', async () => {
    const implementation = restarting((self) => loggedPerfectLink(self, { times: 0 }));
    expect(verdictOf(await holdAgainst(implementation, crash, specification))).toEqual(proved);
  });

  test('delivers so too when it retransmits, as far as that was drawn', async () => {
    const implementation = restarting((self) => loggedPerfectLink(self, { times: 1 }));
    const property = refines(implementation, specification, { name: 'specification', model: asynchronous() });
    const { verdict, certainty } = await check(implementation, {
      model: asynchronous({ ...crash, loss: 1, duplication: 1 }),
      properties: [property],
      strategy: 'random',
      budget: { executions: 300 },
    });
    expect([verdict, certainty]).toEqual(['ok', 'sampled']);
  });

  /** What became of Q, which says of each life what it was delivered in, where W heard that its first was delivered something. */
  async function endsAfterDelivery(make: (self: Self) => Made): Promise<readonly unknown[]> {
    const program = (): void => {
      node('P', async (self) => (await make(self)).send('Q', 0));
      node('Q', async (self) => {
        await (await make(self)).deliveries.receive();
        if (self.restarts === 0) await self.send('W', 'delivered');
        return self.restarts;
      });
      node('W', async (self) => (await self.inbox.receive())?.body);
    };
    const { outcomes, certainty } = await check(program, { model: asynchronous(crash) });
    expect(certainty).toBe('exhaustive');
    const ends = outcomes.map(({ value }) => value as { readonly Q: unknown; readonly W: unknown });
    return [...new Set(ends.filter(({ W }) => W === 'delivered').map(({ Q }) => Q))].sort();
  }

  test('delivers again to a second life what it delivered to the first, which a perfect link does not', async () => {
    expect(await endsAfterDelivery((self) => loggedPerfectLink(self, { times: 0 }))).toEqual([0, 1, 'crashed']);
    expect(await endsAfterDelivery((self) => perfectLink(self, { times: 0 }))).toEqual([0, 'crashed', 'waiting']);
  });

  /** What became of P's second life, in which it sends, and of Q, which waits for that. */
  async function endsOfSecondLives(make: (self: Self) => Made): Promise<readonly unknown[]> {
    const program = (): void => {
      node('P', async (self) => {
        await (await make(self)).send('Q', self.restarts);
        return self.restarts;
      });
      node('Q', async (self) => {
        for await (const { body } of (await make(self)).deliveries) if (body === 1) return 'heard';
        return undefined;
      });
    };
    const { outcomes, certainty } = await check(program, { model: asynchronous(crash) });
    expect(certainty).toBe('exhaustive');
    return outcomes.map(({ value }) => value).filter((value) => JSON.stringify(value).startsWith('{"P":1,'));
  }

  test('delivers what a second life sends, which a perfect link takes for a copy of what the first one sent', async () => {
    const logged = await endsOfSecondLives((self) => loggedPerfectLink(self, { times: 0 }));
    expect(logged).toEqual([{ P: 1, Q: 'heard' }]);
    const perfect = await endsOfSecondLives((self) => perfectLink(self, { times: 0 }));
    expect(perfect).toContainEqual({ P: 1, Q: 'waiting' });
  });
});

test('a process in the background of a node is idle, whatever it waits for', async () => {
  const waiting = (background: boolean) => (): void => {
    node('P', () => {
      go(() => chan().receive(), { background });
    });
  };
  expect((await check(waiting(true))).verdict).toBe('ok');
  expect((await check(waiting(false))).verdict).not.toBe('ok');
});

describe('links that run for real', () => {
  test('a perfect link delivers everything once over a link that drops, doubles and delays', async () => {
    const total = 30;
    const heard: number[] = [];
    const make = (self: Self): Link<number> => {
      const below = rough<Packet<number>>(self);
      return perfectLink(self, { below: stubbornLink(self, { every: 2, below }) });
    };
    node('P', async (self) => {
      const link = make(self);
      for (let number = 0; number < total; number++) await link.send('Q', number);
    });
    const q = node('Q', async (self) => {
      for await (const { body } of make(self).deliveries) if (heard.push(body) === total) return;
    });
    await q.join();
    expect(heard.sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, number) => number));
  });

  test.each([
    { name: 'stubborn', make: (self: Self): Made => stubbornLink<number>(self, { times: 0 }) },
    { name: 'perfect', make: (self: Self): Made => perfectLink<number>(self) },
    { name: 'logged perfect', make: (self: Self): Made => loggedPerfectLink<number>(self) },
  ])('a $name link refuses what cannot be sent, and goes on', async ({ make }) => {
    const p = node('P', async (self) => {
      const link = await make(self);
      await expect(link.send('X', 1)).rejects.toThrow('there is no node of that name; there are Q');
      await expect(link.send('Q', (() => 1) as unknown as number)).rejects.toThrow('cannot be copied');
      await link.send('Q', 2);
    });
    const q = node('Q', async (self) => (await (await make(self)).deliveries.receive())?.body);
    await p.join();
    expect(await q.join()).toBe(2);
  });

  /** Every third message is lost, every fifth arrives twice. */
  function rough<Body>(self: Self): Link<Body> {
    const fair = fairLossLink<Body>(self);
    let count = 0;
    return {
      deliveries: fair.deliveries,
      async send(to, body) {
        count++;
        if (count % 3 === 0) return;
        await fair.send(to, body);
        if (count % 5 === 0) await fair.send(to, body);
      },
    };
  }
});
