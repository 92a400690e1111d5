// verdict: violation
// outcomes: "all decide 0", "all decide 1", "they disagree"
// findings: violation x1
// run: --expect '[{"returned":"all decide 0"},{"returned":"all decide 1"}]'
// claim: with one crash among three nodes one round of flooding is not enough to agree
//
// Node 0 crashes after it has told one of the others, and there is no second round in which that one passes it on.

import { floodSet } from './floodset.ts';

export default floodSet(1);
