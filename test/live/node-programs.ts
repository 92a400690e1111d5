/** Small programs of nodes that are run for real and checked. */
import { after, choose, go, node, select, shared } from 'happens-before';

const pair = [
  ['P', 'Q'],
  ['Q', 'P'],
] as const;

/** By name: what the test says of them goes by it. */
export const programs: Readonly<Record<string, () => void>> = {
  'request and reply'() {
    node<number>('Q', async (self) => {
      for await (const { from, body } of self.inbox) await self.send(from, body + 1);
    });
    node<number>('P', async (self) => {
      await self.send('Q', 41);
      const reply = await select({ reply: self.inbox, late: after(5) });
      return reply.case === 'reply' ? reply.value?.body : 'late';
    });
  },

  'two senders'() {
    for (const name of ['P', 'Q']) {
      node<string>(name, async (self) => {
        await self.send('R', `${name}1`);
        await self.send('R', `${name}2`);
      });
    }
    node<string>('R', async (self) => {
      const bodies = [];
      for (let one = 0; one < 4; one++) bodies.push((await self.inbox.receive())?.body);
      return bodies;
    });
  },

  'a choice, and a node that nobody tells'() {
    node<string>('P', async (self) => {
      const other = await choose('Q', 'R');
      await self.send(other, 'you');
      return other;
    });
    for (const name of ['Q', 'R']) node<string>(name, async (self) => (await self.inbox.receive())?.body);
  },

  'a look at the inbox'() {
    node('P', async (self) => self.send('Q', 1));
    node('Q', async (self) => {
      const first = await self.inbox.tryReceive();
      return first === undefined ? 'nothing' : first.value?.body;
    });
  },

  'storage, and processes of a node'() {
    node<number>('P', async (self) => {
      await self.storage.set('x', 1);
      await self.storage.sync();
      go('worker', async () => {
        await self.send('Q', (await self.storage.get('x')) as number);
      });
      await self.send('Q', 2);
    });
    node<number>('Q', async (self) => {
      const one = (await self.inbox.receive())?.body ?? 0;
      return one * 10 + ((await self.inbox.receive())?.body ?? 0);
    });
  },

  'send: nobody receives'() {
    node('P', async (self) => {
      await self.send('Q', 1);
      return 'handed over';
    });
    node('Q', () => 'not listening');
  },

  'ssend: nobody receives'() {
    node('P', async (self) => {
      await self.ssend('Q', 1);
      return 'received';
    });
    node('Q', () => 'not listening');
  },

  'send: crossing'() {
    for (const [own, other] of pair) {
      node(own, async (self) => {
        await self.send(other, 1);
        return (await self.inbox.receive())?.body;
      });
    }
  },

  'ssend: crossing'() {
    for (const [own, other] of pair) {
      node(own, async (self) => {
        await self.ssend(other, 1);
        return (await self.inbox.receive())?.body;
      });
    }
  },

  'issend: done when it has been received'() {
    node<string>('P', async (self) => {
      const sent = self.issend('Q', 'first');
      const before = await sent.done();
      await self.send('Q', 'second');
      await sent.wait();
      return [before, await sent.done()];
    });
    node<string>('Q', async (self) => [(await self.inbox.receive())?.body, (await self.inbox.receive())?.body]);
  },

  'issend: nobody receives'() {
    node('P', async (self) => {
      const sent = self.issend('Q', 1);
      return sent.done();
    });
    node('Q', () => 'not listening');
  },

  'isend: complete when it has left, whoever receives'() {
    node('P', async (self) => {
      const sent = self.isend('Q', 1);
      await sent.wait();
      return sent.done();
    });
    node('Q', () => 'not listening');
  },

  'isend: the buffer changes before the wait'() {
    node<string>('P', async (self) => {
      const buffer = shared('old', 'buffer');
      const sent = self.isend('Q', buffer);
      await buffer.write('new');
      await sent.wait();
    });
    node<string>('Q', async (self) => (await self.inbox.receive())?.body);
  },

  'isend: the buffer changes after the wait'() {
    node<string>('P', async (self) => {
      const buffer = shared('old', 'buffer');
      await self.isend('Q', buffer).wait();
      await buffer.write('new');
    });
    node<string>('Q', async (self) => (await self.inbox.receive())?.body);
  },

  'receive: nothing comes'() {
    node('P', () => 'silent');
    node('Q', async (self) => (await self.inbox.receive())?.body);
  },

  'ireceive: nothing comes'() {
    node('P', () => 'silent');
    node('Q', async (self) => {
      const cell = shared<unknown>('stale', 'cell');
      const received = self.ireceive(cell);
      return [await received.done(), await cell.read()];
    });
  },

  'ireceive: the cell is read before the wait'() {
    node('P', async (self) => self.send('Q', 'message'));
    node<string>('Q', async (self) => {
      const cell = shared('stale', 'cell');
      const received = self.ireceive(cell);
      const seen = await cell.read();
      await received.wait();
      return [seen, await cell.read()];
    });
  },

  'ireceive: the cell is read after the wait'() {
    node('P', async (self) => self.send('Q', 'message'));
    node<string>('Q', async (self) => {
      const cell = shared('stale', 'cell');
      await self.ireceive(cell).wait();
      return cell.read();
    });
  },
};
