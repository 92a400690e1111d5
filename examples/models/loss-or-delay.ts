// verdict: ok
// outcomes: TODO
// findings: none
// worlds: TODO
// claim: a message that is lost cannot be told from one that is late
//
// Where nobody crashes P still knows no more than that its letter, or the answer, is lost or late, or Q has not come to it.

import { asynchronous } from 'happens-before';
import requestReply from './request-reply.ts';

export const model = asynchronous({ loss: 1 });

export default requestReply;
