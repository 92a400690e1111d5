/** Names that are the same in every execution of a search: a second one of a name gets a number, whichever comes first. */
export class StableNames {
  readonly #known = new Map<string, number[]>();

  /** The name of what has `identity` and was called `name`. */
  of(name: string, identity: number): string {
    const known = this.#known.get(name) ?? [];
    this.#known.set(name, known);
    if (!known.includes(identity)) known.push(identity);
    const at = known.indexOf(identity);
    return at === 0 ? name : `${name}#${at + 1}`;
  }
}
