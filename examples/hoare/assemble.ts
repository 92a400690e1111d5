// verdict: ok
// outcomes: ["abc","d  "]
// findings: none
// run: --expect '{"returned":["abc","d  "]}'
//
// Hoare 1978, 3.4, ASSEMBLE: makes lines of the characters it gets, and fills the last one with spaces; of no characters it
// makes no line. A line has 125 places; here three.

import { type Stage, through } from './parts/through.ts';

export const linePlaces = 125;

export function assemble(places: number): Stage<string, string> {
  return async (west, printer) => {
    let line = '';
    for await (const character of west) {
      line += character;
      if (line.length < places) continue;
      await printer.send(line);
      line = '';
    }
    if (line !== '') await printer.send(line.padEnd(places));
    await printer.close();
  };
}

export function assembled(text: string, places = linePlaces): Promise<string[]> {
  return through(text, assemble(places));
}

export default function assembleProgram(): Promise<string[]> {
  return assembled('abcd', 3);
}
