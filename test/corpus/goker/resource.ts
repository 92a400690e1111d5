// Processes that wait for each other, or for themselves, at locks alone.

import cockroach584 from './cockroach_584.ts';
import cockroach584Fixed from './cockroach_584-fixed.ts';
import cockroach3710 from './cockroach_3710.ts';
import cockroach3710Fixed from './cockroach_3710-fixed.ts';
import cockroach6181 from './cockroach_6181.ts';
import cockroach6181Fixed from './cockroach_6181-fixed.ts';
import cockroach7504 from './cockroach_7504.ts';
import cockroach7504Fixed from './cockroach_7504-fixed.ts';
import cockroach9935 from './cockroach_9935.ts';
import cockroach9935Fixed from './cockroach_9935-fixed.ts';
import cockroach10214 from './cockroach_10214.ts';
import cockroach10214Fixed from './cockroach_10214-fixed.ts';
import cockroach16167 from './cockroach_16167.ts';
import cockroach16167Fixed from './cockroach_16167-fixed.ts';
import etcd5509 from './etcd_5509.ts';
import etcd5509Fixed from './etcd_5509-fixed.ts';
import grpc795 from './grpc_795.ts';
import grpc795Fixed from './grpc_795-fixed.ts';
import type { Kernel } from './kernel.ts';
import kubernetes30872 from './kubernetes_30872.ts';
import kubernetes30872Fixed from './kubernetes_30872-fixed.ts';
import moby4951 from './moby_4951.ts';
import moby4951Fixed from './moby_4951-fixed.ts';
import moby17176 from './moby_17176.ts';
import moby17176Fixed from './moby_17176-fixed.ts';
import moby36114 from './moby_36114.ts';
import moby36114Fixed from './moby_36114-fixed.ts';
import syncthing4829 from './syncthing_4829.ts';
import syncthing4829Fixed from './syncthing_4829-fixed.ts';

export const resource: readonly Kernel[] = [
  {
    id: 'cockroach_10214',
    program: cockroach10214,
    fixed: cockroach10214Fixed,
    finding: 'leak',
    stuck: [
      ['heartbeats', /lock replica 0\.raftMu/],
      ['ticker', /lock coalescedMu/],
    ],
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
  },
  {
    id: 'kubernetes_30872',
    program: kubernetes30872,
    fixed: kubernetes30872Fixed,
    finding: 'leak',
    stuck: [
      ['controller', /lock federatedInformer/],
      ['deliverer', /lock fifo/],
      ['stopper', /lock federatedInformer/],
    ],
  },
  {
    id: 'moby_4951',
    program: moby4951,
    fixed: moby4951Fixed,
    finding: 'leak',
    stuck: [
      ['deleter', /lock devices/],
      ['deleter', /lock info1/],
    ],
  },
  {
    id: 'cockroach_584',
    program: cockroach584,
    fixed: cockroach584Fixed,
    finding: 'leak',
    stuck: [['gossip', /lock gossip\.mu/]],
  },
  {
    id: 'cockroach_9935',
    program: cockroach9935,
    fixed: cockroach9935Fixed,
    finding: 'leak',
    stuck: [['logger', /lock logging\.mu/]],
  },
  {
    id: 'etcd_5509',
    program: etcd5509,
    fixed: etcd5509Fixed,
    finding: 'deadlock',
    stuck: [['main', /client\.mu/]],
  },
  {
    id: 'grpc_795',
    program: grpc795,
    fixed: grpc795Fixed,
    finding: 'deadlock',
    stuck: [
      ['main', /lock server\.mu/],
      ['serve', /lock server\.mu/],
    ],
  },
  {
    id: 'moby_17176',
    program: moby17176,
    fixed: moby17176Fixed,
    finding: 'leak',
    stuck: [['locker', /lock devices/]],
  },
  {
    id: 'moby_36114',
    program: moby36114,
    fixed: moby36114Fixed,
    finding: 'leak',
    stuck: [['adder', /lock svm/]],
  },
  {
    id: 'syncthing_4829',
    program: syncthing4829,
    fixed: syncthing4829Fixed,
    finding: 'deadlock',
    stuck: [['main', /rlock mapping\.mut/]],
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
  },
  {
    id: 'cockroach_6181',
    program: cockroach6181,
    fixed: cockroach6181Fixed,
    finding: 'leak',
    stuck: [
      ['coalesced requests', /wait group/],
      ['lookup', /^lock rangeCacheMu/],
      ['lookup', /^rlock rangeCacheMu/],
    ],
  },
];
