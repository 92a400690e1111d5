// verdict: violation
// outcomes: 10 different
// findings: violation x1
// claim: a synchroniser blocks after one crash
//
// The others wait for the message of a round that will never come, and cannot tell whether it will.

import { asynchronous } from 'happens-before';
import synchroniser, { properties } from './synchroniser.ts';

export const model = asynchronous({ crashes: 1 });

export { properties };

export default synchroniser;
