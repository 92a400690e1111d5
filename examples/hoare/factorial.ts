// verdict: ok
// outcomes: 120
// findings: none
// run: --expect '{"returned":120}'
//
// Hoare 1978, 4.2: recursion as an array of processes. Each asks the next for the factorial of the number below its own; six
// are enough for five. See factorial-stuck.ts for what happens beyond the limit.

import { chan, go } from 'happens-before';

export async function factorial(n: number, limit: number): Promise<number | undefined> {
  const questions = Array.from({ length: limit + 1 }, (_, i) => chan<number>(0, `question ${i + 1}`));
  const answers = Array.from({ length: limit + 1 }, (_, i) => chan<number>(0, `answer ${i + 1}`));

  async function fac(i: number): Promise<void> {
    const [asked, answer, ask, answered] = [questions[i], answers[i], questions[i + 1], answers[i + 1]];
    if (!asked || !answer || !ask || !answered) throw new RangeError(`no process ${i}`);
    for await (const k of asked) {
      if (k > 0) await ask.send(k - 1);
      await answer.send(k === 0 ? 1 : k * ((await answered.receive()) ?? Number.NaN));
    }
    await ask.close();
  }

  for (let i = 0; i < limit; i++) go(`fac(${i + 1})`, () => fac(i));
  await questions[0]?.send(n);
  const result = await answers[0]?.receive();
  await questions[0]?.close();
  return result;
}

export default function factorialProgram(): Promise<number | undefined> {
  return factorial(5, 6);
}
