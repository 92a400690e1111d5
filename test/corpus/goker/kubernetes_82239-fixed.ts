// kubernetes#82239, repaired: the fake lister gets a deep copy of the test's volume.
//
// Expected: nothing.
//
// What stands in: the map is a cell, and setting a key writes the cell.
// The worker's loop runs without a pause until the test closes `stopCh`: under an unfair scheduler that never ends.
import { chan, go, type ReceiveChannel, type Shared, select, shared, sleep } from 'happens-before';

type Annotations = ReadonlyMap<string, object>;

class ObjectMeta {
  annotations: Shared<Annotations> | undefined;

  async deepCopyMetaInto(out: ObjectMeta): Promise<void> {
    if (this.annotations === undefined) return;
    out.annotations = shared<Annotations>(new Map(await this.annotations.read()), 'copied annotations');
  }
}

class PersistentVolume extends ObjectMeta {
  async deepCopy(): Promise<PersistentVolume> {
    const out = new PersistentVolume();
    await this.deepCopyInto(out);
    return out;
  }

  async deepCopyInto(out: PersistentVolume): Promise<void> {
    out.annotations = this.annotations;
    await this.deepCopyMetaInto(out);
  }
}

function newVolume(): PersistentVolume {
  const volume = new PersistentVolume();
  const annotations = new Map<string, object>();
  for (let i = 0; i < 2; i += 1) annotations.set(String(i), {});
  volume.annotations = shared<Annotations>(annotations, 'annotations');
  return volume;
}

function newVolumeArray(): [PersistentVolume] {
  return [newVolume()];
}

function volumesWithAnnotation(volumes: [PersistentVolume]): [PersistentVolume] {
  return volumes;
}

interface ControllerTest {
  readonly initialVolumes: [PersistentVolume];
  readonly test: (test: ControllerTest) => Promise<void>;
}

async function until(body: () => Promise<void>, stopCh: ReceiveChannel<never>): Promise<void> {
  await jitterUntil(body, stopCh);
}

async function jitterUntil(body: () => Promise<void>, stopCh: ReceiveChannel<never>): Promise<void> {
  for (;;) {
    const before = await select({ stop: stopCh }, { otherwise: true });
    if (before.case === 'stop') return;
    await body();
    const behind = await select({ stop: stopCh }, { otherwise: true });
    if (behind.case === 'stop') return;
  }
}

class SimplifiedLister {
  readonly volume: PersistentVolume;

  constructor(volume: PersistentVolume) {
    this.volume = volume;
  }

  get(_key: string): PersistentVolume {
    return this.volume;
  }
}

class PersistentVolumeController {
  volumeLister: SimplifiedLister | undefined;

  async run(stopCh: ReceiveChannel<never>): Promise<void> {
    go('volumeWorker', () => until(() => this.volumeWorker(), stopCh));
  }

  async volumeWorker(): Promise<void> {
    const work = async (): Promise<void> => {
      const volume = this.volumeLister?.get('0');
      if (volume === undefined) throw new TypeError('nil pointer dereference');
      await this.updateVolume(volume);
    };
    await work();
  }

  async updateVolume(volume: PersistentVolume): Promise<void> {
    await this.syncVolume(volume);
  }

  async syncVolume(volume: PersistentVolume): Promise<void> {
    await this.updateVolumePhase(volume);
  }

  async updateVolumePhase(volume: PersistentVolume): Promise<void> {
    await volume.deepCopy();
  }
}

function newTestController(): PersistentVolumeController {
  return new PersistentVolumeController();
}

export default async function kubernetes82239Fixed(): Promise<void> {
  const tests: readonly ControllerTest[] = [
    {
      initialVolumes: volumesWithAnnotation(newVolumeArray()),
      test: async (test) => {
        await test.initialVolumes[0].annotations?.update((annotations) => new Map(annotations).set('0', {}));
      },
    },
  ];
  for (const test of tests) {
    const controller = newTestController();
    controller.volumeLister = new SimplifiedLister(await test.initialVolumes[0].deepCopy());
    const stopCh = chan<never>(0, 'stopCh');
    go('controller', () => controller.run(stopCh));
    await sleep(1);
    await test.test(test);
    await stopCh.close();
  }
}
