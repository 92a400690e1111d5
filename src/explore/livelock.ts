/**
 * Rounds that lead back to the state they began in, so that they can be gone for ever.
 *
 * That is wrong where nobody is left out who could end it. How fair a program may expect to be treated is a matter of
 * taste; here a round counts only if everything that can happen at some place of it does happen in it (compassion, Manna
 * and Pnueli, 1992, of each step that can be taken): a lock that is free now and again is got in the end, and whatever can
 * be chosen is chosen. A round in which a process ends, a worker started for it say, gets something done. Rounds are looked for on the path of the search alone, so one that only several rounds make
 * together is not found.
 */
import type { Account } from './account.ts';
import type { CachedNode } from './cached-path.ts';
import type { TransitionName } from './transition.ts';

/** An execution that ends with a round that it can repeat for ever. */
export interface Round {
  readonly path: readonly TransitionName[];
  /** How many of its steps, the last ones, are the round. */
  readonly length: number;
  /** Who does something in it, by number in the execution; who declares something where nobody does more. */
  readonly processes: readonly number[];
}

/**
 * How many steps the round has from the place on the path that has `state`, which the execution has come to again; 0 where
 * somebody is left out of it.
 */
export function fairRound(state: number, nodes: readonly CachedNode[], { execution }: Account): number {
  const from = nodes.findLastIndex((node) => node.state === state);
  if (from < 0 || execution.clock.exhausted) return 0;
  const round = nodes.slice(from);
  const taken = new Set(round.map(({ way }) => way));
  return round.some(({ ways }) => ways.some((way) => !taken.has(way))) ? 0 : round.length;
}

/** The round of so many steps that ends the path, if it is one in which nothing gets done; undefined if it is none. */
export function livelockIn(nodes: readonly CachedNode[], length: number, account: Account): Round | undefined {
  const { execution, ended } = account;
  const round = nodes.slice(nodes.length - length);
  if (length === 0 || execution.mainResult !== undefined || round[0]?.ended !== ended) return undefined;
  const doing = round.filter(({ step }) => step?.kind !== 'checkpoint');
  const goers = (doing.length > 0 ? doing : round).map(({ process }) => process);
  const processes = [...new Set(goers)].sort((a, b) => a - b);
  return { path: nodes.map(({ chosen }) => chosen), length: round.length, processes };
}
