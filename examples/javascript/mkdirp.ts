// verdict: panic
// outcomes: "made", panicked: EEXIST: mkdir
// findings: panic x1
// run: --expect '{"returned":"made"}'
// live: exits 1
//
// mkdirp, pull request 92: `mkdir` says that the directory exists, and `stat` is asked whether it really is one. Somebody who
// removes it in between makes the call fail because of a directory that is not there.

import { go } from 'happens-before';

export default async function mkdirp(): Promise<string> {
  const directories = new Set(['a']);
  const disk = <T>(name: string, run: () => T): Promise<T> => go(name, async () => run()).join();

  function mkdir(): boolean {
    if (directories.has('a')) return false;
    directories.add('a');
    return true;
  }

  async function make(): Promise<string> {
    const made = await disk('mkdir', mkdir);
    if (made) return 'made';
    const isDirectory = await disk('stat', () => directories.has('a'));
    if (!isDirectory) throw new Error('EEXIST: mkdir');
    return 'made';
  }

  go('somebody else', () => disk('rmdir', () => directories.delete('a')));
  return await make();
}
