// etcd#8194 (GoBench kernel, non-blocking: data race).
//
// A test leaves its lessor running. The lessor's loop reads the global rate of revocation, which another test sets to ten
// and then back.
//
// Expected: a race for `leaseRevokeRate`.
//
// What stands in: the package's variable is made by the program, so that every execution has its own. The kernel leaves the
// lessor's channels nil, and ends before its loop comes to close one of them; here they are made, as in the program that
// the kernel was cut from.
import { after, type Channel, chan, go, Mutex, type Shared, select, shared, WaitGroup } from 'happens-before';

async function testLessorRenewExtendPileup(leaseRevokeRate: Shared<number>): Promise<void> {
  const oldRevokeRate = await leaseRevokeRate.read();
  try {
    await leaseRevokeRate.write(10);
  } finally {
    await leaseRevokeRate.write(oldRevokeRate);
  }
}

class Lease {}

class Lessor {
  readonly leaseRevokeRate: Shared<number>;
  readonly mu: Mutex = new Mutex('lessor.mu');
  readonly stopC: Channel<never> = chan<never>(0, 'lessor.stopC');
  readonly doneC: Channel<never> = chan<never>(0, 'lessor.doneC');

  constructor(leaseRevokeRate: Shared<number>) {
    this.leaseRevokeRate = leaseRevokeRate;
  }

  async runLoop(): Promise<void> {
    try {
      for (let i = 0; i < 10; i += 1) {
        let leases: Lease[] = [];
        leases = [...leases, new Lease()];
        if (leases.length !== 0) {
          if (leases.length > Math.trunc((await this.leaseRevokeRate.read()) / 2)) {
            leases = leases.slice(0, Math.trunc((await this.leaseRevokeRate.read()) / 2));
          }
          const polled = await select({ stop: this.stopC }, { otherwise: true });
          if (polled.case === 'stop') return;
        }
        const taken = await select({ pause: after(5), stop: this.stopC });
        if (taken.case === 'stop') return;
      }
    } finally {
      await this.doneC.close();
    }
  }
}

function newLessor(leaseRevokeRate: Shared<number>): Lessor {
  const lessor = new Lessor(leaseRevokeRate);
  go('runLoop', () => lessor.runLoop());
  return lessor;
}

async function testLessorGrant(leaseRevokeRate: Shared<number>): Promise<void> {
  newLessor(leaseRevokeRate);
}

export default async function etcd8194(): Promise<void> {
  const leaseRevokeRate = shared(1000, 'leaseRevokeRate');
  const group = new WaitGroup('group');
  await group.add(2);
  go('testLessorGrant', async () => {
    try {
      await testLessorGrant(leaseRevokeRate);
    } finally {
      await group.done();
    }
  });
  go('testLessorRenewExtendPileup', async () => {
    try {
      await testLessorRenewExtendPileup(leaseRevokeRate);
    } finally {
      await group.done();
    }
  });
  await group.wait();
}
