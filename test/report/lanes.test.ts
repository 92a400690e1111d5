import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/report/columns.ts';
import { renderLanes } from '../../src/report/lanes.ts';
import { plainStyle, type Style } from '../../src/report/style.ts';
import type { Trace, TraceMessage } from '../../src/trace/trace.ts';
import { abBa, by, counter, crowd, event, leakedWorker, pipeline, process, trace } from './traces.ts';

/** With a line break at both ends, so that the expected text starts at the margin. */
function drawn(shown: Trace, changes: Partial<Style> = {}): string {
  return `\n${renderLanes(shown, { ...plainStyle, ...changes })}\n`;
}

describe('lanes', () => {
  it('draw the counter', () => {
    expect(drawn(counter)).toMatchInlineSnapshot(`
      "
           main                      P                        Q
        1  ● starts P, Q ───────────▶┬───────────────────────▶┬                         counter.ts:5:1
        2  │                         ● read x = 0             │                         counter.ts:6:30
        3  │                         │                        ● read x = 0              counter.ts:9:30
        4  │                         │                        ● write x = -1, returns   counter.ts:9:13
        5  │                         ● write x = 1, returns                             counter.ts:6:13
        6  ● join P ◀────────────────┤                                                  counter.ts:11:11
        7  ● join Q ◀─────────────────────────────────────────┤                         counter.ts:12:11
        8  ● read x = 1, returns 1                                                      counter.ts:13:18
      "
    `);
  });

  it('frame what one process has seen up to a point', () => {
    const frame = { process: 1, until: 3, text: 'P is here' };
    expect(`\n${renderLanes(counter, plainStyle, frame)}\n`).toMatchInlineSnapshot(`
      "
           main                      [P]                      Q
        1  ● starts P, Q ───────────▶┬───────────────────────▶┬                         counter.ts:5:1
        2  │                         ● read x = 0             │                         counter.ts:6:30
        3  │                         ║                        ● read x = 0              counter.ts:9:30
        4  │                         ║                        ● write x = -1, returns   counter.ts:9:13
        ⋮  P is here
        5  │                         ● write x = 1, returns                             counter.ts:6:13
        6  ● join P ◀────────────────┤                                                  counter.ts:11:11
        7  ● join Q ◀─────────────────────────────────────────┤                         counter.ts:12:11
        8  ● read x = 1, returns 1                                                      counter.ts:13:18
      "
    `);
    expect(renderLanes(counter, { ...plainStyle, ascii: true }, frame)).toMatch(/^[ -~\n]*$/);
  });

  it('frame a lane of a crowd that would not have one, and end below the rows that are left out', () => {
    const many = crowd(30, 10);
    const text = renderLanes(many, plainStyle, { process: 1, until: many.events.length - 2, text: 'is here' });
    expect(text).toContain(`[${many.processes[1]?.name}]`);
    const lines = text.split('\n');
    const below = lines.findIndex((line) => line.trimStart().startsWith(`${many.events.length} `));
    expect(lines.findIndex((line) => line.includes('is here'))).toBe(below - 1);
  });

  it('draw who waits for what at the end', () => {
    expect(drawn(abBa)).toMatchInlineSnapshot(`
      "
           main                      A to B            B to A
        1  ● starts A to B, B to A ─▶┬────────────────▶┬                 ab-ba.ts:26:1
        2  │                         ● lock A          │                 ab-ba.ts:16:20
        3  │                         │                 ● lock B          ab-ba.ts:16:20
           ✗ waits: join A to B      │                 │                 ab-ba.ts:30:15
           │                         ✗ waits: lock B   │                 ab-ba.ts:17:18
           │                         │                 ✗ waits: lock A   ab-ba.ts:17:18
      "
    `);
    expect(drawn(leakedWorker)).toMatchInlineSnapshot(`
      "
           main                                             worker
        1  ● starts worker ────────────────────────────────▶┬
        2  │                                                ● sleep 50              leaked-worker.ts:13:11
        3  ● select after(100) → "timeout", returns "timeo… │                       leaked-worker.ts:16:23
                                                            ✗ waits: send results   leaked-worker.ts:14:19
      "
    `);
  });

  it('draw messages, hand-overs in both directions, locks and wide characters', () => {
    expect(drawn(pipeline)).toMatchInlineSnapshot(`
      "
           main                source              sink               owner
        1  ● starts source,… ─▶┬──────────────────▶┬─────────────────▶┬
        2  │                   ● send jobs 1       │                  │                   pipeline.ts:4:5
        3  │                   ● lock m            │                  │                   pipeline.ts:5:5
        4  │                   ├──────────────────▶● receive jobs → 1 │                   pipeline.ts:9:5
        5  │                   ● receive reply … ◀─┼──────────────────● send reply "Σ 日… …pipeline.ts:6:5
        6  │                   ● unlock m, returns │                  │                   pipeline.ts:7:5
        7  │                   ├──────────────────▶● lock m, returns  │                   pipeline.ts:10:5
        8  ● close done ──────▶● receive done ───────────────────────▶● receive done      pipeline.ts:20:5
        9  ● join sink, ret… ◀─────────────────────┤                  │                   pipeline.ts:21:5
      "
    `);
  });

  it('draw in ASCII, and narrow', () => {
    expect(drawn(pipeline, { ascii: true })).toMatchInlineSnapshot(`
      "
           main                source              sink               owner
        1  * starts sourc... ->+------------------>+----------------->+
        2  |                   * send jobs 1       |                  |                   pipeline.ts:4:5
        3  |                   * lock m            |                  |                   pipeline.ts:5:5
        4  |                   +------------------>* receive jobs ... |                   pipeline.ts:9:5
        5  |                   * receive repl... <-+------------------* send reply "\\u... ...peline.ts:6:5
        6  |                   * unlock m, returns |                  |                   pipeline.ts:7:5
        7  |                   +------------------>* lock m, returns  |                   pipeline.ts:10:5
        8  * close done ------>* receive done ----------------------->* receive done      pipeline.ts:20:5
        9  * join sink, r... <---------------------+                  |                   pipeline.ts:21:5
      "
    `);
    expect(drawn(counter, { width: 50 })).toMatchInlineSnapshot(`
      "
           main          2 others
        1  ● starts P… ─▶│              counter.ts:5:1
        2  │             ● P: read x =… counter.ts:6:30
        3  │             ● Q: read x =… counter.ts:9:30
        4  │             ● Q: write x … counter.ts:9:13
        5  │             ● P: write x … counter.ts:6:13
        6  ● join P ◀────┤              counter.ts:11:11
        7  ● join Q ◀────┤              counter.ts:12:11
        8  ● read x = 1… │              counter.ts:13:18
      "
    `);
  });

  it('draw two strands of one process in one lane', () => {
    const own = trace(
      'own',
      'returned',
      [process('main')],
      [
        event(
          [by(0, 'send', { object: 'c', argument: '1' }), by(0, 'receive', { object: 'c', result: '1' })],
          [],
          'returns',
        ),
      ],
    );
    expect(drawn(own)).toMatchInlineSnapshot(`
      "
           main
        1  ● send c 1, returns,…
      "
    `);
  });

  it('fold many processes and long traces, and say how many rows are left out', () => {
    const text = renderLanes(crowd(20, 10), plainStyle);
    expect(text).toContain('141 events left out');
    expect(text.split('\n')).toHaveLength(1 + 60 + 1 + 1);
    expect(text).toContain('17 others');
    expect(text).toMatch(/^ +201 .*● add n 1 → 200/m);
  });

  it('fold many that wait', () => {
    const names = Array.from({ length: 30 }, (_, index) => process(`w${index}`, 'waiting', 'lock m', 'a.ts:1:1'));
    const text = renderLanes(trace('many', 'deadlocked', names, [event(by(0, 'start'), [], 'starts w1')]), plainStyle);
    expect(text).toContain('23 more processes wait');
  });

  it('take an empty trace', () => {
    expect(drawn(trace('empty', 'returned', [process('main')], []))).toBe('\n     main\n');
  });

  it('draw a trace of 200,000 events by 100,000 processes in no time', () => {
    const started = performance.now();
    expect(renderLanes(crowd(100_000, 2), plainStyle)).toContain('199,941'.replace(',', ''));
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('color without changing what stands where', () => {
    const bare = renderLanes(pipeline, plainStyle);
    const colored = renderLanes(pipeline, { ...plainStyle, color: (name, text) => `<${name}>${text}</${name}>` });
    expect(colored).toContain('<cyan>●</cyan>');
    const stripped = colored.replaceAll(/<\/?[a-z]+>/g, '');
    expect(
      stripped
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n'),
    ).toBe(bare);
  });
});

describe('any trace', () => {
  const word = fc.oneof(fc.constantFrom('P', 'jobs', '日本語', 'a\nb', 'e\u0301\u202e'), fc.string({ unit: 'binary' }));
  const participant = (processes: number) =>
    fc.record({
      process: fc.nat(processes - 1),
      operation: fc.constantFrom(
        ...(['send', 'receive', 'read', 'lock', 'unlock', 'start', 'select'] as const),
        ...(['post', 'deliver', 'crash', 'restart', 'partition', 'heal', 'fate'] as const),
      ),
      object: word,
      argument: word,
      site: word,
    });
  const traces = fc.integer({ min: 1, max: 12 }).chain((processes) =>
    fc.record({
      names: fc.array(word, { minLength: processes, maxLength: processes }),
      stuck: fc.array(fc.boolean(), { minLength: processes, maxLength: processes }),
      events: fc.array(
        fc.record({
          participants: fc.array(participant(processes), { minLength: 1, maxLength: 3 }),
          after: fc.array(fc.nat(70), { maxLength: 2 }),
          effects: fc.array(fc.constantFrom('waits', 'starts P', 'starts jobs', 'returns 1', 'panics: x'), {
            maxLength: 2,
          }),
        }),
        { maxLength: 80 },
      ),
      nodes: fc.array(fc.constantFrom(undefined, 'P', 'jobs'), { minLength: processes, maxLength: processes }),
      messages: fc.array(
        fc.record({
          send: fc.nat(70),
          later: fc.array(fc.nat(70), { maxLength: 2 }),
          to: fc.constantFrom('P', 'jobs', 'nobody'),
          isForgotten: fc.boolean(),
          fate: fc.constantFrom('carried', 'lost', 'doubled', 'cut', 'forgotten', 'on its way'),
        }),
        { maxLength: 30 },
      ),
    }),
  );
  type Drawn = typeof traces extends fc.Arbitrary<infer T> ? T : never;

  /** The messages as far as there are such events. */
  function messagesIn({ events, messages }: Drawn): TraceMessage[] {
    const bySend = new Map(messages.map((message) => [message.send, message]));
    return [...bySend.values()]
      .filter(({ send }) => send < events.length)
      .sort((a, b) => a.send - b.send)
      .map(({ send, later, to, isForgotten, fate }) => {
        const ends = later.filter((event) => event > send && event < events.length);
        const ways = isForgotten ? { receipts: [], forgotten: ends } : { receipts: ends, forgotten: [] };
        return { send, ...ways, from: 'P', to, body: '1', synchronous: false, fate };
      });
  }

  it('stays within the width, one line a row, and in ASCII within ASCII', () => {
    fc.assert(
      fc.property(traces, fc.integer({ min: 60, max: 160 }), fc.boolean(), (any, width, ascii) => {
        const { names, stuck, events, nodes } = any;
        const bare = trace(
          'any',
          'returned',
          names.map((name, index) => ({
            ...(stuck[index] ? process(name, 'waiting', 'lock m', 'a.ts:1:1') : process(name)),
            ...(nodes[index] === undefined ? {} : { node: nodes[index] }),
          })),
          events.map((one, index) => ({ ...one, after: one.after.filter((before) => before < index) })),
        );
        const shown = { ...bare, messages: messagesIn(any) };
        const text = renderLanes(shown, { ...plainStyle, width, ascii });
        for (const line of text.split('\n')) {
          expect(columnsOf(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(ascii ? /[^ -~]/ : /\p{Cc}/u);
        }
        const rows = 1 + Math.min(events.length, 61) + Math.min(stuck.filter(Boolean).length, 8);
        expect(text.split('\n')).toHaveLength(rows);
      }),
    );
  });
});
