import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/report/columns.ts';
import { renderLanes } from '../../src/report/lanes.ts';
import { toMermaid } from '../../src/report/mermaid.ts';
import { plainStyle } from '../../src/report/style.ts';
import { toSvg } from '../../src/report/svg.ts';
import { executionOf } from './node-executions.ts';
import { everybody, ownParts, request, startsWhileSending, synchronously, twice } from './node-programs.ts';

async function drawn(...execution: Parameters<typeof executionOf>): Promise<string> {
  return `\n${renderLanes(await executionOf(...execution), plainStyle)}\n`;
}

describe('lanes of nodes', () => {
  test('a request and its reply', async () => {
    expect(await drawn(request, {}, '{P: {answer: 42}, Q: "waiting"}')).toMatchInlineSnapshot(`
      "
           main            Q                            P
        1  ● starts Q, P ─▶┬───────────────────────────▶┬
        2                  │                          ┌─● send to Q {question: 41}
        3                  ● receive {question: 41} ◀─┘ │
        4                  ● send to P {answer: 42} ──┐ │
        5                  │                          └▶● select {answer: 42}, returns {answer: 42}
      "
    `);
  });

  test('a message that is late, and a reply that nobody takes', async () => {
    expect(await drawn(request, {}, '{P: "late", Q: "waiting"}')).toMatchInlineSnapshot(`
      "
           main            Q                                           P
        1  ● starts Q, P ─▶┬──────────────────────────────────────────▶┬
        2                  │                                         ┌─● send to Q {question: 41}
        3                  │                                         │ ● select after(100) → 1
        4                  │                                         │ ● mark "gave up", returns "late"
        5                  ● receive {question: 41} ◀────────────────┘
        6                  ● send to P {answer: 42} ─▷ on its way
      "
    `);
  });

  test('a message that is lost, to either side', async () => {
    expect(await drawn(request, { loss: 1 }, '{P: "late", Q: "waiting"}')).toMatchInlineSnapshot(`
      "
           main            Q             P
        1  ● starts Q, P ─▶┬────────────▶┬
        2                  │      lost ✗─● send to Q {question: 41}
        3                  │             ● select after(100) → 1
        4                  │             ● mark "gave up", returns "late"
      "
    `);
    expect(await drawn(twice(1), { loss: 1 }, '{P: undefined, Q: ["b", 0]}')).toMatchInlineSnapshot(`
      "
           main            P                            Q
        1  ● starts P, Q ─▶┬───────────────────────────▶┬
        2                  ● send to Q "a" ─✗ lost      │
        3                  ● send to Q "b", returns ──┐ │
        4                                             └▶● receive "b", returns ["b", 0]
      "
    `);
  });

  test('a message that comes twice', async () => {
    expect(await drawn(twice(2), { duplication: 1 }, '{P: undefined, Q: ["a", "a", 0]}')).toMatchInlineSnapshot(`
      "
           main            P                                        Q
        1  ● starts P, Q ─▶┬───────────────────────────────────────▶┬
        2                  ● send to Q "a", doubled ──────────────┐ │
        3                  ● send to Q "b", returns ─▷ on its way │ │
        4                                                         ├▶● receive "a"
        5                                                         └▶● receive "a", returns ["a", "a", 0]
      "
    `);
  });

  test('a message that overtakes another', async () => {
    expect(await drawn(twice(2), { order: 'none' }, '{P: undefined, Q: ["b", "a", 0]}')).toMatchInlineSnapshot(`
      "
           main            P                             Q
        1  ● starts P, Q ─▶┬────────────────────────────▶┬
        2                  ● send to Q "a" ───────────┐  │
        3                  ● send to Q "b", returns ──┼┐ │
        4                                             │└▶● receive "b"
        5                                             └─▶● receive "a", returns ["b", "a", 0]
      "
    `);
  });

  test('a crash, a restart, and what is forgotten with it', async () => {
    const budgets = { crashes: 1, restarts: 1 };
    expect(await drawn(twice(1), budgets, '{P: undefined, Q: ["b", 1]}')).toMatchInlineSnapshot(`
      "
           main            P                             Q
        1  ● starts P, Q ─▶┬────────────────────────────▶┬
        2                  ● send to Q "a" ───────────┐  │
        3                  │                          │  ✗ crashes
        4                  │                          │  ● starts again
        5                  ● send to Q "b", returns ──┼┐ │
        6                                             ✗│ ● "a" from P forgotten in the crash
        7                                              └▶● receive "b", returns ["b", 1]
      "
    `);
    expect(await drawn(twice(1), budgets, '{P: undefined, Q: "waiting"}')).toMatchInlineSnapshot(`
      "
           main            P                             Q
        1  ● starts P, Q ─▶┬────────────────────────────▶┬
        2                  ● send to Q "a" ───────────┐  │
        3                  ● send to Q "b", returns ──┼┐ │
        4                                             ││ ✗ crashes
        5                                             ││ ● starts again
        6                                             ✗│ ● "a" from P forgotten in the crash
        7                                              ✗ ● "b" from P forgotten in the crash
      "
    `);
    expect(await drawn(twice(1), budgets, '{P: undefined, Q: "crashed"}')).toMatchInlineSnapshot(`
      "
           main            P                                         Q
        1  ● starts P, Q ─▶┬────────────────────────────────────────▶┬
        2                  ● send to Q "a" ─▷ on its way             │
        3                  ● send to Q "b", returns ─▷ on its way    │
        4                                                            ✗ crashes
        5                                                            · stays down
      "
    `);
  });

  test('a message arrives after its sender has crashed', async () => {
    expect(await drawn(twice(1), { crashes: 1 }, '{P: "crashed", Q: ["a", 0]}')).toMatchInlineSnapshot(`
      "
           main            P                   Q
        1  ● starts P, Q ─▶┬──────────────────▶┬
        2                  ● send to Q "a" ──┐ │
        3                  ✗ crashes         │ │
        4                                    └▶● receive "a", returns ["a", 0]
      "
    `);
  });

  test('a network that is cut and healed', async () => {
    expect(await drawn(twice(1), { partitions: 1 }, '{P: undefined, Q: ["b", 0]}')).toMatchInlineSnapshot(`
      "
           main            P                               Q
        1  ● starts P, Q ─▶┬──────────────────────────────▶┬
        2  ╌╌ P → Q is cut │╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌│╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
        3                  ● send to Q "a" ─✗ cut off      │
        4  ╌╌ P → Q is healed ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌│╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
        5                  ● send to Q "b", returns ─────┐ │
        6                                                └▶● receive "b", returns ["b", 0]
      "
    `);
  });

  test('a synchronous send, received and lost', async () => {
    expect(await drawn(synchronously, { loss: 1 }, '{P: undefined, Q: "a"}')).toMatchInlineSnapshot(`
      "
           main            Q                                         P
        1  ● starts Q, P ─▶┬────────────────────────────────────────▶┬
        2                  │                                       ┌─● send to Q "a"
        3                  ● receive "a", returns "a", P returns ◀─┘ ● received by Q
      "
    `);
    expect(await drawn(synchronously, { loss: 1 }, 'deadlocked')).toMatchInlineSnapshot(`
      "
           main            Q             P
        1  ● starts Q, P ─▶┬────────────▶┬
        2                  │      lost ✗─● send to Q "a"
                           │             ✗ waits: ssend Q
      "
    `);
  });

  test('a node of several processes that sends to itself', async () => {
    expect(await drawn(ownParts, {}, '{P: "mine"}')).toMatchInlineSnapshot(`
      "
           main          P                                          P: worker
        1  ● starts P ──▶┬
        2                ● send to P "mine", starts worker ───────┬▶┬
        3                │                                        └▶● receive "mine", returns "mine"
        4                ● join worker → "mine", returns "mine" ◀───┤
      "
    `);
  });

  test('three nodes that send at once', async () => {
    expect(await drawn(everybody, {}, '{P: "Q,R", Q: "P,R", R: "P,Q"}')).toMatchInlineSnapshot(`
      "
            main               P                         Q                         R
         1  ● starts P, Q, R ─▶┬────────────────────────▶┬────────────────────────▶┬
         2                     ● send to Q "from P" ─┐   │                         │
         3                     ● send to R "from P" ─┼┐  │                         │
         4                     │                     ││┌─● send to P "from Q"      │
         5                     │                     │││ ● send to R "from Q" ─┐   │
         6                     │                     └┼┼▶● receive "from P"    │   │
         7                     │                      ││ │                     │┌──● send to P "from R"
         8                     │                      ││ │                     ││┌─● send to Q "from R"
         9                     │                      └┼─┼─────────────────────┼┼┼▶● receive "from P"
        10                     │                       │ │                     └┼┼▶● receive "from Q", r…
        11                     ● receive "from Q" ◀────┘ │                      ││
        12                     ● receive "from R"… ◀─────┼──────────────────────┘│
        13                                               ● receive "from R"… ◀───┘
      "
    `);
  });

  test('a message that is lost in the step that starts a process', async () => {
    expect(await drawn(startsWhileSending, { loss: 1 }, '{P: "sent", Q: "waiting"}')).toMatchInlineSnapshot(`
      "
           main            P                                                  Q             P: worker
        1  ● starts P, Q ─▶┬─────────────────────────────────────────────────▶┬
        2                  ● choose → false                                   │
        3                  ● ✗ lost, send to Q "a", starts worker, worker r… ─┼────────────▶┬
        4                  ● join worker → 1, returns "sent"                  │
      "
    `);
  });

  test('in ASCII', async () => {
    const trace = await executionOf(twice(1), { crashes: 1, restarts: 1 }, '{P: undefined, Q: ["b", 1]}');
    expect(`\n${renderLanes(trace, { ...plainStyle, ascii: true })}\n`).toMatchInlineSnapshot(`
      "
           main            P                             Q
        1  * starts P, Q ->+---------------------------->+
        2                  * send to Q "a" -----------+  |
        3                  |                          |  x crashes
        4                  |                          |  * starts again
        5                  * send to Q "b", returns --++ |
        6                                             x| * "a" from P forgotten in the crash
        7                                              +>* receive "b", returns ["b", 1]
      "
    `);
  });

  test('where there is no room for tracks, messages are drawn as they arrive', async () => {
    const trace = await executionOf(everybody, {}, '{P: "Q,R", Q: "P,R", R: "P,Q"}');
    const width = 6 + 4 * 14 + 2;
    const text = renderLanes(trace, { ...plainStyle, width });
    expect(`\n${text}\n`).toMatchInlineSnapshot(`
      "
            main          P             Q              R
         1  ● starts P… ─▶┬────────────▶┬─────────────▶┬
         2                ● send to Q … │              │
         3                ● send to R … │              │
         4                │             ● send to P "… │
         5                │             ● send to R "… │
         6                ├────────────▶● receive "fr… │
         7                │             │              ● send to P "…
         8                │             │              ● send to Q "…
         9                ├─────────────┼─────────────▶● receive "fr…
        10                │             ├─────────────▶● receive "fr…
        11                ● receive … ◀─┤
        12                ● receive … ◀─┼──────────────┤
        13                              ● receive "… ◀─┤
      "
    `);
    for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
  });
});

