import { Worker } from 'node:worker_threads';
import type { Helper } from '../check/sharing.ts';
import type { Model } from '../trace/model.ts';

/** What a thread of a search is told of the program as it begins. */
export interface ThreadData {
  readonly path: string;
  readonly exportName: string | undefined;
  /** The text of the program as the main thread has it. */
  readonly text: string;
  /** What it is run under, where one is given. */
  readonly model: Model | undefined;
}

/** The thread's file, beside this one: as written, or as built. */
const entry = new URL(`./search-thread${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url);

/** Makes a thread that loads the program by itself and takes part in its search: functions cannot be sent. */
export function hireThread(data: ThreadData): Helper {
  const worker = new Worker(entry, { workerData: data });
  let hasEnded = false;
  return {
    post: (message) => worker.postMessage(message),
    listen: (listener) => void worker.on('message', listener),
    onFailure: (listener) => {
      worker.on('error', listener);
      worker.on('exit', (code) => {
        if (!hasEnded) listener(new Error(`a thread of the search ended with code ${code}`));
      });
    },
    end: () => {
      hasEnded = true;
      void worker.terminate();
    },
  };
}
