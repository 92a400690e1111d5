// What can be told at a mark, on programs of nodes and on plain ones, and the executions that show it.
import { readFileSync } from 'node:fs';
import { after, asynchronous, chan, go, mark, node, select, sleep, synchronous } from 'happens-before';
import { describe, expect, it } from 'vitest';
import { type KnowledgeResult, knowledgeAt } from '../../src/check/knowledge/knowledge.ts';
import { worlds } from '../../src/check/knowledge/request.ts';
import type { FaultBudgets, Model } from '../../src/trace/model.ts';

/** P asks Q and waits for a while; Q answers what it is asked, `answers` times at most. */
function requestReply(answers = Number.POSITIVE_INFINITY): () => void {
  return () => {
    node<number>('Q', async (self) => {
      for (let given = 0; given < answers; given++) {
        const question = await self.inbox.receive();
        if (question !== undefined) await self.send(question.from, question.body + 1);
      }
    });
    node<number>('P', async (self) => {
      await self.send('Q', 41);
      const got = await select({ reply: self.inbox, late: after(100) });
      await mark(got.case === 'late' ? 'gave up' : 'answered');
    });
  };
}

function at(label: string, program: () => unknown, model: Model = asynchronous()): Promise<KnowledgeResult> {
  return knowledgeAt({ name: 'program', instantiate: () => program, model }, label, {});
}

async function possible(faults: Partial<FaultBudgets>, label = 'gave up', program = requestReply()): Promise<string[]> {
  const { report } = await at(label, program, asynchronous(faults));
  expect(report.certainty).toBe('exhaustive');
  expect(report.knowledge.map(({ questions }) => questions.map(({ about }) => about))).toEqual([
    ['what became of Q and of what was asked of it'],
  ]);
  return report.knowledge.flatMap(({ questions }) => questions.flatMap((one) => one.worlds.map(({ text }) => text)));
}

describe('what became of a request', () => {
  it('is any of all that can have happened, with one loss and one crash', async () => {
    expect(await possible({ loss: 1, crashes: 1 })).toEqual([
      worlds['request lost'].up,
      worlds['request lost'].crashed,
      worlds['request on its way'].up,
      worlds['request on its way'].crashed,
      worlds['not answered'].up,
      worlds['not answered'].crashed,
      worlds['reply on its way'].up,
      worlds['reply on its way'].crashed,
      worlds['reply lost'].up,
      worlds['reply lost'].crashed,
    ]);
  });

  it('is nothing but slowness where nothing goes wrong', async () => {
    expect(await possible({})).toEqual([
      worlds['request on its way'].up,
      worlds['not answered'].up,
      worlds['reply on its way'].up,
    ]);
  });

  it('is no loss of anything where only a crash can happen', async () => {
    const words = await possible({ crashes: 1 });
    expect(words.filter((text) => text.includes('lost'))).toEqual([]);
    expect(words).toContain(worlds['not answered'].crashed);
  });

  it('takes in a node that has started again and what it forgot', async () => {
    const { report } = await at('gave up', requestReply(), asynchronous({ crashes: 1, restarts: 1 }));
    const [first, again] = report.knowledge;
    expect([first?.process, again?.process].sort()).toEqual(['P', 'P#2']);
    const asked = report.knowledge.find(({ process }) => process === 'P')?.questions;
    expect(asked?.map(({ about }) => about)).toEqual(['what became of Q and of what was asked of it']);
    const words = asked?.flatMap((one) => one.worlds.map(({ text }) => text));
    expect(words).toContain(worlds['request forgotten'].restarted);
    expect(words).toContain(worlds['request on its way'].restarted);
    expect(words).toContain(worlds['not answered'].restarted);
    expect(words).toContain(worlds['reply on its way'].restarted);
  });

  it('takes in a node whose program is over', async () => {
    const words = await possible({}, 'gave up', () => {
      node('Q', async (self) => {
        await self.inbox.receive();
        await mark('heard');
      });
      node('P', async (self) => {
        await self.send('Q', 'are you there?');
        await mark('gave up');
      });
    });
    expect(words).toEqual([worlds['request on its way'].up, worlds['not answered'].up, worlds['not answered'].ended]);
  });

  it('is known once the reply is there, but not how Q is by then', async () => {
    expect(await possible({ loss: 1 }, 'answered')).toEqual([worlds.answered.up]);
    expect(await possible({ crashes: 1 }, 'answered')).toEqual([worlds.answered.up, worlds.answered.crashed]);
  });

  it('is no loss where one of two copies may still come', async () => {
    const words = await possible({ duplication: 1 });
    expect(words).toEqual(await possible({}));
  });

  it('is loss where the network is cut between the two', async () => {
    const words = await possible({ partitions: 1 });
    expect(words).toContain(worlds['request lost'].up);
    expect(words).toContain(worlds['reply lost'].up);
  });
});

