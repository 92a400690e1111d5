// Processes that wait for each other through channels, contexts and condition variables alone.

import cockroach2448 from './cockroach_2448.ts';
import cockroach2448Fixed from './cockroach_2448-fixed.ts';
import cockroach13197 from './cockroach_13197.ts';
import cockroach13197Fixed from './cockroach_13197-fixed.ts';
import cockroach18101 from './cockroach_18101.ts';
import cockroach18101Fixed from './cockroach_18101-fixed.ts';
import cockroach24808 from './cockroach_24808.ts';
import cockroach24808Fixed from './cockroach_24808-fixed.ts';
import cockroach35931 from './cockroach_35931.ts';
import cockroach35931Fixed from './cockroach_35931-fixed.ts';
import etcd6857 from './etcd_6857.ts';
import etcd6857Fixed from './etcd_6857-fixed.ts';
import grpc660 from './grpc_660.ts';
import grpc660Fixed from './grpc_660-fixed.ts';
import grpc862 from './grpc_862.ts';
import grpc862Fixed from './grpc_862-fixed.ts';
import istio18454 from './istio_18454.ts';
import istio18454Fixed from './istio_18454-fixed.ts';
import type { Kernel } from './kernel.ts';
import kubernetes5316 from './kubernetes_5316.ts';
import kubernetes5316Fixed from './kubernetes_5316-fixed.ts';
import kubernetes11298 from './kubernetes_11298.ts';
import kubernetes11298Fixed from './kubernetes_11298-fixed.ts';
import kubernetes25331 from './kubernetes_25331.ts';
import kubernetes25331Fixed from './kubernetes_25331-fixed.ts';
import kubernetes38669 from './kubernetes_38669.ts';
import kubernetes38669Fixed from './kubernetes_38669-fixed.ts';
import kubernetes70277 from './kubernetes_70277.ts';
import kubernetes70277Fixed from './kubernetes_70277-fixed.ts';
import moby4395 from './moby_4395.ts';
import moby4395Fixed from './moby_4395-fixed.ts';
import moby21233 from './moby_21233.ts';
import moby21233Fixed from './moby_21233-fixed.ts';
import moby30408 from './moby_30408.ts';
import moby30408Fixed from './moby_30408-fixed.ts';

export const communication: readonly Kernel[] = [
  {
    id: 'cockroach_2448',
    program: cockroach2448,
    fixed: cockroach2448Fixed,
    finding: 'leak',
    stuck: [
      ['process raft', /send callbackChan, receive stopper\.done/],
      ['state', /send events, receive stopper\.done/],
    ],
    cut: 'endless',
  },
  {
    id: 'cockroach_24808',
    program: cockroach24808,
    fixed: cockroach24808Fixed,
    finding: 'deadlock',
    stuck: [['main', /send compactor\.ch/]],
  },
  {
    id: 'cockroach_35931',
    program: cockroach35931,
    fixed: cockroach35931Fixed,
    finding: 'deadlock',
    stuck: [['main', /send left\.dataChan/]],
  },
  {
    id: 'etcd_6857',
    program: etcd6857,
    fixed: etcd6857Fixed,
    finding: 'leak',
    stuck: [['status', /send node\.status/]],
  },
  {
    id: 'grpc_660',
    program: grpc660,
    fixed: grpc660Fixed,
    finding: 'leak',
    stuck: [['caller', /send done/]],
    cut: 'endless',
    fixedCut: 'endless',
  },
  {
    id: 'kubernetes_38669',
    program: kubernetes38669,
    fixed: kubernetes38669Fixed,
    finding: 'leak',
    stuck: [['process', /send watcher\.result/]],
  },
  {
    id: 'kubernetes_5316',
    program: kubernetes5316,
    fixed: kubernetes5316Fixed,
    finding: 'leak',
    stuck: [['runner', /send (ch|errCh)/]],
  },
  {
    id: 'kubernetes_70277',
    program: kubernetes70277,
    fixed: kubernetes70277Fixed,
    finding: 'deadlock',
    stuck: [['main', /receive stopCh/]],
  },
  {
    id: 'moby_21233',
    program: moby21233,
    fixed: moby21233Fixed,
    finding: 'leak',
    stuck: [
      ['transfer test', /receive (running|progressDone)/],
      ['watcher', /send progressChan|receive releaseChan/],
    ],
  },
  {
    id: 'moby_4395',
    program: moby4395,
    fixed: moby4395Fixed,
    finding: 'leak',
    stuck: [['runner', /send ch/]],
  },
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
    cut: 'endless',
    fixedCut: 'endless',
  },
  {
    id: 'cockroach_13197',
    program: cockroach13197,
    fixed: cockroach13197Fixed,
    finding: 'leak',
    stuck: [['awaitDone', /receive done/]],
  },
  {
    id: 'cockroach_18101',
    program: cockroach18101,
    fixed: cockroach18101Fixed,
    finding: 'leak',
    stuck: [['splitter', /send readyForImportCh/]],
  },
  {
    id: 'grpc_862',
    program: grpc862,
    fixed: grpc862Fixed,
    finding: 'livelock',
    stuck: [
      ['resetAddrConn', /receive done/],
      ['resetAddrConn', /cancel/],
    ],
    missedBy: ['random'],
    fixedCut: 'endless',
  },
  {
    id: 'istio_18454',
    program: istio18454,
    fixed: istio18454Fixed,
    finding: 'leak',
    stuck: [['strategy', /receive timer/]],
    cut: 'large',
  },
  {
    id: 'kubernetes_25331',
    program: kubernetes25331,
    fixed: kubernetes25331Fixed,
    finding: 'leak',
    stuck: [['run', /send resultChan/]],
  },
  {
    id: 'moby_30408',
    program: moby30408,
    fixed: moby30408Fixed,
    finding: 'deadlock',
    stuck: [
      ['main', /receive done/],
      ['waiter', /wait activateWait/],
    ],
  },
];
