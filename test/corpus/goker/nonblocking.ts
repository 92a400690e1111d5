// Processes that do not wait for each other where they should: races and panics.

import cockroach4407 from './cockroach_4407.ts';
import cockroach4407Fixed from './cockroach_4407-fixed.ts';
import cockroach35501 from './cockroach_35501.ts';
import cockroach35501Fixed from './cockroach_35501-fixed.ts';
import etcd3077 from './etcd_3077.ts';
import etcd3077Fixed from './etcd_3077-fixed.ts';
import etcd8194 from './etcd_8194.ts';
import etcd8194Fixed from './etcd_8194-fixed.ts';
import grpc2371 from './grpc_2371.ts';
import grpc2371Fixed from './grpc_2371-fixed.ts';
import grpc3090 from './grpc_3090.ts';
import grpc3090Fixed from './grpc_3090-fixed.ts';
import istio8214 from './istio_8214.ts';
import istio8214Fixed from './istio_8214-fixed.ts';
import istio8967 from './istio_8967.ts';
import istio8967Fixed from './istio_8967-fixed.ts';
import istio16742 from './istio_16742.ts';
import istio16742Fixed from './istio_16742-fixed.ts';
import type { Kernel } from './kernel.ts';
import kubernetes49404 from './kubernetes_49404.ts';
import kubernetes49404Fixed from './kubernetes_49404-fixed.ts';
import kubernetes77796 from './kubernetes_77796.ts';
import kubernetes77796Fixed from './kubernetes_77796-fixed.ts';
import kubernetes79631 from './kubernetes_79631.ts';
import kubernetes79631Fixed from './kubernetes_79631-fixed.ts';
import kubernetes81091 from './kubernetes_81091.ts';
import kubernetes81091Fixed from './kubernetes_81091-fixed.ts';
import kubernetes82239 from './kubernetes_82239.ts';
import kubernetes82239Fixed from './kubernetes_82239-fixed.ts';
import kubernetes82550 from './kubernetes_82550.ts';
import kubernetes82550Fixed from './kubernetes_82550-fixed.ts';
import kubernetes89164 from './kubernetes_89164.ts';
import kubernetes89164Fixed from './kubernetes_89164-fixed.ts';
import moby22941 from './moby_22941.ts';
import moby22941Fixed from './moby_22941-fixed.ts';
import serving5865 from './serving_5865.ts';
import serving5865Fixed from './serving_5865-fixed.ts';
import serving6472 from './serving_6472.ts';
import serving6472Fixed from './serving_6472-fixed.ts';

export const nonblocking: readonly Kernel[] = [
  {
    id: 'cockroach_35501',
    program: cockroach35501,
    fixed: cockroach35501Fixed,
    finding: 'race',
    races: ['c'],
    cut: 'large',
  },
  {
    id: 'moby_22941',
    program: moby22941,
    fixed: moby22941Fixed,
    finding: 'race',
    races: ['pair'],
  },
  {
    id: 'etcd_3077',
    program: etcd3077,
    fixed: etcd3077Fixed,
    finding: 'deadlock',
    also: ['race'],
    stuck: [
      ['main', /receive server\.done/],
      ['raftNode.run', /receive stopped/],
      ['server.run', /send never/],
    ],
    races: ['raftNode.stopped'],
  },
  {
    id: 'grpc_2371',
    program: grpc2371,
    fixed: grpc2371Fixed,
    finding: 'panic',
    panics: [['watcher', /nil pointer dereference/]],
    cut: 'large',
  },
  {
    id: 'istio_8967',
    program: istio8967,
    fixed: istio8967Fixed,
    finding: 'race',
    also: ['leak'],
    stuck: [['source', /receive never/]],
    races: ['source.donec'],
  },
  {
    id: 'serving_5865',
    program: serving5865,
    fixed: serving5865Fixed,
    finding: 'panic',
    also: ['race'],
    races: ['destsCh'],
    panics: [['main', /ChannelClosedError.*destsCh/]],
  },
  {
    id: 'cockroach_4407',
    program: cockroach4407,
    fixed: cockroach4407Fixed,
    finding: 'race',
    races: ['stopper.stop'],
  },
  {
    id: 'etcd_8194',
    program: etcd8194,
    fixed: etcd8194Fixed,
    finding: 'race',
    races: ['leaseRevokeRate'],
  },
  {
    id: 'grpc_3090',
    program: grpc3090,
    fixed: grpc3090Fixed,
    finding: 'panic',
    also: ['race'],
    races: ['ccr.resolver'],
    panics: [['resolveNow', /nil pointer dereference/]],
  },
  {
    id: 'istio_16742',
    program: istio16742,
    fixed: istio16742Fixed,
    finding: 'race',
    races: ['node.workloadLabels'],
  },
  {
    id: 'istio_8214',
    program: istio8214,
    fixed: istio8214Fixed,
    finding: 'race',
    races: ['stats.writes'],
  },
  {
    id: 'kubernetes_49404',
    program: kubernetes49404,
    fixed: kubernetes49404Fixed,
    finding: 'race',
    races: ['called'],
  },
  {
    id: 'kubernetes_77796',
    program: kubernetes77796,
    fixed: kubernetes77796Fixed,
    finding: 'race',
    races: ['cacher.watcherBuffer'],
  },
  {
    id: 'kubernetes_79631',
    program: kubernetes79631,
    fixed: kubernetes79631Fixed,
    finding: 'race',
    races: ['heap.items'],
  },
  {
    id: 'kubernetes_81091',
    program: kubernetes81091,
    fixed: kubernetes81091Fixed,
    finding: 'race',
    races: ['numFilterCalled'],
  },
  {
    id: 'kubernetes_82239',
    program: kubernetes82239,
    fixed: kubernetes82239Fixed,
    finding: 'race',
    races: ['annotations'],
  },
  {
    id: 'kubernetes_82550',
    program: kubernetes82550,
    fixed: kubernetes82550Fixed,
    finding: 'race',
    races: ['actualProvider'],
    cut: 'large',
  },
  {
    id: 'kubernetes_89164',
    program: kubernetes89164,
    fixed: kubernetes89164Fixed,
    finding: 'race',
    races: ['cacher.watcherBuffer'],
  },
  {
    id: 'serving_6472',
    program: serving6472,
    fixed: serving6472Fixed,
    finding: 'race',
    races: ['pendingCount'],
  },
];
