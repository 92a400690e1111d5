// verdict: violation
// outcomes: {"receiver":"waiting","sender":{"$":"undefined"}}
// findings: violation x1
// claim: the alternating bit breaks where messages overtake each other
//
// A letter that was sent again comes when its bit is expected once more, and is taken for the next one.

import { asynchronous } from 'happens-before';
import alternatingBit, { properties } from './alternating-bit.ts';

export const model = asynchronous({ order: 'none' });

export { properties };

export default alternatingBit;
