// What properties and knowledge see of a program's values stays as it was, and stays what it was.

import { chan, Mutex, shared } from 'happens-before';
import { check } from 'happens-before/check';
import { describe, expect, it } from 'vitest';
import { copyOf } from '../../src/explore/copy.ts';

class Account {
  balance: number;

  constructor(balance: number) {
    this.balance = balance;
  }

  isEmpty(): boolean {
    return this.balance === 0;
  }
}

class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  tell(): string {
    return this.#text;
  }
}

describe('a copy', () => {
  it('of an object of a class is one of that class, and does not change with it', () => {
    const account = new Account(0);
    const copy = copyOf({ account }) as { account: Account };
    account.balance = 7;
    expect(copy.account.balance).toBe(0);
    expect(copy.account.isEmpty()).toBe(true);
  });

  it('holds what shows nothing of what it holds, or cannot be copied, as it is, and copies what is around it', () => {
    const secret = new Secret('hush');
    const list = [1];
    const print = (): void => {};
    const copy = copyOf({ secret, list, print }) as { secret: Secret; list: number[]; print: unknown };
    list.push(2);
    expect(copy.secret.tell()).toBe('hush');
    expect(copy.list).toEqual([1]);
    expect(copy.print).toBe(print);
  });

  it('holds objects of ours as they are', async () => {
    const { outcomes } = await check(async () => {
      const made = [chan(1), shared(0), new Mutex()];
      const copies = copyOf(made) as unknown[];
      return made.map((one, at) => copies[at] === one);
    });
    expect(outcomes.map(({ value }) => value)).toEqual([[true, true, true]]);
  });

  it('is not made of what throws when it is looked at', () => {
    const sly = {
      get value(): never {
        throw new Error('no');
      },
    };
    expect(copyOf(sly)).toBe(sly);
  });

  it('goes round with what goes round', () => {
    const ring: { self?: unknown; n: number } = { n: 1 };
    ring.self = ring;
    const copy = copyOf(ring) as typeof ring;
    ring.n = 2;
    expect(copy.self).toBe(copy);
    expect(copy.n).toBe(1);
  });
});
