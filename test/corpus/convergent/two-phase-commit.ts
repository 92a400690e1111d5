import { chan, checkpoint, choose, go } from 'happens-before';

interface Vote {
  readonly from: number;
  readonly vote: 'yes' | 'no';
}

/**
 * Two-phase commit with `participants`, each of which votes as it likes or crashes before it does, and all of which answer
 * on one channel. It returns what was decided; a coordinator that waits for the vote of one that crashed waits for ever.
 */
export function twoPhaseCommit(participants: number): () => Promise<string> {
  return async () => {
    const votes = chan<Vote>(participants, 'votes');
    const decisions = Array.from({ length: participants }, (_, at) => chan<string>(1, `decision ${at}`));
    const acknowledged = chan<number>(participants, 'acknowledged');
    for (let at = 0; at < participants; at++) {
      go(`participant ${at}`, async () => {
        await checkpoint('asked');
        const vote = await choose('yes', 'no', 'crash');
        if (vote === 'crash') return;
        await votes.send({ from: at, vote });
        await checkpoint('voted');
        await decisions[at]?.receive();
        await checkpoint('told');
        await acknowledged.send(at);
      });
    }
    let refused = false;
    for (let count = 0; count < participants; count++) {
      await checkpoint({ count, refused });
      const next = await votes.receive();
      if (next?.vote === 'no') refused = true;
    }
    const decision = refused ? 'abort' : 'commit';
    for (const channel of decisions) await channel.send(decision);
    for (let count = 0; count < participants; count++) {
      await checkpoint({ count, decision });
      await acknowledged.receive();
    }
    return decision;
  };
}
