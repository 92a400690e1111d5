import { asynchronous, chan, after as expiry, go, node, select, shared, sleep } from 'happens-before';
import type { Report } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';

// What the network and the nodes may do wrong, as budgets of the model.
function ends(report: Report): string[] {
  return report.outcomes.map(({ kind, value }) => (kind === 'returned' ? JSON.stringify(value) : kind)).sort();
}

function ask(): void {
  node<number>('Q', async (self) => {
    for await (const { from, body } of self.inbox) await self.send(from, body + 1);
  });
  node<number>('P', async (self) => {
    await self.send('Q', 41);
    const got = await select({ reply: self.inbox, late: expiry(100) });
    return got.case === 'late' ? 'late' : got.value?.body;
  });
}

describe('budgets', () => {
  test.each([
    [asynchronous(), 2, ['{"P":"late","Q":"waiting"}', '{"P":42,"Q":"waiting"}']],
    // Late with nothing lost, the request lost, the reply lost.
    [asynchronous({ loss: 1 }), 4, ['{"P":"late","Q":"waiting"}', '{"P":42,"Q":"waiting"}']],
    [
      // Q crashes at one of three points and P is late, or after it has replied; P crashes before it asks, or after.
      asynchronous({ crashes: 1 }),
      8,
      [
        '{"P":"crashed","Q":"waiting"}',
        '{"P":"late","Q":"crashed"}',
        '{"P":"late","Q":"waiting"}',
        '{"P":42,"Q":"crashed"}',
        '{"P":42,"Q":"waiting"}',
      ],
    ],
  ])('of a request and a reply under %j', async (model, executions, expected) => {
    const report = await check(ask, { model });
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive', executions });
    expect(ends(report)).toEqual(expected);
  });

  test('a message may arrive twice, and its copies one after the other', async () => {
    const program = (): void => {
      node('P', async (self) => self.send('Q', 'once'));
      node('Q', async (self) => {
        const first = await self.inbox.receive();
        const second = await select({ again: self.inbox, late: expiry(10) });
        return [first?.body, second.case];
      });
    };
    const report = await check(program, { model: asynchronous({ duplication: 1 }) });
    expect(ends(report)).toEqual([
      '{"P":{"$":"undefined"},"Q":["once","again"]}',
      '{"P":{"$":"undefined"},"Q":["once","late"]}',
    ]);
    expect(report.certainty).toBe('exhaustive');
  });

  test('a partition cuts off what is sent while it stands, one way or both', async () => {
    const program = (): void => {
      for (const [own, other] of [
        ['P', 'Q'],
        ['Q', 'P'],
      ] as const)
        node<number>(own, async (self) => {
          await self.send(other, 1);
          return (await self.inbox.receive())?.body;
        });
    };
    const report = await check(program, { model: asynchronous({ partitions: 1 }) });
    expect(ends(report)).toEqual([
      '{"P":"waiting","Q":"waiting"}',
      '{"P":"waiting","Q":1}',
      '{"P":1,"Q":"waiting"}',
      '{"P":1,"Q":1}',
    ]);
    expect(report.certainty).toBe('exhaustive');
  });

  test('the more losses, the more may be missing', async () => {
    const program = (): void => {
      node<number>('P', async (self) => {
        for (const value of [1, 2, 3]) await self.send('Q', value);
      });
      node<number>('Q', async (self) => {
        const got: unknown[] = [];
        for (;;) {
          const next = await select({ message: self.inbox, late: expiry(10) });
          if (next.case === 'late') return got.length;
          got.push(next.value?.body);
        }
      });
    };
    const counts = async (loss: number): Promise<string[]> =>
      ends(await check(program, { model: asynchronous({ loss }), budget: { ms: 20_000 } }));
    expect(await counts(0)).toHaveLength(4);
    const two = await check(program, { model: asynchronous({ loss: 2 }) });
    expect(two.certainty).toBe('exhaustive');
    expect(two.executions).toBeGreaterThan((await check(program, { model: asynchronous({ loss: 1 }) })).executions);
  });
});

