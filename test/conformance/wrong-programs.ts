import { chan, go, Once, type Shared, shared } from 'happens-before';

// Programs that look right and are not, after the examples of the Go memory model.

/** E1: the parent prints without waiting for the process that writes. */
export async function printWithoutWaiting(): Promise<string> {
  const a = shared('', 'a');
  go('writer', () => a.write('hello'));
  return a.read();
}

/** E2: a hand-off that was right while its channel was unbuffered. */
export async function bufferedHandOff(): Promise<string> {
  const a = shared('', 'a');
  const channel = chan<number>(1);
  go('writer', async () => {
    await a.write('hello');
    await channel.receive();
  });
  await channel.send(0);
  return a.read();
}

/** E3: two writes seen, or not, by two reads. Returns b and then a. */
export async function readsBesideWrites(): Promise<number[]> {
  const a = shared(0, 'a');
  const b = shared(0, 'b');
  go('writer', async () => {
    await a.write(1);
    await b.write(2);
  });
  const seenB = await b.read();
  return [seenB, await a.read()];
}

/** E4: a flag is looked at before Once, to save calling it. */
export async function doubleCheckedOnce(): Promise<string[]> {
  const a = shared('', 'a');
  const done = shared(false, 'done');
  const once = new Once();
  const print = async (): Promise<string> => {
    if (!(await done.read())) {
      await once.do(async () => {
        await a.write('hello');
        await done.write(true);
      });
    }
    return a.read();
  };
  const processes = [go('p', print), go('q', print)];
  const printed: string[] = [];
  for (const process of processes) printed.push(await process.join());
  return printed;
}

/** E5: waiting for a plain flag by looking at it again and again. */
export async function busyWait(): Promise<string> {
  const a = shared('', 'a');
  const done = shared(false, 'done');
  go('setup', async () => {
    await a.write('hello');
    await done.write(true);
  });
  while (!(await done.read()));
  return a.read();
}

/** E6: publishing an object by a plain store of its reference. */
export async function publishByPlainStore(): Promise<string> {
  const published = shared<{ readonly message: Shared<string> } | undefined>(undefined, 'published');
  go('setup', async () => {
    const message = shared('', 'message');
    await message.write('hello');
    await published.write({ message });
  });
  for (;;) {
    const object = await published.read();
    if (object !== undefined) return object.message.read();
  }
}
