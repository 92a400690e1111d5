import { chan, checkpoint, choose, go } from 'happens-before';

/**
 * A client that makes `requests`, each of them again up to `retries` times, over a wire that may lose each message and each
 * answer. It returns how many were answered.
 */
export function lossy(requests: number, retries: number): () => Promise<number> {
  return async () => {
    const wire = chan<number>(1, 'wire');
    const answers = chan<number | 'late'>(1, 'answers');
    go('server', async () => {
      let last = -1;
      for (;;) {
        await checkpoint(last);
        const request = await wire.receive();
        if (request === undefined) return;
        if (request < last) throw new Error(`${request} came after ${last}`);
        last = request;
        await answers.send((await choose('arrives', 'lost')) === 'lost' ? 'late' : request);
      }
    });
    let answered = 0;
    for (let request = 0; request < requests; request++) {
      for (let attempt = 0; attempt <= retries; attempt++) {
        await checkpoint({ request, attempt, answered });
        if ((await choose('arrives', 'lost')) === 'lost') continue;
        await wire.send(request);
        if ((await answers.receive()) === 'late') continue;
        answered++;
        break;
      }
    }
    await wire.close();
    return answered;
  };
}
