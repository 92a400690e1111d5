/** What tests import: `happens-before/check`. */
import './main.ts';

export { check, replay } from '../check/check.ts';
export type {
  Budget,
  CheckOptions,
  Expectation,
  ExpectedOutcome,
  ReplayOptions,
  SearchProgress,
  Strategy,
} from '../check/options.ts';
export { ResumeError } from '../check/resuming.ts';
export type {
  Access,
  Certainty,
  Finding,
  LivelockFinding,
  LostValueFinding,
  Outcome,
  OutcomeKind,
  OutsideFinding,
  PanicFinding,
  RaceFinding,
  Report,
  StuckFinding,
  Verdict,
  ViolationFinding,
} from '../report/report.ts';
export { ScheduleError } from '../trace/schedule.ts';
