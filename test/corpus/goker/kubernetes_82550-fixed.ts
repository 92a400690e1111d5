// kubernetes#82550, repaired: whoever asks first makes the actual provider, once.
//
// Expected: nothing.
import { go, Once, type Shared, shared } from 'happens-before';

class DockerConfigEntry {}

type DockerConfig = ReadonlyMap<string, DockerConfigEntry>;

class CachingDockerConfigProvider {
  readonly cacheDockerConfig: DockerConfig = new Map();

  provide(): DockerConfig {
    return new Map();
  }
}

class LazyEcrProvider {
  readonly once: Once = new Once('once');
  readonly actualProvider: Shared<CachingDockerConfigProvider | undefined> = shared<
    CachingDockerConfigProvider | undefined
  >(undefined, 'actualProvider');

  async lazyProvide(): Promise<DockerConfigEntry> {
    await this.once.do(() => this.actualProvider.write(new CachingDockerConfigProvider()));
    const actual = await this.actualProvider.read();
    if (actual === undefined) throw new TypeError('nil pointer dereference');
    return actual.provide().get('0') ?? new DockerConfigEntry();
  }
}

export default async function kubernetes82550Fixed(): Promise<void> {
  const provider = new LazyEcrProvider();
  for (let i = 0; i < 10; i += 1) go('lazyProvide', () => provider.lazyProvide());
}
