import { chan, choose, go } from 'happens-before';

/** Two-phase commit without faults: each participant votes on a channel of its own, and hears what was decided on another. */
export function twoPhaseCommit(count: number): () => Promise<string> {
  return async () => {
    const participants = Array.from({ length: count }, (_, at) => ({
      votes: chan<boolean>(1, `vote ${at}`),
      decisions: chan<string>(1, `decision ${at}`),
    }));
    const all = participants.map(({ votes, decisions }, at) =>
      go(`participant ${at}`, async () => {
        await votes.send(await choose(true, false));
        return decisions.receive();
      }),
    );
    let decision = 'commit';
    for (const { votes } of participants) if ((await votes.receive()) === false) decision = 'abort';
    for (const { decisions } of participants) await decisions.send(decision);
    for (const participant of all) if ((await participant.join()) !== decision) throw new Error('they disagree');
    return decision;
  };
}
