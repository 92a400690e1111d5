// The machine in one line, without a date: figures of two machines, or of two states of one, are not to be compared.
import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';

function operatingSystem() {
  const file = '/etc/os-release';
  const name = existsSync(file) ? /^PRETTY_NAME="(.*)"$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return name ?? `${platform()} ${release()}`;
}

/** @returns {string} */
export function describeMachine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${cpus().length} logical cores, ${gigabytes} GiB, ${operatingSystem()}, ${arch()}, Node ${process.versions.node} (V8 ${process.versions.v8})`;
}
