// verdict: violation
// outcomes: 19 different
// findings: violation x1
// claim: Chandy and Lamport's snapshot needs fifo: a marker that overtakes money takes a cut that is none
//
// The money that the marker overtook is on neither side of the cut, or on both.

import { asynchronous } from 'happens-before';
import chandyLamport, { properties } from './chandy-lamport.ts';

export const model = asynchronous({ order: 'none' });

export { properties };

export default chandyLamport;
