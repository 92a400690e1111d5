import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, show, type TaggedValue, tag } from '../../src/trace/value.ts';

function canonicalOf(value: unknown): string {
  return canonical(tag(value));
}

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

class QuotaError extends TypeError {}

const cyclic: { self?: unknown; list: unknown[] } = { list: [] };
cyclic.self = cyclic;
cyclic.list.push(cyclic);

describe('show', () => {
  const shown: readonly (readonly [unknown, string])[] = [
    [undefined, 'undefined'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    [-0, '-0'],
    [0, '0'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [12n, '12n'],
    ['a\n"b"', '"a\\n\\"b\\""'],
    [Symbol('s'), 'Symbol(s)'],
    [Symbol.for('s'), 'Symbol.for("s")'],
    [function named() {}, '[function named]'],
    [() => {}, '[function anonymous]'],
    [[1, undefined, [2]], '[1, undefined, [2]]'],
    [new Array<number>(3), 'Array(3) [sparse]'],
    [{ b: 1, a: { 'c d': 2 } }, '{a: {"c d": 2}, b: 1}'],
    [{ $: 'Map' }, '{$: "Map"}'],
    [new Point(1), 'Point {x: 1}'],
    [new Map([[1, 2]]), 'Map {1 → 2}'],
    [new Set(['b', 'a']), 'Set {"a", "b"}'],
    [new TypeError('boom'), 'TypeError: boom'],
    [new QuotaError('full'), 'QuotaError: full'],
    [new DOMException('stop', 'AbortError'), 'AbortError: stop'],
    [new Error(), 'Error'],
    [new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'Date invalid'],
    [/a+/g, '/a+/g'],
    [new Uint8Array([1, 255]), 'Uint8Array [1, 255]'],
    [new Float64Array([-0]), 'Float64Array [-0]'],
    [new Uint8Array([1, 255]).buffer, 'ArrayBuffer <01ff>'],
    [new DataView(new ArrayBuffer(2)), 'DataView <0000>'],
    [Object(3), 'Object(3)'],
    [Object.assign([1], { index: 0 }), 'Array [1] with {index: 0}'],
    [cyclic, '{list: [[circular, 2 up]], self: [circular, 1 up]}'],
    [Promise.resolve(1), 'Promise {}'],
    [Object.create(null), '{}'],
  ];
  it.each(shown)('shows %# as %s', (value, text) => {
    expect(show(tag(value))).toBe(text);
  });

  it('cuts what is longer than its limit, between characters', () => {
    expect(show(tag('x'.repeat(500)), 10)).toBe('"xxxxxxxx…');
    expect(show(tag('😀'.repeat(500)), 7)).toBe('"😀😀…');
    expect(show(tag(Array.from({ length: 1000 }, (_, index) => index)), 12)).toBe('[0, 1, 2, 3…');
  });
});

describe('tag', () => {
  it('survives getters and traps that throw', () => {
    const sly = {
      get secret(): string {
        throw new RangeError('no');
      },
    };
    expect(tag(sly)).toEqual({ secret: { $: 'throws', error: 'RangeError: no' } });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(tag([proxy])).toMatchObject([{ $: 'unreadable' }]);
  });

  it('knows the language’s own kinds by what only they have', () => {
    expect(show(tag(Object.create(Map.prototype)))).toBe('Map {}');
    expect(canonicalOf(Object.create(Map.prototype))).not.toBe(canonicalOf(new Map()));
    const impostor = { [Symbol.toStringTag]: 'ArrayBuffer', x: 1 };
    expect(canonicalOf(impostor)).toContain('"x",1');
    class Named extends Map<number, number> {}
    expect(show(tag(new Named([[1, 2]])))).toBe('Named {1 → 2}');
  });

  it('keeps a key called __proto__ as a key', () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    expect(canonicalOf(value)).toBe('{"__proto__":{"polluted":true}}');
    expect(show(tag(value))).toBe('{__proto__: {polluted: true}}');
  });

  it('copies: a later change does not show', () => {
    const value = { list: [1] };
    const copy = tag(value);
    value.list.push(2);
    expect(copy).toEqual({ list: [1] });
  });

  it('tells values apart that JSON does not', () => {
    const kinds = [
      undefined,
      null,
      0,
      -0,
      Number.NaN,
      'NaN',
      '0',
      0n,
      [],
      {},
      [undefined],
      [null],
      new Array<number>(1),
      new Map(),
      new Set(),
      { $: 'undefined' },
      { $: 'Map', entries: [] },
      new Date(0),
      '1970-01-01T00:00:00.000Z',
      Object('0'),
      new Uint8Array(1),
      new Int8Array(1),
      new Error('a'),
      new TypeError('a'),
      new Error('b'),
      Symbol('a'),
      Symbol.for('a'),
      new Point(0),
      { x: 0 },
    ];
    expect(new Set(kinds.map(canonicalOf)).size).toBe(kinds.length);
  });

  it('takes values 10,000 levels deep, and gives JSON that JSON.stringify takes', () => {
    const nested: readonly ((inner: unknown) => unknown)[] = [
      (inner) => [inner],
      (inner) => ({ inner }),
      (inner) => new Map([[inner, 1]]),
      (inner) => new Set([inner]),
    ];
    for (const wrap of nested) {
      let value: unknown = 'bottom';
      let other: unknown = 'other bottom';
      for (let depth = 0; depth < 10_000; depth += 1) {
        value = wrap(value);
        other = wrap(other);
      }
      const tagged = tag(value);
      expect(JSON.stringify(tagged)).toContain('bottom');
      expect(canonical(tagged)).not.toBe(canonicalOf(other));
      expect(show(tagged)).toMatch(/…$/);
    }
  });

  it('stays small on objects that share, and ends on objects that never do', () => {
    let shared: unknown = 1;
    for (let depth = 0; depth < 60; depth += 1) shared = [shared, shared];
    expect(canonicalOf(shared).length).toBeLessThan(1_000_000);
    const endless = (): object => Object.defineProperty({}, 'next', { enumerable: true, get: endless });
    expect(canonicalOf(endless())).toContain('left out');
  });

  it('reads aliasing as content, and keeps cycles', () => {
    const a = { x: 1 };
    expect(canonicalOf([a, a])).toBe(canonicalOf([{ x: 1 }, { x: 1 }]));
    expect(tag(cyclic)).toEqual({ list: [{ $: 'cycle', up: 2 }], self: { $: 'cycle', up: 1 } });
  });
});

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

describe('properties', () => {
  it('never throws, and its JSON comes back with the same canonical text', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withObjectString: true }), anything, (a, b) => {
        for (const value of [a, b]) {
          const tagged = tag(value);
          const parsed = JSON.parse(JSON.stringify(tagged)) as TaggedValue;
          expect(canonical(parsed)).toBe(canonical(tagged));
          expect(show(tagged).length).toBeLessThanOrEqual(120);
        }
      }),
    );
  });

  it('gives equal values equal texts and different values different ones, as node:util compares them', () => {
    // Small keys and values, so that equal pairs and near misses are common.
    const small = fc.anything({
      key: fc.constantFrom('a', 'b', '$'),
      maxDepth: 3,
      maxKeys: 2,
      values: [fc.constantFrom(0, -0, 1, Number.NaN, '', 'a', undefined, null, 1n), fc.boolean()],
      withBoxedValues: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
    });
    let equal = 0;
    let different = 0;
    fc.assert(
      fc.property(small, small, (a, b) => {
        if (isDeepStrictEqual(a, b)) equal += 1;
        else different += 1;
        expect(canonicalOf(a) === canonicalOf(b)).toBe(isDeepStrictEqual(a, b));
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(equal, different)).toBeGreaterThan(0);
  });

  it('ignores the order of keys and of insertion', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), anything), { selector: ([key]) => key });
    fc.assert(
      fc.property(entries, (pairs) => {
        const reversed = [...pairs].reverse();
        expect(canonicalOf(new Map(pairs))).toBe(canonicalOf(new Map(reversed)));
        expect(canonicalOf(Object.fromEntries(pairs))).toBe(canonicalOf(Object.fromEntries(reversed)));
        const objects = pairs.map(([key]) => ({ key }));
        expect(canonicalOf(new Set(objects))).toBe(canonicalOf(new Set([...objects].reverse())));
      }),
    );
  });
});
