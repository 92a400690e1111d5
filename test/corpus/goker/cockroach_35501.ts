// cockroach#35501 (GoBench kernel, non-blocking: anonymous function).
//
// The loop that starts a process for each check shares one loop variable with all of them: a process reads it while the
// loop gives it the next check.
//
// Expected: race on `c`, the loop's write against the read of a `validator`.
//
// What stands in: the loop variable, which the processes capture by reference, is a shared cell.
import { go, type Shared, shared, WaitGroup } from 'happens-before';

interface ConstraintToValidate {
  readonly name: string;
}

class TableDescriptor {}

class Descriptor {
  getTable(): TableDescriptor {
    return new TableDescriptor();
  }
}

function getTableDescriptorFromID(): TableDescriptor {
  return new Descriptor().getTable();
}

class MutableTableDescriptor {
  readonly table: TableDescriptor;

  constructor(table: TableDescriptor) {
    this.table = table;
  }

  findCheckByName(_name: string): void {}
}

class ImmutableTableDescriptor {
  readonly table: TableDescriptor;

  constructor(table: TableDescriptor) {
    this.table = table;
  }

  makeFirstMutationPublic(): MutableTableDescriptor {
    return new MutableTableDescriptor(this.table);
  }
}

async function validateCheckInTransaction(
  table: MutableTableDescriptor,
  check: Shared<ConstraintToValidate>,
): Promise<void> {
  table.findCheckByName((await check.read()).name);
}

class SchemaChanger {
  async validateChecks(checks: readonly ConstraintToValidate[]): Promise<void> {
    const table = new ImmutableTableDescriptor(getTableDescriptorFromID()).makeFirstMutationPublic();
    const c = shared<ConstraintToValidate>({ name: '' }, 'c');
    for (const check of checks) {
      await c.write(check);
      go('validator', () => validateCheckInTransaction(table, c));
    }
  }

  async runBackfill(): Promise<void> {
    const checks: ConstraintToValidate[] = [];
    for (let check = 0; check < 10; check += 1) checks.push({ name: 'nil string' });
    await this.validateChecks(checks);
  }
}

export default async function cockroach35501(): Promise<void> {
  const group = new WaitGroup('group');
  await group.add(1);
  go('schema changer', async () => {
    try {
      await new SchemaChanger().runBackfill();
    } finally {
      await group.done();
    }
  });
  await group.wait();
}
