/** Which messages of each sender have been delivered, by number from 0: all below the first gap are kept as one number. */
export class Delivered {
  readonly #gaps = new Map<string, number>();
  readonly #beyond = new Map<string, Set<number>>();

  /** Takes note of a message; whether it is new. */
  add(from: string, number: number): boolean {
    let gap = this.#gaps.get(from) ?? 0;
    const beyond = this.#beyond.get(from) ?? new Set<number>();
    if (number < gap || beyond.has(number)) return false;
    beyond.add(number);
    while (beyond.delete(gap)) gap++;
    this.#gaps.set(from, gap);
    this.#beyond.set(from, beyond);
    return true;
  }
}
