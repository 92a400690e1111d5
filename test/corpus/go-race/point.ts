import { type Shared, shared } from 'happens-before';

/** The values of a struct of two integers. */
export interface Coordinates {
  readonly x: number;
  readonly y: number;
}

/** A variable of such a struct, which the originals declare under many names: each field is a cell of its own. */
export interface Point {
  readonly x: Shared<number>;
  readonly y: Shared<number>;
}

export const origin: Coordinates = { x: 0, y: 0 };

export function point(name: string, { x, y }: Coordinates = origin): Point {
  return { x: shared(x, `${name}.x`), y: shared(y, `${name}.y`) };
}

/** Who copies a struct reads all its fields. */
export async function loadPoint({ x, y }: Point): Promise<Coordinates> {
  return { x: await x.read(), y: await y.read() };
}

/** Who assigns a struct writes all its fields. */
export async function storePoint(to: Point, { x, y }: Coordinates): Promise<void> {
  await to.x.write(x);
  await to.y.write(y);
}
