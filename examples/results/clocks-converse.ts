// verdict: violation
// outcomes: {"P":"waiting","Q":"waiting","R":"waiting"}
// findings: violation x1
// claim: a smaller Lamport time does not mean earlier

import { always } from 'happens-before/check';
import clocks, { holdsForAll, isBefore } from './clocks.ts';

export const properties = [
  always('of two events the one with the smaller Lamport time came before', (state) =>
    holdsForAll(state, (a, b) => a.lamport >= b.lamport || isBefore(a, b)),
  ),
];

export default clocks;
