// kubernetes#82550 (GoBench kernel, non-blocking: data race).
//
// A lazy provider makes the actual one when it is first asked: it looks whether there is one and then stores one, without
// synchronisation, in ten processes at once.
//
// Expected: a race for `actualProvider`.
import { go, type Shared, shared } from 'happens-before';

class DockerConfigEntry {}

type DockerConfig = ReadonlyMap<string, DockerConfigEntry>;

class CachingDockerConfigProvider {
  readonly cacheDockerConfig: DockerConfig = new Map();

  provide(): DockerConfig {
    return new Map();
  }
}

class LazyEcrProvider {
  readonly actualProvider: Shared<CachingDockerConfigProvider | undefined> = shared<
    CachingDockerConfigProvider | undefined
  >(undefined, 'actualProvider');

  async lazyProvide(): Promise<DockerConfigEntry> {
    if ((await this.actualProvider.read()) === undefined) {
      await this.actualProvider.write(new CachingDockerConfigProvider());
    }
    const actual = await this.actualProvider.read();
    if (actual === undefined) throw new TypeError('nil pointer dereference');
    return actual.provide().get('0') ?? new DockerConfigEntry();
  }
}

export default async function kubernetes82550(): Promise<void> {
  const provider = new LazyEcrProvider();
  for (let i = 0; i < 10; i += 1) go('lazyProvide', () => provider.lazyProvide());
}
