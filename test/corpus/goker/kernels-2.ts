import type { Finding } from 'happens-before/check';
import cockroach584 from './cockroach_584.ts';
import cockroach584Fixed from './cockroach_584-fixed.ts';
import cockroach1055 from './cockroach_1055.ts';
import cockroach1055Fixed from './cockroach_1055-fixed.ts';
import cockroach6181 from './cockroach_6181.ts';
import cockroach6181Fixed from './cockroach_6181-fixed.ts';
import cockroach9935 from './cockroach_9935.ts';
import cockroach9935Fixed from './cockroach_9935-fixed.ts';
import cockroach10214 from './cockroach_10214.ts';
import cockroach10214Fixed from './cockroach_10214-fixed.ts';
import cockroach35501 from './cockroach_35501.ts';
import cockroach35501Fixed from './cockroach_35501-fixed.ts';
import grpc795 from './grpc_795.ts';
import grpc795Fixed from './grpc_795-fixed.ts';
import istio16224 from './istio_16224.ts';
import istio16224Fixed from './istio_16224-fixed.ts';
import kubernetes10182 from './kubernetes_10182.ts';
import kubernetes10182Fixed from './kubernetes_10182-fixed.ts';
import kubernetes30872 from './kubernetes_30872.ts';
import kubernetes30872Fixed from './kubernetes_30872-fixed.ts';
import moby4951 from './moby_4951.ts';
import moby4951Fixed from './moby_4951-fixed.ts';
import moby17176 from './moby_17176.ts';
import moby17176Fixed from './moby_17176-fixed.ts';
import moby22941 from './moby_22941.ts';
import moby22941Fixed from './moby_22941-fixed.ts';
import moby25384 from './moby_25384.ts';
import moby25384Fixed from './moby_25384-fixed.ts';
import moby28462 from './moby_28462.ts';
import moby28462Fixed from './moby_28462-fixed.ts';
import moby36114 from './moby_36114.ts';
import moby36114Fixed from './moby_36114-fixed.ts';
import syncthing4829 from './syncthing_4829.ts';
import syncthing4829Fixed from './syncthing_4829-fixed.ts';

export interface Kernel {
  readonly id: string;
  readonly program: () => Promise<void>;
  readonly fixed: () => Promise<void>;
  readonly finding: 'deadlock' | 'leak' | 'race';
  /**
   * Every process that is stuck when the bug strikes, with what it waits on. One that waits on this in one execution and on
   * that in another is listed with each.
   */
  readonly stuck: readonly (readonly [process: string, waitingOn: RegExp])[];
  /** What is raced for. */
  readonly races?: readonly string[];
  /** What else is found, being as much in the original. */
  readonly also?: readonly Finding['kind'][];
  /** The program has executions that never end, so that its search can only end by a budget; so has its repair. */
  readonly spins: boolean;
  /** The program has more executions than the budget allows for; its repair has not. */
  readonly large?: true;
}

export const kernels: readonly Kernel[] = [
  {
    id: 'istio_16224',
    program: istio16224,
    fixed: istio16224Fixed,
    finding: 'deadlock',
    stuck: [
      ['main', /lock lock/],
      ['controller', /send done/],
    ],
    also: ['leak'],
    spins: false,
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
    spins: false,
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
    spins: false,
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
    spins: false,
  },
  {
    id: 'moby_25384',
    program: moby25384,
    fixed: moby25384Fixed,
    finding: 'leak',
    stuck: [['init', /wait group/]],
    spins: false,
  },
  {
    id: 'cockroach_10214',
    program: cockroach10214,
    fixed: cockroach10214Fixed,
    finding: 'leak',
    stuck: [
      ['heartbeats', /lock replica 0\.raftMu/],
      ['ticker', /lock coalescedMu/],
    ],
    spins: false,
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
    spins: false,
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
    spins: false,
  },
  {
    id: 'cockroach_584',
    program: cockroach584,
    fixed: cockroach584Fixed,
    finding: 'leak',
    stuck: [['gossip', /lock gossip\.mu/]],
    spins: false,
  },
  {
    id: 'cockroach_9935',
    program: cockroach9935,
    fixed: cockroach9935Fixed,
    finding: 'leak',
    stuck: [['logger', /lock logging\.mu/]],
    spins: false,
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
    spins: false,
  },
  {
    id: 'moby_17176',
    program: moby17176,
    fixed: moby17176Fixed,
    finding: 'leak',
    stuck: [['locker', /lock devices/]],
    spins: false,
  },
  {
    id: 'moby_36114',
    program: moby36114,
    fixed: moby36114Fixed,
    finding: 'leak',
    stuck: [['adder', /lock svm/]],
    spins: false,
  },
  {
    id: 'syncthing_4829',
    program: syncthing4829,
    fixed: syncthing4829Fixed,
    finding: 'deadlock',
    stuck: [['main', /rlock mapping\.mut/]],
    spins: false,
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
    spins: false,
  },
  {
    id: 'cockroach_35501',
    program: cockroach35501,
    fixed: cockroach35501Fixed,
    finding: 'race',
    stuck: [],
    races: ['c'],
    spins: false,
    large: true,
  },
  {
    id: 'moby_22941',
    program: moby22941,
    fixed: moby22941Fixed,
    finding: 'race',
    stuck: [],
    races: ['pair'],
    spins: false,
  },
];
