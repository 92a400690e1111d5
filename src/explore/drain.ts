/** Node's own drain of nextTicks and microtasks. It does nothing, and says nothing, when called from within a microtask. */
export const drainMicrotasks: () => void = (process as unknown as { _tickCallback: () => void })._tickCallback;
