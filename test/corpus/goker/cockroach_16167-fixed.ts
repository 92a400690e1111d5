// cockroach#16167, repaired: the database cache is written under the mutex but read as an atomic, so that a statement
// needs no second read lock.
//
// Expected: nothing.
import { atomic, Cond, go, RWMutex } from 'happens-before';

class PreparedStatements {
  readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  async create(executor: Executor): Promise<void> {
    await executor.prepare(this.session);
  }
}

class Session {
  readonly preparedStatements: PreparedStatements = new PreparedStatements(this);

  async resetForBatch(executor: Executor): Promise<void> {
    await executor.getDatabaseCache();
  }
}

class Executor {
  /** The version of the cache: 0 before the first update. */
  readonly databaseCache = atomic(0);
  readonly systemConfigMu: RWMutex = new RWMutex('systemConfigMu');
  readonly systemConfigLocker: ReturnType<RWMutex['rlocker']> = this.systemConfigMu.rlocker();
  readonly systemConfigCond: Cond = new Cond(this.systemConfigLocker, 'systemConfigCond');

  async start(): Promise<void> {
    await this.updateSystemConfig();
  }

  async execParsed(session: Session): Promise<void> {
    await this.systemConfigLocker.lock();
    try {
      await runTransactionAttempt(this, session);
    } finally {
      await this.systemConfigLocker.unlock();
    }
  }

  async execStatementsInCurrentTransaction(session: Session): Promise<void> {
    await this.execStatementInOpenTransaction(session);
  }

  async execStatementInOpenTransaction(session: Session): Promise<void> {
    await session.preparedStatements.create(this);
  }

  async prepare(session: Session): Promise<void> {
    await session.resetForBatch(this);
  }

  async getDatabaseCache(): Promise<void> {
    await this.databaseCache.load();
  }

  async updateSystemConfig(): Promise<void> {
    await this.systemConfigMu.lock();
    try {
      await this.databaseCache.store(1);
    } finally {
      await this.systemConfigMu.unlock();
    }
  }
}

async function runTransactionAttempt(executor: Executor, session: Session): Promise<void> {
  await executor.execStatementsInCurrentTransaction(session);
}

export default async function cockroach16167Fixed(): Promise<void> {
  const executor = new Executor();
  const session = new Session();
  go('start', () => executor.start());
  await executor.execParsed(session);
}
