/** Recording a real run: switched on before the program's objects are made, off when its trace is wanted. Only on Node. */
import { EventOrder } from '../../causality/event-order.ts';
import { install } from '../../kernel/driver.ts';
import { ProcessCore } from '../../kernel/process.ts';
import type { Trace } from '../../trace/trace.ts';
import { RecordingDriver } from './driver.ts';
import { Recorder } from './recorder.ts';
import { Strands } from './strands.ts';
import type { PlaceMapper } from './transcript.ts';
import { Transcript } from './transcript.ts';

const realAbort = AbortController.prototype.abort;

/** One real run that is recorded. There is one at a time. */
export class Recording {
  readonly #recorder: Recorder;
  readonly #main = new ProcessCore('main', {});
  readonly #restore: () => void;

  /**
   * From now on objects are made under a driver that records. `map` says where in the program's files a place is; `most`,
   * how many events are kept.
   */
  constructor(map: PlaceMapper, most?: number) {
    const order = new EventOrder();
    const strands = new Strands(order);
    const transcript = new Transcript(map);
    const recorder = new Recorder(order, strands, transcript, most);
    this.#recorder = recorder;
    transcript.addProcess(this.#main);
    recorder.begin();
    const replaced = install(new RecordingDriver(recorder));
    AbortController.prototype.abort = function (this: AbortController, ...reason: [] | [unknown]): void {
      recorder.noteAbort(this.signal);
      Reflect.apply(realAbort, this, reason);
    };
    strands.start();
    this.#restore = () => {
      strands.stop();
      AbortController.prototype.abort = realAbort;
      install(replaced);
    };
  }

  /** Runs `program` as the process main. */
  async main<T>(program: () => T | PromiseLike<T>): Promise<T> {
    const recorder = this.#recorder;
    return recorder.strands.as({ process: 0, point: recorder.order.everything() }, async () => {
      try {
        const value = await program();
        recorder.end(this.#main, 0, false, value);
        return value;
      } catch (error) {
        recorder.end(this.#main, 0, true, error);
        throw error;
      }
    });
  }

  /** Switches recording off; objects made while it was on go on as they are. */
  stop(): void {
    this.#restore();
  }

  /** What has happened so far, in a run that came to `outcome`. */
  trace(program: string, outcome: string): Trace {
    return this.#recorder.transcript.trace(program, outcome, this.#recorder.isCut);
  }
}
