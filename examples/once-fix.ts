// verdict: ok
// outcomes: "en en"
// findings: none
// run: --expect '{"returned":"en en"}'
//
// Initialisation with Once alone: the one call inside it happens before every return of `do`, so every reader comes
// after the writer.

import { go, Once, shared } from 'happens-before';

export default async function onceFix(): Promise<string> {
  const language = shared('', 'language');
  const setUp = new Once();

  async function currentLanguage(): Promise<string> {
    await setUp.do(async () => {
      await language.write('en');
    });
    return await language.read();
  }

  const p = go('P', currentLanguage);
  const q = go('Q', currentLanguage);
  return `${await p.join()} ${await q.join()}`;
}
