// etcd#8194, repaired: the test stops its lessor, which waits for the end of the loop.
//
// Expected: nothing.
//
// What stands in: the kernel runs the two tests beside one another to let the lessor of the first outlive it. The original
// runs them one after the other, as here; without the stop they would race all the same. The package's variable is made by
// the program, so that every execution has its own.
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

  async stop(): Promise<void> {
    await this.stopC.close();
    await this.doneC.receive();
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
  const lessor = newLessor(leaseRevokeRate);
  await lessor.stop();
}

export default async function etcd8194Fixed(): Promise<void> {
  const leaseRevokeRate = shared(1000, 'leaseRevokeRate');
  const group = new WaitGroup('group');
  for (const test of [testLessorGrant, testLessorRenewExtendPileup]) {
    await group.add(1);
    go(test.name, async () => {
      try {
        await test(leaseRevokeRate);
      } finally {
        await group.done();
      }
    });
    await group.wait();
  }
}
