// verdict: ok
// outcomes: "answered"
// findings: none
// claim: the same program in a synchronous system: the server answers in time

import { synchronous } from 'happens-before';
import timeout from './timeout.ts';

export const model = synchronous({ delay: [0, 0], step: [0, 0] });

export default timeout;
