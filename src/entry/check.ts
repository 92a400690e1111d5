/** What tests import: `happens-before/check`. */
import './main.ts';

export { check, replay } from '../check/check.ts';
export type { Proposition, RunClaim } from '../check/cuts/possibly.ts';
export { definitely, possibly } from '../check/cuts/possibly.ts';
export type { Mark, Run, RunOutcome } from '../check/cuts/run.ts';
export type { State } from '../check/cuts/state.ts';
export type { CommonKnowledge, Fact, Knows } from '../check/knowledge/fact.ts';
export { commonKnowledge, knows } from '../check/knowledge/fact.ts';
export type { CannotTell, Knowing, Points, PointsOptions, View } from '../check/knowledge/points.ts';
export { pointsOf } from '../check/knowledge/points.ts';
export type { Twin, Witness } from '../check/knowledge/twin.ts';
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
