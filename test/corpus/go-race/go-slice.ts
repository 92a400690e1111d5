import { type Shared, shared } from 'happens-before';

/**
 * What a Go slice or array refers to: a cell for each element. A slice variable that is assigned again is a cell that holds
 * one of these; one that never is, Go's closures capture by value, as a constant.
 */
export type Slice<T> = readonly Shared<T>[];

export function makeSlice<T>(length: number, zero: T, name: string): Slice<T> {
  return Array.from({ length }, (_, index) => shared(zero, `${name}[${index}]`));
}

/** The cell of one element. */
export function at<T>(slice: Slice<T>, index: number): Shared<T> {
  const cell = slice[index];
  if (cell === undefined) throw new RangeError(`index ${index} out of range with length ${slice.length}`);
  return cell;
}

/** Reads every element, in order. */
export async function loadAll<T>(slice: Slice<T>): Promise<T[]> {
  const values: T[] = [];
  for (const cell of slice) values.push(await cell.read());
  return values;
}

/** Writes as many elements as there are values and room for. */
export async function storeAll<T>(slice: Slice<T>, values: Iterable<T>): Promise<void> {
  const cells = slice.values();
  for (const value of values) {
    const { value: cell } = cells.next();
    if (cell === undefined) return;
    await cell.write(value);
  }
}

/** Go's copy: first reads all that fits, then writes it, so that the two may overlap. */
export async function copy<T>(to: Slice<T>, from: Slice<T>): Promise<void> {
  await storeAll(to, await loadAll(from.slice(0, to.length)));
}

/** Go's append to a slice without room: its elements are read into a new array, and what is behind them is new memory. */
export async function appendGrowing<T>(slice: Slice<T>, values: readonly T[]): Promise<Slice<T>> {
  const all = [...(await loadAll(slice)), ...values];
  return all.map((value, index) => shared(value, `grown[${index}]`));
}
