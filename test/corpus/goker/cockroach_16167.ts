// cockroach#16167 (GoBench kernel, blocking: resource deadlock, reader-writer-reader).
//
// A statement runs under the lock of a condition variable, which is the read side of the system configuration's mutex,
// and asks five calls deeper for that read lock again. An update that asks to write in between waits for the first read
// lock and keeps the second one waiting.
//
// Expected: deadlock. `main` waits for the read lock of `systemConfigMu`, `start` for its write lock.
//
// What stands in: the original reaches the lock through a field of the condition variable; here it has a name beside it.
// As in the original, nobody waits on the condition variable.
import { Cond, go, RWMutex } from 'happens-before';

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
    await this.systemConfigMu.rlock();
    await this.systemConfigMu.runlock();
  }

  async updateSystemConfig(): Promise<void> {
    await this.systemConfigMu.lock();
    await this.systemConfigMu.unlock();
  }
}

async function runTransactionAttempt(executor: Executor, session: Session): Promise<void> {
  await executor.execStatementsInCurrentTransaction(session);
}

export default async function cockroach16167(): Promise<void> {
  const executor = new Executor();
  const session = new Session();
  go('start', () => executor.start());
  await executor.execParsed(session);
}
