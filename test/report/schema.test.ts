import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { tag } from '../../src/trace/value.ts';
import { counterReport, fullReport, politeness, report } from './reports.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ strict: false }).compile(schema);

/** What is wrong with the JSON a report prints, as text; empty when it is valid. */
function complaints(value: unknown): string {
  const valid = validate(JSON.parse(JSON.stringify(value)));
  return valid ? '' : JSON.stringify(validate.errors);
}

describe('the published schema', () => {
  it('takes reports', () => {
    expect(complaints(report({}))).toBe('');
    expect(complaints(counterReport)).toBe('');
    expect(complaints(fullReport)).toBe('');
    expect(complaints(report({ verdict: 'livelock', findings: [politeness] }))).toBe('');
  });

  it('takes every value a program can return', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        const outcomes = [{ kind: 'returned' as const, value: tag(value), executions: 1, schedule: 'm' }];
        expect(complaints(report({ outcomes }))).toBe('');
      }),
    );
    const cyclic: unknown[] = [];
    cyclic.push(cyclic, Symbol.for('s'), Symbol('t'), () => {}, new DataView(new ArrayBuffer(1)), Promise.resolve());
    let deep: unknown = 0;
    for (let depth = 0; depth < 1000; depth += 1) deep = [deep];
    for (const value of [cyclic, deep, Object.assign([1], { more: 2 })]) {
      const outcomes = [{ kind: 'returned' as const, value: tag(value), executions: 1, schedule: 'm' }];
      expect(complaints(report({ outcomes }))).toBe('');
    }
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ['another version', { ...counterReport, version: 2 }],
    ['a verdict nobody knows', { ...counterReport, verdict: 'fine' }],
    ['a missing field', { ...counterReport, redundant: undefined }],
    ['a field nobody knows', { ...counterReport, colour: 'red' }],
    ['a negative count', { ...counterReport, executions: -1 }],
    ['ok with findings', { ...counterReport, verdict: 'ok' }],
    [
      'a race without its second access',
      { ...counterReport, findings: [{ ...counterReport.findings[0], second: undefined }] },
    ],
    [
      'an outcome that returned nothing at all',
      { ...counterReport, outcomes: [{ kind: 'returned', executions: 1, schedule: '' }] },
    ],
    ['an outcome nobody saw', { ...counterReport, outcomes: [{ kind: 'deadlocked', executions: 0, schedule: '' }] }],
    [
      'something that is asked and has no answer',
      {
        ...fullReport,
        knowledge: fullReport.knowledge.map((one) => ({ ...one, questions: [{ about: 'where Q is', worlds: [] }] })),
      },
    ],
    [
      'a tag nobody knows',
      { ...counterReport, outcomes: [{ kind: 'returned', value: { $: 'x' }, executions: 1, schedule: '' }] },
    ],
  ];
  it.each(wrong)('refuses %s', (_name, value) => {
    expect(complaints(value)).not.toBe('');
  });

  it('lists the fields of the type, and no other', () => {
    const { properties } = schema as { properties: Record<string, unknown> };
    const fields: Record<keyof Report, true> = {
      version: true,
      program: true,
      verdict: true,
      certainty: true,
      executions: true,
      redundant: true,
      estimate: true,
      states: true,
      events: true,
      elapsedMs: true,
      strategy: true,
      expected: true,
      properties: true,
      outcomes: true,
      findings: true,
      notes: true,
      knowledge: true,
    };
    expect(Object.keys(properties).sort()).toEqual(Object.keys(fields).sort());
  });
});
