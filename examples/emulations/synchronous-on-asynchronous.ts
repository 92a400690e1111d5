// verdict: ok
// outcomes: TODO
// findings: none
// claim: a synchronous system on an asynchronous one: a synchroniser does what rounds in lockstep do
//
// In every round each node tells all others the least value it has heard of. On messages that may take any time a node goes on
// when those of its round have come; in lockstep it goes on when everybody does.

import { mark, node, type Self, WaitGroup, go } from 'happens-before';
