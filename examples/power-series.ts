// verdict: ok
// outcomes: ["1","1","1/2"]
// findings: none
// run: --expect '{"returned":["1","1","1/2"]}'
//
// McIlroy's power series: each is a process that computes its next coefficient when it is asked for it. The exponential is the
// integral of itself, and so a circle of processes; these are its first coefficients.

import { firstTermsOfExponential } from './power-series/series.ts';

export default firstTermsOfExponential(3);