describe('diagrams of nodes', () => {
  test('Mermaid has what arrives, what does not, and why', async () => {
    const lost = await executionOf(twice(1), { loss: 1 }, '{P: undefined, Q: ["b", 0]}');
    expect(`\n${toMermaid(lost)}`).toMatchInlineSnapshot(`
      "
      sequenceDiagram
        accTitle: program: returned #123;P: undefined, Q: [#34;b#34;, 0]#125;
        participant p0 as main
        participant p1 as P
        participant p2 as Q
        Note over p0: starts P, Q
        p0-->>p1: starts
        p0-->>p2: starts
        Note over p1: send to Q #34;a#34;
        p1-xp2: lost
        Note over p1: send to Q #34;b#34;, returns
        p1->>p2: #34;b#34;
        Note over p2: receive #34;b#34;, returns [#34;b#34;, 0]
      "
    `);
    const cut = await executionOf(twice(1), { partitions: 1 }, '{P: undefined, Q: ["b", 0]}');
    expect(`\n${toMermaid(cut)}`).toMatchInlineSnapshot(`
      "
      sequenceDiagram
        accTitle: program: returned #123;P: undefined, Q: [#34;b#34;, 0]#125;
        participant p0 as main
        participant p1 as P
        participant p2 as Q
        Note over p0: starts P, Q
        p0-->>p1: starts
        p0-->>p2: starts
        Note over p0,p2: P → Q is cut
        Note over p1: send to Q #34;a#34;
        p1-xp2: cut off
        Note over p0,p2: P → Q is healed
        Note over p1: send to Q #34;b#34;, returns
        p1->>p2: #34;b#34;
        Note over p2: receive #34;b#34;, returns [#34;b#34;, 0]
      "
    `);
    const crashed = await executionOf(twice(1), { crashes: 1, restarts: 1 }, '{P: undefined, Q: ["b", 1]}');
    expect(`\n${toMermaid(crashed)}`).toMatchInlineSnapshot(`
      "
      sequenceDiagram
        accTitle: program: returned #123;P: undefined, Q: [#34;b#34;, 1]#125;
        participant p0 as main
        participant p1 as P
        participant p2 as Q
        Note over p0: starts P, Q
        p0-->>p1: starts
        p0-->>p2: starts
        Note over p1: send to Q #34;a#34;
        Note over p2: crashes
        Note over p2: starts again
        Note over p1: send to Q #34;b#34;, returns
        Note over p2: #34;a#34; from P forgotten in the crash
        p1->>p2: #34;b#34;
        Note over p2: receive #34;b#34;, returns [#34;b#34;, 1]
      "
    `);
  });

  test('SVG draws a message from its send to its receipt', async () => {
    const trace = await executionOf(twice(2), { order: 'none' }, '{P: undefined, Q: ["b", "a", 0]}');
    const arrows = [...toSvg(trace).matchAll(/<line class="message" x1="\d+" y1="(\d+)" x2="[\d.]+" y2="([\d.]+)"/g)];
    const rows = arrows.map(([, from, to]) => [from, to].map((y) => Math.round((Number(y) - 64) / 30) - 1));
    // The later of the two comes first.
    expect(rows).toEqual([
      [2, 3],
      [1, 4],
    ]);
  });

  test('SVG has one line for the lives of a node, and says what is lost, cut off, forgotten or on its way', async () => {
    const crashed = toSvg(await executionOf(twice(1), { crashes: 1, restarts: 1 }, '{P: undefined, Q: ["b", 1]}'));
    expect(crashed.match(/<text class="name"/g)).toHaveLength(3);
    expect(crashed.match(/<line class="life"/g)).toHaveLength(4);
    expect(crashed.match(/<line class="vanishing"/g)).toHaveLength(1);
    expect(crashed).toContain('>crashes</text>');
    const lost = toSvg(await executionOf(twice(1), { loss: 1 }, '{P: undefined, Q: ["b", 0]}'));
    expect(lost).toContain('>lost</text>');
    const cut = toSvg(await executionOf(twice(1), { partitions: 1 }, '{P: undefined, Q: ["b", 0]}'));
    expect(cut).toContain('>cut off</text>');
    expect(cut.match(/<line class="network"/g)).toHaveLength(2);
    expect(toSvg(await executionOf(twice(1), {}, '{P: undefined, Q: ["a", 0]}'))).toContain('>on its way</text>');
  });
});
