// verdict: ok
// outcomes: 0
// findings: none
// run: --expect '{"returned":0}'
//
// del #43 repaired: the matches are removed one after the other.

import { go } from 'happens-before';

export default async function delFix(): Promise<number> {
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

  for (const match of ['folder', 'folder/a']) await rimraf(match);
  return files.size;
}
