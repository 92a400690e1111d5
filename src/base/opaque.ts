/** Objects that have no content of their own to copy or compare: channels, locks, cancellations. */
const mark = Symbol('opaque');

/** Has the objects of a class known by `name` alone. */
export function markOpaque(type: { readonly prototype: object }, name: string): void {
  Object.defineProperty(type.prototype, mark, { value: name });
}

/** The name of an object without content; undefined for any other. */
export function opaqueName(object: object): string | undefined {
  return (object as { [mark]?: string })[mark];
}
