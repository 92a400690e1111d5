/** What is done before a check: whatever its properties need of other programs. */
import type { Finding, Report } from '../report/report.ts';
import type { CheckOptions, ProgramSource } from './options.ts';
import { Judging } from './properties/judging.ts';
import { readProperties } from './properties/property.ts';

/** Findings that say of a program that it does not go on where it should. */
const stuckKinds: ReadonlySet<Finding['kind']> = new Set<Finding['kind']>(['deadlock', 'livelock', 'panic']);

/** Those who judge the executions of a check. @throws PropertyError where they cannot. */
export function judgingOf(
  source: ProgramSource,
  options: CheckOptions,
  check: (program: () => unknown, options: CheckOptions) => Promise<Report>,
): Promise<Judging | undefined> {
  const { model = source.model, budget, seed, ticks, signal } = options;
  const given = Object.entries({ budget, seed, ticks, signal }).filter(([, value]) => value !== undefined);
  const same: CheckOptions = Object.fromEntries(given);
  return Judging.of(readProperties(options.properties ?? []), {
    isChecked: (program) => source.is?.(program) ?? false,
    explore: async (program, property, own = model) => {
      const modelled = own === undefined ? same : { ...same, model: own };
      const { certainty, findings } = await check(program, { ...modelled, properties: [property] });
      const stuck = new Set(findings.map(({ kind }) => kind).filter((kind) => stuckKinds.has(kind)));
      return { exhaustive: certainty === 'exhaustive', stuck: [...stuck] };
    },
  });
}
