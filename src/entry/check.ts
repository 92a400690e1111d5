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
export { always } from '../check/properties/always.ts';
export { eventually } from '../check/properties/eventually.ts';
export { linearizable, type SequentialSpec } from '../check/properties/linearizable.ts';
export type { StatePredicate } from '../check/properties/predicate.ts';
export { type Property, PropertyError } from '../check/properties/property.ts';
export { type RefinesOptions, refines } from '../check/properties/refines.ts';
export { ResumeError } from '../check/resuming.ts';
export type { Probe, VariedProgram, WeakestBound, WeakestOptions } from '../check/weakest.ts';
export { weakest } from '../check/weakest.ts';
export { call } from '../csp/call.ts';
export type {
  Access,
  Certainty,
  Finding,
  LivelockFinding,
  LostValueFinding,
  Outcome,
  OutcomeFinding,
  OutcomeKind,
  OutsideFinding,
  PanicFinding,
  PropertyFinding,
  RaceFinding,
  Report,
  StuckFinding,
  Verdict,
  ViolationFinding,
} from '../report/report.ts';
export { ScheduleError } from '../trace/schedule.ts';