describe('a world', () => {
  it('has an execution in which the knower has seen the same', async () => {
    const { report, drawn } = await at('gave up', requestReply(), asynchronous({ loss: 1, crashes: 1 }));
    expect(drawn.map(({ world }) => world)).toEqual(
      report.knowledge.flatMap((one) => one.questions.flatMap((two) => two.worlds)),
    );
    const views = drawn.map(({ world, trace, knower }) =>
      trace.events
        .slice(0, world.until + 1)
        .flatMap(({ participants }) =>
          participants.filter(({ process, operation }) => process === knower && operation !== 'deliver'),
        )
        .map(({ operation, result }) => `${operation} ${result}`),
    );
    for (const view of views) expect(view).toEqual(views[0]);
    expect(views[0]?.at(-1)).toContain('mark');
  });
});

describe('a plain program', () => {
  const program = async (): Promise<void> => {
    const jobs = chan<number>(1, 'jobs');
    go('worker', async () => {
      await jobs.receive();
      await mark('got it');
    });
    await jobs.send(1);
    await mark('sent');
  };

  it('has as many worlds as others can have got on', async () => {
    const { report } = await at('sent', program);
    expect(
      report.knowledge.map(({ process, questions }) => [
        process,
        questions.map((one) => one.worlds.map(({ text }) => text)),
      ]),
    ).toEqual([
      [
        'main',
        [['worker has done nothing yet', 'worker has come as far as receive jobs, its 1st step', 'worker has ended']],
      ],
    ]);
  });

  it('has a mark for each way to come to it', async () => {
    const { report } = await at('got it', async () => {
      const jobs = chan<string>(2, 'jobs');
      for (const name of ['P', 'Q']) go(name, () => jobs.send(name));
      await mark('got it', await jobs.receive());
    });
    expect(report.knowledge.map(({ data }) => data).sort()).toEqual(['P', 'Q']);
    const [first] = report.knowledge.filter(({ data }) => data === 'P');
    expect(first?.questions.map(({ about, worlds: all }) => [about, all.map(({ text }) => text)])).toEqual([
      ['where P is', ['P has ended']],
      ['where Q is', ['Q has done nothing yet', 'Q has ended']],
    ]);
  });

  it('of which nobody comes to the mark says which marks there are', async () => {
    await expect(at('lost', program)).rejects.toThrow(
      "no process comes to a mark 'lost' in any execution; there are 'got it', 'sent'",
    );
  });

  it('under virtual time has no world in which time has passed that has not', async () => {
    const timed = async (): Promise<void> => {
      go('late', async () => {
        await sleep(100);
        await mark('woken');
      });
      await sleep(50);
      await mark('early');
      await sleep(25);
    };
    const { report } = await at('early', timed, synchronous({ delay: [0, 0], step: [0, 0] }));
    const texts = report.knowledge.flatMap(({ questions }) =>
      questions.flatMap((one) => one.worlds.map(({ text }) => text)),
    );
    expect(texts).toEqual(['late has done nothing yet']);
  });
});

describe('the documented table', () => {
  it('is the one that is used', () => {
    const text = readFileSync(new URL('../../docs/knowledge.md', import.meta.url), 'utf8');
    const rows = text.split('\n').filter((line) => line.startsWith('| **'));
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(cells).toEqual(
      Object.entries(worlds).map(([exchange, row]) => [
        `**${exchange}**`,
        row.up,
        row.ended,
        row.crashed,
        row.restarted,
      ]),
    );
  });
});
