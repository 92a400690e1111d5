/** The exit codes of the command; `exitCodeOf` gives those of a report. */
export const exitCodes: {
  readonly fine: 0;
  readonly found: 1;
  readonly undecided: 2;
  readonly usage: 64;
  readonly ourFault: 70;
} = {
  fine: 0,
  found: 1,
  undecided: 2,
  usage: 64,
  ourFault: 70,
};
