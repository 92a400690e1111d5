// verdict: violation
// outcomes: 5 different
// findings: violation x1
// worlds: at 'gave up': Q crashed before it received the request | Q crashed after it received the request and before it answered | the reply is on its way
// claim: one unit less, and the timeout proves nothing: the reply may be on its way
//
// The slowest reply comes at 7, the very instant at which P gives up.

import timeoutProvesCrash, { expect, model } from './timeout-proves-crash.ts';

export { expect, model };

export default function timeoutProvesNothing(): void {
  timeoutProvesCrash({ timeout: 7 });
}
