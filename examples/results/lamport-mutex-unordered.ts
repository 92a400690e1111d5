// verdict: violation
// outcomes: {"P":"waiting","Q":"waiting","R":"waiting"}
// findings: violation x1
// claim: Lamport's mutual exclusion needs fifo: where messages overtake each other two are in at once
//
// An answer overtakes a request that was sent before it. Whoever gets it believes that nobody else wants in.

import { asynchronous } from 'happens-before';
import lamportMutex, { properties } from './lamport-mutex.ts';

export const model = asynchronous({ order: 'none' });

export { properties };

export default lamportMutex;
