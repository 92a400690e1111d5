// verdict: race
// outcomes: "en en"
// findings: race x2
//
// Double-checked initialisation: the look at `ready` is meant to spare the Once, and it is also what would have ordered
// the reader after the writer. Every outcome is right here, and it is a race: nothing says they must be.

import { go, Once, shared } from 'happens-before';

export default async function once(): Promise<string> {
  const ready = shared(false, 'ready');
  const language = shared('', 'language');
  const setUp = new Once();

  async function currentLanguage(): Promise<string> {
    if (!(await ready.read())) {
      await setUp.do(async () => {
        await language.write('en');
        await ready.write(true);
      });
    }
    return await language.read();
  }

  const p = go('P', currentLanguage);
  const q = go('Q', currentLanguage);
  return `${await p.join()} ${await q.join()}`;
}
