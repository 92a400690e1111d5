import picocolors from 'picocolors';
import type { Style } from '../report/style.ts';

export interface StyleOptions {
  readonly ascii?: boolean;
  readonly color?: boolean;
}

const widthOfPipe = 100;
const leastWidth = 40;

/** How to print on `stream`: colours and the terminal's width on a terminal only. */
export function styleFor(stream: NodeJS.WriteStream, options: StyleOptions): Style {
  const colored = stream.isTTY === true && options.color !== false && !process.env['NO_COLOR'];
  const colors = picocolors.createColors(colored);
  return {
    ascii: options.ascii === true,
    width: stream.isTTY ? Math.max(leastWidth, stream.columns) : widthOfPipe,
    color: (name, text) => colors[name](text),
  };
}
