/** What programs import: `happens-before`. */
import { install } from '../kernel/driver.ts';
import { LiveDriver } from '../live/driver.ts';

export type { Atomic, AtomicInt32, AtomicNumber, MakeAtomic, PlainAccess } from '../csp/atomic.ts';
export { atomic } from '../csp/atomic.ts';
export type { Cancellation, CancellationOptions } from '../csp/cancellation.ts';
export { cancellation } from '../csp/cancellation.ts';
export type { Channel, ReceiveChannel, SendChannel, WaitOptions } from '../csp/channel.ts';
export { chan } from '../csp/channel.ts';
export { checkpoint } from '../csp/checkpoint.ts';
export { choose } from '../csp/choose.ts';
export { Cond } from '../csp/cond.ts';
export type { Body, Process } from '../csp/go.ts';
export { go } from '../csp/go.ts';
export { mark } from '../csp/mark.ts';
export { Mutex } from '../csp/mutex.ts';
export type { Never } from '../csp/never.ts';
export { never } from '../csp/never.ts';
export { Once } from '../csp/once.ts';
export type { ReadLocker } from '../csp/rw-mutex.ts';
export { RWMutex } from '../csp/rw-mutex.ts';
export type { ReceiveCase, Selected, SendCase } from '../csp/select.ts';
export { select } from '../csp/select.ts';
export { Semaphore } from '../csp/semaphore.ts';
export type { MakeShared, Shared, SharedInt32 } from '../csp/shared.ts';
export { shared } from '../csp/shared.ts';
export type { Timer } from '../csp/timer.ts';
export { after, every, sleep, timer } from '../csp/timer.ts';
export { WaitGroup } from '../csp/wait-group.ts';
export { ChannelClosedError, MisuseError } from '../kernel/errors.ts';
export type { Message } from '../kernel/node.ts';
export type { ProcessOptions } from '../kernel/process.ts';
export type { Handle } from '../network/handle.ts';
export { fairLossLink } from '../network/links/fair-loss.ts';
export type { Link, Retransmission } from '../network/links/link.ts';
export { loggedPerfectLink } from '../network/links/logged-perfect.ts';
export type { Packet } from '../network/links/packet.ts';
export type { PerfectLinkOptions } from '../network/links/perfect.ts';
export { perfectLink } from '../network/links/perfect.ts';
export type { StubbornLink, StubbornLinkOptions } from '../network/links/stubborn.ts';
export { stubbornLink } from '../network/links/stubborn.ts';
export type { Self } from '../network/node.ts';
export { node } from '../network/node.ts';
export type { Storage } from '../network/storage.ts';
export type {
  AsynchronousModel,
  Bounds,
  FaultBudgets,
  Model,
  PartiallySynchronousModel,
  SynchronousModel,
  TimeBounds,
} from '../trace/model.ts';
export { asynchronous, partiallySynchronous, synchronous } from '../trace/model.ts';

install(new LiveDriver());
