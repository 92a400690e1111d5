// verdict: ok
// outcomes: "made"
// findings: none
// run: --expect '{"returned":"made"}'
//
// mkdirp, pull request 92: when `stat` finds nothing after all, both are tried again.

import { go } from 'happens-before';

export default async function mkdirpFix(): Promise<string> {
  const directories = new Set(['a']);
  const disk = <T>(name: string, run: () => T): Promise<T> => go(name, async () => run()).join();

  function mkdir(): boolean {
    if (directories.has('a')) return false;
    directories.add('a');
    return true;
  }

  async function make(): Promise<string> {
    for (;;) {
      const made = await disk('mkdir', mkdir);
      if (made) return 'made';
      const isDirectory = await disk('stat', () => directories.has('a'));
      if (isDirectory) return 'made';
    }
  }

  go('somebody else', () => disk('rmdir', () => directories.delete('a')));
  return await make();
}