describe('crashes', () => {
  test('keep what was synced, and forget the rest', async () => {
    const program = (): void => {
      node('P', async (self) => {
        const { storage } = self;
        if (self.restarts > 0) return [await storage.get('synced'), await storage.get('not'), await storage.list()];
        await storage.set('synced', { n: 1 });
        await storage.sync();
        await storage.set('not', 2);
        await storage.delete('synced');
        await self.inbox.receive();
        return 'no crash';
      });
    };
    const report = await check(program, { model: asynchronous({ crashes: 1, restarts: 1 }) });
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive' });
    expect(ends(report)).toEqual([
      '{"P":"crashed"}',
      '{"P":"waiting"}',
      '{"P":[{"$":"undefined"},{"$":"undefined"},[]]}',
      '{"P":[{"n":1},{"$":"undefined"},["synced"]]}',
    ]);
  });

  test('end all processes of a node, its timers and what it waited for', async () => {
    const program = (): void => {
      node('P', async (self) => {
        go('helper', async () => {
          await sleep(10);
          await self.send('Q', 'from the helper');
        });
        await self.inbox.receive();
      });
      node('Q', async (self) => {
        const got = await select({ message: self.inbox, late: expiry(1000) });
        return got.case === 'late' ? 'nothing' : got.value?.body;
      });
    };
    const report = await check(program, { model: asynchronous({ crashes: 1 }) });
    expect(report.certainty).toBe('exhaustive');
    expect(ends(report)).toContain('{"P":"crashed","Q":"nothing"}');
    expect(ends(report)).toContain('{"P":"crashed","Q":"from the helper"}');
  });

  test('what was on its way to a node that starts again arrives, or is forgotten with it', async () => {
    const program = (): void => {
      node('P', async (self) => self.send('Q', 1));
      node<number>('Q', async (self) => {
        if (self.restarts === 0) {
          await sleep(1000);
          return 'no crash';
        }
        const got = await select({ message: self.inbox, late: expiry(10) });
        return got.case;
      });
    };
    const report = await check(program, { model: asynchronous({ crashes: 1, restarts: 1 }) });
    expect(report.certainty).toBe('exhaustive');
    for (const end of ['message', 'late', 'no crash', 'crashed'])
      expect(ends(report).some((one) => one.includes(`"Q":"${end}"`))).toBe(true);
  });
});

describe('what nodes may not', () => {
  test.each([
    ['channel', () => chan<number>(1, 'jobs'), (jobs: unknown) => (jobs as ReturnType<typeof chan<number>>).send(1)],
    [
      'shared cell',
      () => shared(0, 'count'),
      (count: unknown) => (count as ReturnType<typeof shared<number>>).write(1),
    ],
  ])('share a %s', async (type, make, touch) => {
    const program = (): void => {
      const object = make();
      node('P', async () => touch(object));
      node('Q', async () => touch(object));
    };
    const report = await check(program);
    expect(report.verdict).toBe('panic');
    const [finding] = report.findings;
    expect(JSON.stringify(finding)).toContain(type);
    expect(JSON.stringify(finding)).toContain("is touched by node 'P' and by node 'Q'; nodes share nothing");
  });

  test('send to nobody, what cannot be copied, or under a name that is taken', async () => {
    const panics = async (program: () => void): Promise<string> => JSON.stringify((await check(program)).findings);
    expect(
      await panics(() => {
        node('P', async (self) => self.send('R', 1));
        node('Q', async () => undefined);
      }),
    ).toContain("send from node 'P' to 'R': there is no node of that name; there are Q");
    expect(
      await panics(() => {
        node('P', async (self) => self.send('Q', () => undefined));
        node('Q', async () => undefined);
      }),
    ).toContain("send from node 'P' to 'Q': the value cannot be copied to another component");
    expect(
      await panics(() => {
        node('P', async () => undefined);
        node('P', async () => undefined);
      }),
    ).toContain("node('P'): there is a node of that name already");
  });

  test('have no name or no body', () => {
    expect(() => node('', async () => undefined)).toThrow('node: a name is needed, by which others send to it');
    expect(() => node('P', 3 as never)).toThrow("node('P'): the body of a node must be a function");
  });
});

describe('what could never happen is said', () => {
  test('for a program without nodes, and for what nothing was left to do to', async () => {
    const plain = await check(async () => 1, {
      model: asynchronous({ loss: 1, crashes: 2, restarts: 1, partitions: 1 }),
    });
    expect(plain.notes).toEqual([
      'the model is asynchronous({ loss: 1, crashes: 2, restarts: 1, partitions: 1 })',
      'loss: 1 was given and could never be used: there was no message to lose',
      'crashes: 2 was given and could never be used: there was no node that could crash',
      'restarts: 1 was given and could never be used: no node crashed that could start again',
      'partitions: 1 was given and could never be used: there were no two nodes to cut off from each other',
    ]);
    const asked = await check(ask, { model: asynchronous({ loss: 1, restarts: 1, pauses: 2 }) });
    expect(asked.notes.filter((note) => !note.startsWith('the model'))).toEqual([
      'restarts: 1 was given and could never be used: no node crashed that could start again',
      'pauses: 2 was given and adds nothing: under the asynchronous model nodes may stand still at any time',
    ]);
  });
});
