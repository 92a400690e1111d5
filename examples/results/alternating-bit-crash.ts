// verdict: violation
// outcomes: 5 different
// findings: violation x2
// claim: the alternating bit delivers twice, or not at all, when a side crashes and its bit is not kept
//
// Started again, the receiver expects bit 0, whatever it has delivered: it takes a letter that is sent again for a new one, and
// the next for one that it has.

import { asynchronous } from 'happens-before';
import alternatingBit, { properties } from './alternating-bit.ts';

export const model = asynchronous({ crashes: 1, restarts: 1 });

export { properties };

export default alternatingBit;
