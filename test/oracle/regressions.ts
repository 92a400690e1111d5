/** Programs on which a search once lost an order, smallest first found, each with what it tells apart. */
import type { Action, Kind, ProcessData, Program } from './program.ts';

export interface Regression {
  readonly name: string;
  readonly program: Program;
}

function act(kind: Kind, on?: string, more: Omit<Action, 'kind' | 'on'> = {}): Action {
  return { kind, caught: true, ...(on === undefined ? {} : { on }), ...more };
}

function select(cases: Action['cases'] = [], otherwise = false): Action {
  return act('select', undefined, { cases, ...(otherwise ? { otherwise } : {}) });
}

function nest(kind: Kind, ...parts: readonly (readonly Action[])[]): Action {
  return act(kind, undefined, { parts });
}

function processes(...bodies: readonly (readonly Action[])[]): Program {
  return { main: [], joins: false, processes: bodies.map((actions): ProcessData => ({ actions })) };
}

function withMain(main: readonly Action[], ...bodies: readonly (readonly Action[])[]): Program {
  return { ...processes(...bodies), main };
}

export const regressions: readonly Regression[] = [
  {
    name: 'a sender whose signal is aborted before it is met',
    program: withMain([act('drain', 'd0')], [act('send', 'd0', { value: 2, signal: 'k' })], [act('cancel', 'k')]),
  },
  {
    name: 'a deadline that passes before anybody waits with its signal',
    program: processes([act('send', 'ci', { value: 1, signal: 'kd' })]),
  },
  { name: 'the second of two cancels', program: processes([act('cancel', 'k')], [act('cancel', 'k')]) },
  { name: 'a cancel that disarms a deadline', program: processes([act('cancel', 'kd')]) },
  {
    name: 'a wait that is cancelled before or after it is woken',
    program: processes([act('lock', 'm'), act('cond.wait', 'qm', { signal: 'kd' })], [act('cond.broadcast', 'qm')]),
  },
  {
    name: 'a join that is cancelled before the process ends',
    program: processes([
      act('spawn', undefined, { value: 0, parts: [[act('write', 'y', { value: 2 })]] }),
      act('join', undefined, { signal: 'kd' }),
    ]),
  },
  {
    name: 'a writer that announces itself before the reader leaves',
    program: withMain([act('lock', 'w')], [act('rlock', 'w'), act('cond.wait', 'qr')]),
  },
  {
    name: 'two readers leave and only one had entered',
    program: withMain([act('runlock', 'w')], [act('rlock', 'w'), { kind: 'runlock', on: 'w' }]),
  },
  { name: 'tryLock beside rlock', program: processes([act('rlock', 'w')], [act('tryLock', 'w')]) },
  {
    name: 'tryLock while a writer is announced',
    program: processes([act('rlock', 'w'), act('runlock', 'w')], [act('tryLock', 'w')], [act('lock', 'w')]),
  },
  {
    name: 'a misused runlock beside a writer that unlocks',
    program: processes([act('rlock', 'w')], [act('runlock', 'w')], [act('unlock', 'w')], [act('tryLock', 'w')]),
  },
  {
    name: 'Cond.wait without the lock, which another may hold',
    program: processes([{ kind: 'cond.wait', on: 'qr' }], [act('rlock', 'w')]),
  },
  {
    name: 'units taken before those of a process that queues for more',
    program: withMain(
      [act('acquire', 's', { value: 1 }), act('acquire', 's', { value: 2 })],
      [act('acquire', 's', { value: 1 })],
      [act('acquire', 's', { value: 1 })],
    ),
  },
  {
    name: 'a large request queues before a release',
    program: withMain(
      [act('release', 's', { value: 2 })],
      [act('acquire', 's', { value: 2 })],
      [act('acquire', 's', { value: 1 }), act('acquire', 's', { value: 2 })],
    ),
  },
  { name: 'the inputs of a race', program: processes([nest('race', [act('tryLock', 'n')], [act('tryLock', 'm')])]) },
  {
    name: 'inputs of a race that meet each other',
    program: processes([
      nest(
        'race',
        [act('send', 'c0', { value: 1 })],
        [nest('all', [act('receive', 'c0')], [select([{ on: 'c1', value: 2 }])])],
      ),
    ]),
  },
  {
    name: 'an execution cut as redundant in which a lock is blocked',
    program: processes(
      [act('unlock', 'm')],
      [nest('race', [act('tryLock', 'n')], [nest('all', [act('tryLock', 'm')], [act('lock', 'm')])])],
    ),
  },
  {
    name: 'a blocked operation that sleeps and would have completed an input of a race',
    program: processes(
      [act('add', 'a', { value: 2 }), act('acquire', 's', { value: 2 })],
      [nest('race', [act('compareAndSwap', 'a', { value: 0 })], [act('acquire', 's', { value: 1 })])],
    ),
  },
  {
    name: 'strands that join one queue in the order of their calls',
    program: withMain([
      nest(
        'race',
        [act('plain.read', 'a'), act('acquire', 's', { value: 1 })],
        [act('release', 's', { value: 1 }), act('acquire', 's', { value: 2 })],
      ),
    ]),
  },
  {
    name: 'a reset before or after its timer fires, beside a look at another timer',
    program: withMain([select([{ on: 'v' }])], [act('timer.reset', 't', { value: 20 })], [act('length', 'e')]),
  },
  {
    name: 'a receive that its timer completes beside a later timer',
    program: processes([act('after', undefined, { value: 20 })], [act('timer.stop', 'u'), act('receive', 'v')]),
  },
  {
    name: 'the second of two closes beside a receive',
    program: processes([act('close', 'c1'), act('close', 'c1')], [act('next', 'c1')]),
  },
  {
    name: 'a select that could send before the channel is full',
    program: processes([act('trySend', 'c1', { value: 1 })], [select([{ on: 'c1' }, { on: 'c1', value: 3 }])]),
  },
  {
    name: 'a send that is blocked before a close and refused after it',
    program: withMain(
      [act('close', 'c1')],
      [act('write', 'x', { value: 1 }), select([{ on: 'c1', value: 2 }])],
      [act('send', 'c1', { value: 3 })],
    ),
  },
  {
    name: 'a receive lets a send go before the close that refuses it',
    program: processes(
      [act('close', 'c1')],
      [select([{ on: 'c1', value: 2 }])],
      [select([{ on: 'c1', value: 3 }], true)],
      [select([{ on: 'c1' }])],
    ),
  },
  {
    name: 'a receive called later that could have met the sender',
    program: processes(
      [act('send', 'c0', { value: 1 })],
      [act('receive', 'c0')],
      [act('read', 'x'), act('receive', 'c0')],
    ),
  },
  {
    name: 'a receive that its timer would complete before the timer fires on, into a full channel',
    program: withMain(
      [act('timer.reset', 't', { value: 10 })],
      [act('sleep', undefined, { value: 10 })],
      [act('receive', 't')],
    ),
  },
  {
    name: 'a hand-over makes a sleeping case impossible that a later step would have woken',
    program: withMain(
      [act('send', 'c1', { value: 5 })],
      [act('send', 'c1', { value: 2 })],
      [select([{ on: 'c0', value: 3 }, { on: 'c1' }], true)],
      [act('close', 'c1'), select([{ on: 'c0' }])],
    ),
  },
  {
    name: 'a look at a timer that may fire once an earlier one has',
    program: withMain(
      [act('sleep', undefined, { value: 5 })],
      [act('tryReceive', 'u')],
      [act('timer.reset', 'u', { value: 20 })],
    ),
  },
  {
    name: 'a value that another receive takes from a select',
    program: withMain(
      [nest('race', [select([{ on: 'ci', value: 3 }])], [act('send', 'c1', { value: 4 })])],
      [act('receive', 'ci')],
      [select([{ on: 'ci' }, { on: 'c1' }])],
    ),
  },
  {
    name: 'a select that sleeps with one case and was kept from another',
    program: withMain(
      [act('send', 'ci', { value: 3 })],
      [select([{ on: 'ci' }], true), select([{ on: 'ci' }, { on: 'c0' }])],
      [
        nest(
          'race',
          [select([{ on: 'c0', value: 2 }]), act('choose', undefined, { value: 2 })],
          [act('receive', 'ci')],
        ),
      ],
    ),
  },
  {
    name: 'a receive that leaves a select nothing but otherwise',
    program: processes(
      [select([{ on: 'ci' }, { on: 'd0', value: 1 }], true)],
      [act('close', 'd0')],
      [select([{ on: 'ci' }], true)],
      [act('trySend', 'ci', { value: 3 }), select([{ on: 'd0' }], true)],
    ),
  },
  {
    name: 'a select that has other values to take where it sleeps with one case',
    program: processes(
      [select([{ on: 'ci' }, { on: 'd0', value: 1 }], true)],
      [act('close', 'd0')],
      [select([{ on: 'ci' }], true), act('send', 'ci', { value: 2 })],
      [act('trySend', 'ci', { value: 3 }), select([{ on: 'd0' }], true)],
    ),
  },
  {
    name: 'a hand-over one side of which could have received before the other side did',
    program: processes(
      [nest('all', [act('receive', 'ci'), act('drain', 'c0')], [act('send', 'ci', { value: 1 })])],
      [select([{ on: 'c0', value: 3 }, { on: 'ci' }])],
    ),
  },
  {
    name: 'a child of a cancellation that is cancelled meanwhile',
    program: processes([act('cancel', 'k')], [act('cancel', 'kk'), act('receive', 'kk'), act('child', 'k')]),
  },
  {
    name: 'a select that is cancelled before its strand sends what it could have taken',
    program: processes(
      [act('cancel', 'k')],
      [
        act('receive', 'c1', { signal: 'k' }),
        nest(
          'race',
          [act('send', 'ci', { value: 1 })],
          [act('select', undefined, { signal: 'k', cases: [{ on: 'ci', value: 2 }, { on: 'ci' }] })],
        ),
      ],
    ),
  },
  {
    name: 'a join of strands one of which settles a race against what the other waits for',
    program: processes([
      nest(
        'race',
        [nest('all', [select([{ on: 'c2', value: 2 }])], [act('group.wait', 'g')])],
        [act('group.add', 'g', { value: 1 })],
      ),
    ]),
  },
  {
    name: 'a receive that was cancelled before it could queue holds nobody back',
    program: processes([
      nest(
        'race',
        [nest('all', [act('cancel', 'k')], [act('receive', 'kk', { signal: 'kd' })])],
        [act('receive', 'kk')],
      ),
    ]),
  },
  {
    name: 'a send that has room before two others',
    program: withMain(
      [act('send', 'c2', { value: 3 })],
      [
        act('tryReceive', 'c2'),
        { kind: 'send', on: 'c2', value: 1 },
        act('send', 'c2', { value: 2 }),
        act('close', 'c2'),
      ],
    ),
  },
  {
    name: 'a look at a timer after a shorter plan for what comes before it',
    program: withMain(
      [nest('race', [act('tryReceive', 'u')], [{ kind: 'cond.signal', on: 'qm' }])],
      [{ kind: 'mark' }, act('cond.signal', 'qm'), act('receive', 'u')],
    ),
  },
  {
    name: 'a lock that is waited for by a strand of a process that has ended',
    program: processes(
      [
        act('tryLock', 'w'),
        nest('all', [act('unlock', 'w')], [nest('race', [act('rlock', 'w')], [{ kind: 'lock', on: 'w' }])]),
      ],
      [act('runlock', 'w')],
    ),
  },
  {
    name: 'a reset of a timer that a waiting receive from an earlier ticker held back',
    program: processes(
      [act('sleep', undefined, { value: 20 })],
      [act('timer.reset', 'u', { value: 10 }), act('timer.reset', 'u', { value: 10 })],
      [{ kind: 'receive', on: 'e' }],
    ),
  },
  {
    name: 'a signal whose process goes on to use something, which the woken comes after too',
    program: processes(
      [{ kind: 'lock', on: 'm' }, act('cond.wait', 'qm')],
      [{ kind: 'cond.signal', on: 'qm' }, act('receive', 'kk', { signal: 'kd' })],
    ),
  },
  {
    name: 'a reader that enters after others have begun to leave',
    program: processes(
      [act('lock', 'w')],
      [act('rlock', 'w'), act('runlock', 'w')],
      [act('rlock', 'w'), act('runlock', 'w')],
      [act('rlock', 'w'), act('runlock', 'w')],
    ),
  },
  {
    name: 'a try that reads beside others before a writer announces itself',
    program: withMain(
      [act('rlock', 'w')],
      [act('tryRLock', 'w')],
      [act('unlock', 'w'), act('lock', 'w')],
      [act('tryRLock', 'w')],
    ),
  },
  {
    name: 'a try that loses a race of promises before a close',
    program: processes(
      [nest('race', [act('close', 'd0')], [act('trySend', 'd0', { value: 1 })])],
      [act('trySend', 'c0', { value: 3 }), act('receive', 'd0')],
    ),
  },
  {
    name: 'a join that is cancelled before its process ends in an error',
    program: processes([{ kind: 'receive', on: 'kk', signal: 'kd' }], [act('join', 'P0', { signal: 'kd' })]),
  },
  {
    name: 'a strand that calls while another of its process has finished',
    program: processes([
      nest('fork', [act('length', 'd0'), act('receive', 'd0')]),
      { kind: 'checkpoint' },
      select([{ on: 'd0' }, { on: 'ci', value: 1 }]),
    ]),
  },
  {
    name: 'a timer that is reset before a look at something else',
    program: processes(
      [act('timer.reset', 'u', { value: 10 })],
      [act('sleep', undefined, { value: 20 }), act('timer.stop', 'u')],
      [act('tryReceive', 'c1')],
    ),
  },
  {
    name: 'a read that goes on to arm a timer only where it comes before the write',
    program: processes(
      [act('read', 'x'), nest('if', [], [act('sleep', undefined, { value: 5 })])],
      [act('write', 'x', { value: 1 })],
      [act('timer.stop', 'u')],
    ),
  },
  {
    name: 'a strand that queues behind another only where that has not left by then',
    program: processes(
      [nest('fork', [act('next', 'c2')]), act('length', 'c2'), select([{ on: 'c2' }])],
      [act('close', 'c2')],
    ),
  },
  {
    name: 'a lock that goes on to arm a timer only where it need not queue',
    program: processes(
      [act('tryRLock', 'w')],
      [act('lock', 'w'), act('sleep', undefined, { value: 5 })],
      [act('timer.stop', 'u')],
    ),
  },
];
