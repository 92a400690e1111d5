// verdict: ok
// outcomes: ["↑ ","b ","  "]
// findings: none
// run: --expect '{"returned":["↑ ","b ","  "]}'
//
// Hoare 1978, 3.6, Conway's problem: Reformat with SQUASH in the place of COPY. Nothing else changes.

import { assemble, linePlaces } from './assemble.ts';
import { cardColumns, disassemble } from './disassemble.ts';
import { inSeries, through } from './parts/through.ts';
import { squash } from './squash.ts';

export function conway(cards: readonly string[], columns = cardColumns, places = linePlaces): Promise<string[]> {
  return through(cards, inSeries(inSeries(disassemble(columns), squash), assemble(places)));
}

export default function conwayProgram(): Promise<string[]> {
  return conway(['**', 'b '], 2, 2);
}
