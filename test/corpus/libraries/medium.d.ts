/** What is used here of medium, which comes without types. */
declare module 'medium' {
  interface Chan<T> {
    readonly takes: readonly unknown[];
    then<R>(use: (value: T) => R): Promise<R>;
  }
  export function chan<T>(): Chan<T>;
  export function put<T>(channel: Chan<T>, value: T): Promise<boolean>;
  export function take<T>(channel: Chan<T>): Promise<T>;
  export function any<T>(...channels: Chan<T>[]): Promise<[T, Chan<T>]>;
}
