// verdict: ok
// outcomes: "ab cd "
// findings: none
// run: --expect '{"returned":"ab cd "}'
//
// Hoare 1978, 3.3, DISASSEMBLE: reads cards and gives out their characters one by one, a space after each card. A card has
// eighty columns; here two.

import { type Stage, through } from './parts/through.ts';

export const cardColumns = 80;

export function disassemble(columns: number): Stage<string, string> {
  return async (cards, east) => {
    for await (const card of cards) {
      if (card.length !== columns) throw new RangeError(`a card of ${card.length} columns`);
      for (const character of card) await east.send(character);
      await east.send(' ');
    }
    await east.close();
  };
}

export async function disassembled(cards: readonly string[], columns = cardColumns): Promise<string> {
  return (await through(cards, disassemble(columns))).join('');
}

export default function disassembleProgram(): Promise<string> {
  return disassembled(['ab', 'cd'], 2);
}
