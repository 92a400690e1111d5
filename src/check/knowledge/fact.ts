/**
 * Facts: what may hold at a point of an execution, knowledge among it (Halpern & Moses, "Knowledge and common knowledge in a
 * distributed environment", JACM 1990).
 */
import type { Proposition } from '../cuts/possibly.ts';

/** That a process knows a fact. */
export interface Knows {
  readonly kind: 'knows';
  readonly process: string;
  readonly fact: Fact;
}

/** That a fact is common knowledge in a group: each knows it, knows that each knows it, and so on without end. */
export interface CommonKnowledge {
  readonly kind: 'common knowledge';
  readonly group: readonly string[];
  readonly fact: Fact;
}

/** A proposition about states, or knowledge of a fact. */
export type Fact = Proposition | Knows | CommonKnowledge;

/**
 * The fact that `process` knows `fact`: it holds at every point of every execution at which the process has done the same and
 * had the same returned.
 *
 * @param process the name of a process of the program.
 * @param fact a proposition about states, or knowledge again.
 * @example
 * const greet = async (): Promise<void> => {
 *   const wire = chan<string>()
 *   go('P', async () => {
 *     await mark('about to send')
 *     await wire.send('hello')
 *     await mark('sent')
 *   })
 *   go('Q', () => wire.receive())
 * }
 * const knowsThatItWas = knows('Q', (state) => state.marks('P').length > 0)
 * const points = await pointsOf(greet)
 * for (const view of points.at('P', 'about to send')) console.log(view.knows(knowsThatItWas).answer) // does not know
 * for (const view of points.at('P', 'sent')) console.log(view.knows(knowsThatItWas).answer) // knows
 */
export function knows(process: string, fact: Fact): Knows {
  return { kind: 'knows', process, fact };
}

/**
 * The fact that `fact` is common knowledge in `group`: it holds at every point that can be come to from here by steps each of
 * which goes to a point that some member of the group cannot tell from the one before.
 *
 * @param group the names of processes.
 * @param fact a proposition about states, or knowledge again.
 * @example
 * const post = async (): Promise<void> => {
 *   const wire = chan<string>(1)
 *   go('P', async () => {
 *     await mark('about to send')
 *     await wire.send('hello')
 *   })
 *   go('Q', async () => {
 *     await wire.receive()
 *     await mark('received')
 *   })
 * }
 * const points = await pointsOf(post)
 * const isCommon = commonKnowledge(['P', 'Q'], (state) => state.marks('P').length > 0)
 * for (const view of points.at('Q', 'received')) {
 *   console.log(view.knows((state) => state.marks('P').length > 0).answer) // knows
 *   console.log(view.knows(isCommon).answer) // does not know
 * }
 */
export function commonKnowledge(group: readonly string[], fact: Fact): CommonKnowledge {
  return { kind: 'common knowledge', group, fact };
}

/** The processes whose knowledge a fact speaks of. */
export function agentsOf(fact: Fact): readonly string[] {
  if (typeof fact === 'function') return [];
  return [...(fact.kind === 'knows' ? [fact.process] : fact.group), ...agentsOf(fact.fact)];
}
