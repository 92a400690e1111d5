/** Small programs of nodes. */
import { after, choose, go, mark, node, select } from 'happens-before';

export function request(): void {
  node<{ question: number } | { answer: number }>('Q', async (self) => {
    for await (const { from, body } of self.inbox)
      if ('question' in body) await self.send(from, { answer: body.question + 1 });
  });
  node<{ question: number } | { answer: number }>('P', async (self) => {
    await self.send('Q', { question: 41 });
    const reply = await select({ reply: self.inbox, late: after(100) });
    if (reply.case === 'reply') return reply.value?.body;
    await mark('gave up');
    return 'late';
  });
}

/** P sends twice, and Q takes as many as it is told. */
export function twice(taken: number): () => void {
  return () => {
    node<string>('P', async (self) => {
      await self.send('Q', 'a');
      await self.send('Q', 'b');
    });
    node<string>('Q', async (self) => {
      const bodies = [];
      for (let one = 0; one < taken; one++) bodies.push((await self.inbox.receive())?.body);
      return [...bodies, self.restarts];
    });
  };
}

export function synchronously(): void {
  node<string>('Q', async (self) => (await self.inbox.receive())?.body);
  node<string>('P', async (self) => self.ssend('Q', 'a'));
}

/** A node that sends to itself, which one of its own processes receives. */
export function ownParts(): void {
  node<string>('P', async (self) => {
    await self.send('P', 'mine');
    const worker = go('worker', async () => (await self.inbox.receive())?.body);
    return worker.join();
  });
}

/** Three nodes that all send to each other at once. */
export function everybody(): void {
  const names = ['P', 'Q', 'R'];
  for (const name of names) {
    node<string>(name, async (self) => {
      for (const other of names) if (other !== name) await self.send(other, `from ${name}`);
      const first = await self.inbox.receive();
      const second = await self.inbox.receive();
      return [first?.from, second?.from].join();
    });
  }
}

/** Who chooses to starts something in the step that sends. */
export function startsWhileSending(): void {
  node<string>('P', async (self) => {
    if (await choose(true, false)) return 'silent';
    await self.send('Q', 'a');
    await go('worker', async () => 1).join();
    return 'sent';
  });
  node<string>('Q', async (self) => (await self.inbox.receive())?.body);
}
