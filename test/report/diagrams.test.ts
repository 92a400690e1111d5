import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMermaid } from '../../src/report/mermaid.ts';
import { toSvg } from '../../src/report/svg.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { abBa, by, event, pipeline, process, trace } from './traces.ts';

/** A trace in which every text is `text`. */
function written(text: string): Trace {
  return trace(
    text,
    text,
    [process(text), process(text, 'waiting', text, text)],
    [
      event(by(0, 'start', { site: text }), [], `starts ${text}`),
      event(
        [by(0, 'send', { object: text, argument: text, site: text }), by(1, 'receive', { object: text, result: text })],
        [0],
      ),
    ],
  );
}

const awkward = fc.oneof(
  fc.constantFrom(
    '',
    'end',
    'a;b',
    '#',
    '<script>alert(1)</script>',
    ']]>',
    '&amp;',
    '"\'',
    '%%',
    'a\nb',
    '\u0000\ud800',
  ),
  fc.string({ unit: 'binary' }),
);

describe('the Mermaid diagram', () => {
  it('shows messages, starts, orderings and who waits', () => {
    expect(`\n${toMermaid(pipeline)}`).toMatchInlineSnapshot(`
      "
      sequenceDiagram
        accTitle: pipeline: returned [1, 2]
        participant p0 as main
        participant p1 as source
        participant p2 as sink
        participant p3 as owner
        Note over p0: starts source, sink, owner
        p0-->>p1: starts
        p0-->>p2: starts
        p0-->>p3: starts
        Note over p1: send jobs 1 (pipeline.ts:4:5)
        Note over p1: lock m (pipeline.ts:5:5)
        p1->>p2: delivers
        Note over p2: receive jobs → 1 (pipeline.ts:9:5)
        p3->>p1: send reply #34;Σ 日本#34;, receive reply → #34;Σ 日本#34; (owner.ts:3:3 → pipeline.ts:6:5)
        Note over p1: unlock m, returns (pipeline.ts:7:5)
        p1--)p2: before
        Note over p2: lock m, returns (pipeline.ts:10:5)
        Note over p0: close done (pipeline.ts:20:5)
        p0--)p1: before
        p0--)p3: before
        Note over p1: receive done
        Note over p3: receive done
        p2--)p0: before
        Note over p0: join sink, returns [1, 2] (pipeline.ts:21:5)
      "
    `);
    expect(toMermaid(abBa)).toContain('  Note over p1: waits: lock B (ab-ba.ts:17:18)\n');
  });

  it('is one statement a line, whatever the names are', () => {
    const statement =
      /^ {2}(accTitle:|participant p\d as|Note over p\d:|p\d(->>|-->>|--\))p\d:) [^;<>"'%\\{}\p{Cc}]*$/u;
    fc.assert(
      fc.property(awkward, (text) => {
        const [first, ...lines] = toMermaid(written(text)).trimEnd().split('\n');
        expect(first).toBe('sequenceDiagram');
        for (const line of lines) {
          expect(`${line.trimEnd()} `.replaceAll(/#\d+;/g, '')).toMatch(statement);
          expect(line).not.toMatch(/\bend\b/i);
        }
      }),
    );
  });
});

describe('the SVG diagram', () => {
  const svg = toSvg(pipeline);

  it('has a line for each process, a dot for each participant and an arrow for each link', () => {
    expect(svg.match(/<line class="life"/g)).toHaveLength(4);
    expect(svg.match(/<circle class="event"/g)).toHaveLength(12);
    expect(svg.match(/<line class="message"/g)).toHaveLength(2);
    expect(svg.match(/<line class="start"/g)).toHaveLength(3);
    expect(svg.match(/<line class="order"/g)).toHaveLength(4);
    expect(toSvg(abBa).match(/<path class="stuck"/g)).toHaveLength(3);
  });

  it('follows the theme, and runs nothing', () => {
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
    expect(svg).not.toMatch(/<script|href=|url\(http/);
  });

  it('stays well-formed whatever the names are', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        const open: string[] = [];
        const svg = toSvg(written(text));
        const tag = /<(\/?)([a-z]+)(?: [\w:-]+="[^"<&]*(?:&[^"<]*)*")*(\/?)>/g;
        for (const [, end, name = '', empty] of svg.matchAll(tag)) {
          if (end === '/') expect(open.pop()).toBe(name);
          else if (empty === '') open.push(name);
        }
        const rest = svg.replaceAll(tag, '');
        expect(open).toEqual([]);
        expect(rest.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[<&]|[^\P{Cc}\n]/u);
      }),
    );
  });

  it('keeps every mark on the page', () => {
    const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    for (const [, x = '', y = ''] of svg.matchAll(/ (?:c?x)="(\d+)" (?:c?y)="(\d+)"/g)) {
      expect(Number(x)).toBeLessThan(Number(width));
      expect(Number(y)).toBeLessThan(Number(height));
    }
  });
});
