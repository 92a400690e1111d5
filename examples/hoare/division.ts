// verdict: ok
// outcomes: [3,1]
// findings: none
// run: --expect '{"returned":[3,1]}'
//
// Hoare 1978, 4.1: a subroutine as a process. DIV answers every pair of numbers with quotient and remainder, and ends when
// its user does.

import { chan, go, type ReceiveChannel, type SendChannel } from 'happens-before';

type Pair = readonly [number, number];

async function div(questions: ReceiveChannel<Pair>, answers: SendChannel<Pair>): Promise<void> {
  for await (const [x, y] of questions) {
    let quotient = 0;
    let remainder = x;
    while (remainder >= y) {
      remainder -= y;
      quotient += 1;
    }
    await answers.send([quotient, remainder]);
  }
}

export async function division(x: number, y: number): Promise<Pair | undefined> {
  const questions = chan<Pair>(0, 'questions');
  const answers = chan<Pair>(0, 'answers');
  go('DIV', () => div(questions, answers));
  await questions.send([x, y]);
  const answer = await answers.receive();
  await questions.close();
  return answer;
}

export default function divisionProgram(): Promise<Pair | undefined> {
  return division(10, 3);
}
