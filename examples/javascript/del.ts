// verdict: panic
// outcomes: 0, panicked: ENOENT: lstat folder/a
// findings: panic x1
// run: --expect '{"returned":0}'
//
// del #43: a pattern matches a folder and the file in it, and all matches are removed at once. The removal of the folder
// lists its files and then looks at each; by then the other removal may have taken it away.

import { go } from 'happens-before';

export default async function del(): Promise<number> {
  const files = new Set(['folder', 'folder/a']);
  const disk = <T>(run: () => T): Promise<T> => go('disk', async () => run()).join();

  function lstat(path: string): void {
    if (!files.has(path)) throw new Error(`ENOENT: lstat ${path}`);
  }

  async function rimraf(path: string): Promise<void> {
    const children = await disk(() => [...files].filter((file) => file.startsWith(`${path}/`)));
    for (const child of children) {
      await disk(() => lstat(child));
      await disk(() => files.delete(child));
    }
    await disk(() => files.delete(path));
  }

  await Promise.all(['folder', 'folder/a'].map(rimraf));
  return files.size;
}
