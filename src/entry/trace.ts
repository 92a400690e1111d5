/** Traces as data and as diagrams: `happens-before/trace`. */
export { toMermaid } from '../report/mermaid.ts';
export { toSvg } from '../report/svg.ts';
export type {
  MessageFate,
  OperationName,
  Participant,
  Trace,
  TraceEvent,
  TraceMessage,
  TraceProcess,
} from '../trace/trace.ts';
export type { TaggedValue } from '../trace/value.ts';
