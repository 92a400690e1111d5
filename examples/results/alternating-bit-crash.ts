// verdict: violation
// outcomes: 5 different
// findings: violation x1
// claim: the alternating bit delivers twice, or not at all, when the receiver crashes and its bit is not kept
//
// Started again, the receiver expects bit 0, whatever it has delivered.

import { asynchronous } from 'happens-before';
import alternatingBit, { properties } from './alternating-bit.ts';

export const model = asynchronous({ crashes: 1, restarts: 1 });

export { properties };

export default alternatingBit;
