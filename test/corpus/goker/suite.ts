/**
 * The sixty kernels that are here of the 103 in GoBench's GoKer: what they are called there, which is the project and the
 * number of a change or an issue, and what its authors say is wrong with each.
 */
export type Kind = 'blocking' | 'nonblocking';

/** Kind → what is wrong → names. */
export const suite: Readonly<Record<Kind, Readonly<Record<string, readonly string[]>>>> = {
  blocking: {
    channel: [
      'cockroach_2448',
      'cockroach_24808',
      'cockroach_35931',
      'etcd_6857',
      'grpc_660',
      'kubernetes_38669',
      'kubernetes_5316',
      'kubernetes_70277',
      'moby_21233',
      'moby_4395',
    ],
    'channel and condition': ['kubernetes_11298'],
    'channel and context': ['cockroach_13197', 'cockroach_18101', 'grpc_862', 'istio_18454', 'kubernetes_25331'],
    condition: ['moby_30408'],
    'channel and lock': [
      'etcd_6873',
      'etcd_7492',
      'grpc_1353',
      'istio_16224',
      'kubernetes_10182',
      'kubernetes_1321',
      'kubernetes_26980',
      'moby_28462',
    ],
    'channel and wait group': ['cockroach_1055'],
    'wait group': ['moby_25384'],
    'locks crosswise': ['cockroach_10214', 'cockroach_7504', 'kubernetes_30872', 'moby_4951'],
    'double locking': [
      'cockroach_584',
      'cockroach_9935',
      'etcd_5509',
      'grpc_795',
      'moby_17176',
      'moby_36114',
      'syncthing_4829',
    ],
    'nested read locks': ['cockroach_16167', 'cockroach_3710', 'cockroach_6181'],
  },
  nonblocking: {
    'captured variable': ['cockroach_35501', 'moby_22941'],
    'misused channel': ['etcd_3077', 'grpc_2371', 'istio_8967', 'serving_5865'],
    'wait group': ['cockroach_4407'],
    'data race': [
      'etcd_8194',
      'grpc_3090',
      'istio_16742',
      'istio_8214',
      'kubernetes_49404',
      'kubernetes_77796',
      'kubernetes_79631',
      'kubernetes_81091',
      'kubernetes_82239',
      'kubernetes_82550',
      'kubernetes_89164',
      'serving_6472',
    ],
  },
};
