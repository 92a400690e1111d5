import { shared } from 'happens-before';

/** An account of 100 whose operations are right as long as nobody else is at work on it. */
export class Account {
  readonly #balance = shared(100, 'balance');

  async deposit(amount: number): Promise<void> {
    const balance = await this.#balance.read();
    await this.#balance.write(balance + amount);
  }

  /** Says whether the money was there. */
  async withdraw(amount: number): Promise<boolean> {
    const balance = await this.#balance.read();
    if (balance < amount) return false;
    await this.#balance.write(balance - amount);
    return true;
  }

  async balance(): Promise<number> {
    return await this.#balance.read();
  }
}
