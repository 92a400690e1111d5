// Processes that wait for each other through a lock or a wait group and something else.

import cockroach1055 from './cockroach_1055.ts';
import cockroach1055Fixed from './cockroach_1055-fixed.ts';
import etcd6873 from './etcd_6873.ts';
import etcd6873Fixed from './etcd_6873-fixed.ts';
import etcd7492 from './etcd_7492.ts';
import etcd7492Fixed from './etcd_7492-fixed.ts';
import grpc1353 from './grpc_1353.ts';
import grpc1353Fixed from './grpc_1353-fixed.ts';
import istio16224 from './istio_16224.ts';
import istio16224Fixed from './istio_16224-fixed.ts';
import type { Kernel } from './kernel.ts';
import kubernetes1321 from './kubernetes_1321.ts';
import kubernetes1321Fixed from './kubernetes_1321-fixed.ts';
import kubernetes10182 from './kubernetes_10182.ts';
import kubernetes10182Fixed from './kubernetes_10182-fixed.ts';
import kubernetes26980 from './kubernetes_26980.ts';
import kubernetes26980Fixed from './kubernetes_26980-fixed.ts';
import moby25384 from './moby_25384.ts';
import moby25384Fixed from './moby_25384-fixed.ts';
import moby28462 from './moby_28462.ts';
import moby28462Fixed from './moby_28462-fixed.ts';

export const mixed: readonly Kernel[] = [
  {
    id: 'etcd_6873',
    program: etcd6873,
    fixed: etcd6873Fixed,
    finding: 'leak',
    stuck: [
      ['coalescer', /wbs\.mu/],
      ['stopper', /wbs\.donec/],
    ],
  },
  {
    id: 'etcd_7492',
    program: etcd7492,
    fixed: etcd7492Fixed,
    finding: 'deadlock',
    stuck: [
      ['authenticator', /send addSimpleTokenCh/],
      ['keeper', /lock simpleTokensMu/],
      ['main', /wait group/],
    ],
  },
  {
    id: 'grpc_1353',
    program: grpc1353,
    fixed: grpc1353Fixed,
    finding: 'leak',
    stuck: [
      ['balancer', /send addrCh/],
      ['closer', /receive helpCh/],
      ['lbWatcher', /lock rr\.mu/],
    ],
  },
  {
    id: 'istio_16224',
    program: istio16224,
    fixed: istio16224Fixed,
    finding: 'deadlock',
    stuck: [
      ['main', /lock lock/],
      ['controller', /send done/],
      ['controller', /receive eventCh/],
    ],
    also: ['leak'],
  },
  {
    id: 'kubernetes_10182',
    program: kubernetes10182,
    fixed: kubernetes10182Fixed,
    finding: 'leak',
    stuck: [
      ['sync loop', /podStatusesLock/],
      ['setter', /send podStatusChannel/],
    ],
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
  },
  {
    id: 'moby_28462',
    program: moby28462,
    fixed: moby28462Fixed,
    finding: 'leak',
    stuck: [
      ['monitor', /lock container/],
      ['state changed', /send health\.stop/],
    ],
  },
  {
    id: 'cockroach_1055',
    program: cockroach1055,
    fixed: cockroach1055Fixed,
    finding: 'deadlock',
    stuck: [
      ['main', /receive done/],
      ['quiescer', /wait stopper \d\.stop$/],
      ['quiescer', /wait stopper \d\.drain/],
      ['worker', /lock stopper \d\.mu/],
      ['worker', /receive stopper \d\.stopper/],
    ],
    races: ['stopper 0.draining', 'stopper 1.draining', 'stopper 2.draining'],
    also: ['race'],
  },
  {
    id: 'moby_25384',
    program: moby25384,
    fixed: moby25384Fixed,
    finding: 'leak',
    stuck: [['init', /wait group/]],
  },
];
