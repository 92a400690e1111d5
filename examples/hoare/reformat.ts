// verdict: ok
// outcomes: ["ab ","cd "]
// findings: none
// run: --expect '{"returned":["ab ","cd "]}'
//
// Hoare 1978, 3.5, Reformat: cards in, lines out, by putting DISASSEMBLE, COPY and ASSEMBLE side by side.

import { assemble, linePlaces } from './assemble.ts';
import { copy } from './copy.ts';
import { cardColumns, disassemble } from './disassemble.ts';
import { inSeries, through } from './parts/through.ts';

export function reformatted(cards: readonly string[], columns = cardColumns, places = linePlaces): Promise<string[]> {
  return through(cards, inSeries(inSeries(disassemble(columns), copy), assemble(places)));
}

export default function reformatProgram(): Promise<string[]> {
  return reformatted(['ab', 'cd'], 2, 3);
}
