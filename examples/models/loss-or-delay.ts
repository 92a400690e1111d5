// verdict: ok
// outcomes: {"P":"gave up","Q":"waiting"}, {"P":"is told 42","Q":"waiting"}
// findings: none
// worlds: at 'gave up': the request was lost | the request is on its way | Q is slow: it has received the request and not answered yet | the reply is on its way | the reply was lost
// claim: a message that is lost cannot be told from one that is late
//
// Where nobody crashes P still knows no more than that its letter, or the answer, is lost or late, or Q has not come to it.

import { asynchronous } from 'happens-before';
import requestReply from './request-reply.ts';

export const model = asynchronous({ loss: 1 });

export default requestReply;
