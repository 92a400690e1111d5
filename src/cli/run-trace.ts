import { Recording } from '../live/recording/record.ts';
import type { LoadedFile } from './load.ts';
import { writeNamedFile, writeTrace } from './trace-file.ts';

/** The trace of a real run on its way to a file. Made before the program is. */
export class RunTrace {
  readonly #path: string;
  readonly #program: string;
  readonly #recording: Recording;
  #isWritten = false;

  constructor(path: string, file: LoadedFile) {
    this.#path = path;
    this.#program = file.name;
    // A path that cannot be written is known before the program has run, not after.
    writeNamedFile(path, '');
    this.#recording = new Recording((place) => file.mapSite(place.file, place.line, place.column));
    // The program may end the process itself.
    process.once('exit', () => this.write('exited'));
  }

  main<T>(program: () => Promise<T>): Promise<T> {
    return this.#recording.main(program);
  }

  /** Writes what has happened, in a run that came to `outcome`. */
  write(outcome: string): void {
    if (this.#isWritten) return;
    this.#isWritten = true;
    this.#recording.stop();
    writeTrace(this.#path, this.#recording.trace(this.#program, outcome));
  }
}
