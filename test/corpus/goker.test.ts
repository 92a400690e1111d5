import type { Finding } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import cockroach3710 from './goker/cockroach_3710.ts';
import cockroach3710Fixed from './goker/cockroach_3710-fixed.ts';
import cockroach7504 from './goker/cockroach_7504.ts';
import cockroach7504Fixed from './goker/cockroach_7504-fixed.ts';
import cockroach16167 from './goker/cockroach_16167.ts';
import cockroach16167Fixed from './goker/cockroach_16167-fixed.ts';
import etcd5509 from './goker/etcd_5509.ts';
import etcd5509Fixed from './goker/etcd_5509-fixed.ts';
import etcd6873 from './goker/etcd_6873.ts';
import etcd6873Fixed from './goker/etcd_6873-fixed.ts';
import kubernetes1321 from './goker/kubernetes_1321.ts';
import kubernetes1321Fixed from './goker/kubernetes_1321-fixed.ts';
import kubernetes11298 from './goker/kubernetes_11298.ts';
import kubernetes11298Fixed from './goker/kubernetes_11298-fixed.ts';
import kubernetes26980 from './goker/kubernetes_26980.ts';
import kubernetes26980Fixed from './goker/kubernetes_26980-fixed.ts';

interface Kernel {
  readonly id: string;
  readonly program: () => Promise<void>;
  readonly fixed: () => Promise<void>;
  readonly finding: 'deadlock' | 'leak';
  /** Every process that is stuck when the bug strikes, with what it waits on. */
  readonly stuck: readonly (readonly [process: string, waitingOn: RegExp])[];
  /** The program has executions that never end, so that its search can only end by a budget. */
  readonly spins: boolean;
}

const kernels: readonly Kernel[] = [
  {
    id: 'kubernetes_11298',
    program: kubernetes11298,
    fixed: kubernetes11298Fixed,
    finding: 'deadlock',
    stuck: [
      ['main', /end of notifier/],
      ['notifier', /end of waiter/],
      ['waiter', /notifier\.cond/],
    ],
    spins: true,
  },
  {
    id: 'etcd_6873',
    program: etcd6873,
    fixed: etcd6873Fixed,
    finding: 'leak',
    stuck: [
      ['coalescer', /wbs\.mu/],
      ['stopper', /wbs\.donec/],
    ],
    spins: false,
  },
  {
    id: 'kubernetes_1321',
    program: kubernetes1321,
    fixed: kubernetes1321Fixed,
    finding: 'leak',
    stuck: [
      ['client', /mux\.lock/],
      ['mux loop', /watcher\.result/],
    ],
    spins: false,
  },
  {
    id: 'kubernetes_26980',
    program: kubernetes26980,
    fixed: kubernetes26980Fixed,
    finding: 'deadlock',
    stuck: [
      ['locker', /listener\.lock/],
      ['main', /resultCh/],
      ['popper', /select|stopCh/],
    ],
    spins: false,
  },
  {
    id: 'cockroach_7504',
    program: cockroach7504,
    fixed: cockroach7504Fixed,
    finding: 'deadlock',
    stuck: [
      ['acquirer', /lease 0\.mu/],
      ['main', /group/],
      ['releaser', /cache\.mu/],
    ],
    spins: false,
  },
  {
    id: 'etcd_5509',
    program: etcd5509,
    fixed: etcd5509Fixed,
    finding: 'deadlock',
    stuck: [['main', /client\.mu/]],
    spins: false,
  },
  {
    id: 'cockroach_16167',
    program: cockroach16167,
    fixed: cockroach16167Fixed,
    finding: 'deadlock',
    stuck: [
      ['main', /systemConfigMu/],
      ['start', /systemConfigMu/],
    ],
    spins: false,
  },
  {
    id: 'cockroach_3710',
    program: cockroach3710,
    fixed: cockroach3710Fixed,
    finding: 'leak',
    stuck: [
      ['raft', /store\.mu/],
      ['scanner', /store\.mu/],
    ],
    spins: false,
  },
];

/** What waits for ever according to the findings of one kind: each process once, with all that it was seen to wait on. */
function waits(findings: readonly Finding[], kind: 'deadlock' | 'leak'): ReadonlyMap<string, ReadonlySet<string>> {
  const byProcess = new Map<string, Set<string>>();
  for (const finding of findings) {
    if (finding.kind !== kind || !('waitingOn' in finding)) continue;
    for (const { process, waitingOn } of [finding, ...(finding.others ?? [])]) {
      // Processes started under one name are told apart by a number, which depends on the execution.
      const name = process.replace(/\W*\d+\W*$/, '');
      byProcess.set(name, (byProcess.get(name) ?? new Set()).add(waitingOn));
    }
  }
  return byProcess;
}

describe.each(kernels)('$id', ({ id, program, fixed, finding, stuck, spins }) => {
  test(`is found: ${finding}`, { timeout: 90_000 }, async () => {
    // A program that spins has executions without end: the search of it stops at what it looks for.
    const report = await check(program, { budget: { ms: 60_000 }, stopAtFirst: spins });
    expect(report.verdict, id).toBe(finding);
    const found = waits(report.findings, finding);
    // The bug strikes in one way only, so these processes are stuck and no others.
    expect([...found.keys()].sort()).toEqual(stuck.map(([process]) => process).sort());
    for (const [process, waitingOn] of stuck) {
      for (const seen of found.get(process) ?? []) expect(seen, process).toMatch(waitingOn);
    }
    if (!spins) expect(report.certainty).toBe('exhaustive');
  });

  test('its repair checks clean', { timeout: 90_000 }, async () => {
    const report = await check(fixed, { budget: { ms: spins ? 10_000 : 60_000 } });
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('ok');
    // A search that ran no execution to its end would be as clean.
    expect(report.outcomes).toMatchObject([{ kind: 'returned', value: { $: 'undefined' } }]);
    if (!spins) expect(report.certainty).toBe('exhaustive');
  });
});
