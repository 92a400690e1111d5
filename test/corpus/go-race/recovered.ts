/** Plays a deferred `recover()`: runs `body` and resolves to the error it panicked with, or to `undefined`. */
export async function recovered(body: () => Promise<unknown>): Promise<unknown> {
  try {
    await body();
    return undefined;
  } catch (error) {
    return error;
  }
}
