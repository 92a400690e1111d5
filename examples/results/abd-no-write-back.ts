// verdict: violation
// outcomes: {"S1":"waiting","S2":"waiting","S3":"waiting","reader":{"$":"undefined"},"writer":{"$":"undefined"}}
// findings: violation x1
// claim: a register on a majority is not linearizable when readers do not write back: old after new
//
// While a value is being written one read asks a node that has it, and the next asks two that do not have it yet.

import { properties, register } from './abd.ts';

export { properties };

export default register(false);
