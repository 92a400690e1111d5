// verdict: violation
// outcomes: {"P":5,"Q":5}
// findings: violation x1
// claim: clocks that drift, and are never set, come to be more than one round apart
//
// A clock may be 0.3 too fast or too slow: P may not have come to its second round when Q is in its third.

import { counting, model, properties } from './clock-synchronisation.ts';

export { model, properties };

export default counting(false);
