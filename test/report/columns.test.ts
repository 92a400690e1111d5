import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, padEnd, padStart, printable, truncate, truncateStart, wrap } from '../../src/report/columns.ts';
import { plainStyle } from '../../src/report/style.ts';

const ascii = { ...plainStyle, ascii: true };

describe('printable', () => {
  it('escapes whatever moves the cursor, reorders or hides text', () => {
    expect(printable('a\tb\nc\u001b[31m', plainStyle)).toBe('a\\tb\\nc\\u{1b}[31m');
    expect(printable('\u202eevil\u200b\u2028\ud800', plainStyle)).toBe('\\u{202e}evil\\u{200b}\\u{2028}\\u{d800}');
  });

  it('keeps letters of every script, and in ASCII gives their numbers', () => {
    expect(printable('naïve 日本 → 😀', plainStyle)).toBe('naïve 日本 → 😀');
    expect(printable('naïve → 😀…', ascii)).toBe('na\\u{ef}ve -> \\u{1f600}...');
  });

  it('leaves nothing beyond ASCII and no control, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text, ascii)).toMatch(/^[ -~]*$/);
        expect(printable(text, plainStyle)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('columns', () => {
  it('counts what a terminal draws', () => {
    expect(columnsOf('abc')).toBe(3);
    expect(columnsOf('日本')).toBe(4);
    expect(columnsOf('😀')).toBe(2);
    expect(columnsOf('e\u0301')).toBe(1);
    expect(columnsOf('●│▶…')).toBe(4);
  });

  it('cuts and fills to the column, also through wide characters', () => {
    expect(truncate('abcdef', 4, plainStyle)).toBe('abc…');
    expect(truncate('abcdef', 6, plainStyle)).toBe('abcdef');
    expect(truncate('abcdef', 5, ascii)).toBe('ab...');
    expect(truncate('abcdef', 2, ascii)).toBe('..');
    expect(truncate('日本語', 4, plainStyle)).toBe('日…');
    expect(truncateStart('long/path/counter.ts:6:30', 15, plainStyle)).toBe('…ounter.ts:6:30');
    expect(padEnd('日', 4)).toBe('日  ');
    expect(padStart('日', 4)).toBe('  日');
  });

  it('never gives more columns than asked for', () => {
    const unit = fc.constantFrom('a', '日', '😀', 'e\u0301', ' ');
    fc.assert(
      fc.property(fc.string({ unit }), fc.nat(20), fc.boolean(), (text, columns, isAscii) => {
        const style = { ...plainStyle, ascii: isAscii };
        expect(columnsOf(truncate(text, columns, style))).toBeLessThanOrEqual(columns);
        expect(columnsOf(truncateStart(text, columns, style))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('breaks sentences at spaces and keeps every word', () => {
    expect(wrap('one two three four', 9, '  ')).toEqual(['one two', '  three', '  four']);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'word', 'a-very-long-word-indeed')),
        fc.integer({ min: 5, max: 40 }),
        (words, columns) => {
          const lines = wrap(words.join(' '), columns, '  ');
          expect(
            lines
              .join(' ')
              .split(' ')
              .filter((word) => word !== ''),
          ).toEqual(words);
          for (const line of lines) expect(line.trim().includes(' ') && columnsOf(line) > columns).toBe(false);
        },
      ),
    );
  });
});
