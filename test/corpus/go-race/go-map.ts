import { type Shared, shared } from 'happens-before';

/** A Go map is one object to the race detector: who touches one key, or asks for the length, touches the whole of it. */
export type GoMap<K, V> = Shared<ReadonlyMap<K, V>>;

export function makeMap<K, V>(name: string, entries: readonly (readonly [K, V])[] = []): GoMap<K, V> {
  return shared<ReadonlyMap<K, V>>(new Map(entries), name);
}

export async function lookup<K, V>(map: GoMap<K, V>, key: K): Promise<V | undefined> {
  return (await map.read()).get(key);
}

/** The value under a key that the program has put there. */
export async function present<K, V>(map: GoMap<K, V>, key: K): Promise<V> {
  const value = await lookup(map, key);
  if (value === undefined) throw new RangeError(`nothing under the key ${String(key)}`);
  return value;
}

export async function assign<K, V>(map: GoMap<K, V>, key: K, value: V): Promise<void> {
  await map.update((now) => new Map(now).set(key, value));
}

/** Go's delete writes, whether the key is there or not. */
export async function remove<K, V>(map: GoMap<K, V>, key: K): Promise<void> {
  await map.update((now) => new Map([...now].filter(([other]) => !Object.is(other, key))));
}

export async function lengthOf<K, V>(map: GoMap<K, V>): Promise<number> {
  return (await map.read()).size;
}

/** Go's loop over a map reads it at the start and again for each next entry. */
export async function range<K, V>(map: GoMap<K, V>): Promise<void> {
  for (let left = await lengthOf(map); left > 0; left--) await map.read();
}
