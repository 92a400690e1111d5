// verdict: ok
// outcomes: undefined
// findings: none
// claim: shared memory on messages: a process that owns a register and answers requests does what an atomic cell does
//
// Reading and writing are messages to the owner and back, and the owner takes one at a time.

import { atomic, chan, go, mark, type SendChannel } from 'happens-before';
import { refines } from 'happens-before/check';

interface Register {
  read(): Promise<number | undefined>;
  write(value: number): Promise<void>;
}
type Request = { readonly write?: number; readonly answer: SendChannel<number> };

function owned(): Register {
  const requests = chan<Request>(0, 'requests');
  const owner = async (): Promise<void> => {
    let value = 0;
    for await (const request of requests) {
      value = request.write ?? value;
      await request.answer.send(value);
    }
  };
  go('owner', owner, { background: true });
  const ask = async (write?: number): Promise<number | undefined> => {
    const answer = chan<number>(0, 'answer');
    await requests.send(write === undefined ? { answer } : { write, answer });
    return await answer.receive();
  };
  return { read: () => ask(), write: async (value) => void (await ask(value)) };
}

function cell(): Register {
  const value = atomic(0);
  return { read: () => value.load(), write: (next) => value.store(next) };
}

/** P and Q each write and read. */
const use = (make: () => Register) => async (): Promise<void> => {
  const register = make();
  const users = ['P', 'Q'].map((name, own) =>
    go(name, async () => {
      await register.write(own + 1);
      await mark(`${name} has written`);
      await mark(`${name} has read`, await register.read());
    }),
  );
  for (const user of users) await user.join();
};
const onMessages = use(owned);

export const properties = [refines(onMessages, use(cell), { name: 'an atomic cell' })];

export default onMessages;
