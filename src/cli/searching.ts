import type { CheckOptions, ProgramSource } from '../check/options.ts';
import type { Model } from '../trace/model.ts';
import { ModelError } from '../trace/model.ts';
import { holdBack, type LetGo } from './hold-back.ts';
import { abortOnInterrupt } from './interruption.ts';
import type { LoadedFile } from './load.ts';
import { ProgressLine } from './progress.ts';
import { checkedFile } from './source.ts';
import { UsageError } from './usage-error.ts';

/** What a search that a command runs is told besides. */
export type SearchOptions = Pick<CheckOptions, 'interruptible' | 'signal' | 'onProgress'>;

/** Explores the program of a file: its output is held back, how far it is shows on a terminal, and Ctrl-C ends it. */
export async function whileSearching<T>(
  file: LoadedFile,
  model: Model | undefined,
  explore: (source: ProgramSource, options: SearchOptions) => Promise<T>,
): Promise<T> {
  const interruption = abortOnInterrupt();
  const progress = new ProgressLine(process.stderr);
  let letGo: LetGo = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    letGo = holdBack(file.isProgramStack, reject);
    process.once('beforeExit', () => reject(new Error('the search stopped without an answer')));
  });
  try {
    const { source, complain } = checkedFile(file, model);
    const found = explore(source, {
      interruptible: true,
      signal: interruption.signal,
      onProgress: (now) => progress.show(now),
    });
    const result = await Promise.race([found, broken]);
    complain();
    return result;
  } catch (error) {
    throw error instanceof ModelError ? new UsageError(error.message) : error;
  } finally {
    letGo();
    progress.clear();
    interruption.stop();
  }
}
