/** Small programs as data: what the generator makes, the interpreter runs, and the shrinker takes apart. */

/** What an action can do; each is one call of the public API, or a way to run further actions. */
export const kinds = [
  'read', 'write', 'update',
  'load', 'store', 'swap', 'add', 'compareAndSwap', 'plain.read', 'plain.write',
  'lock', 'unlock', 'tryLock', 'rlock', 'runlock', 'tryRLock',
  'group.add', 'group.done', 'group.wait',
  'once',
  'cond.wait', 'cond.signal', 'cond.broadcast',
  'acquire', 'release',
  'send', 'receive', 'next', 'trySend', 'tryReceive', 'close', 'length', 'drain',
  'select', 'choose',
  'sleep', 'after', 'timer.stop', 'timer.reset',
  'cancel', 'deadline', 'child',
  'all', 'race', 'fork', 'call', 'if', 'spawn', 'join', 'throw', 'mark', 'checkpoint',
] as const; // biome-ignore format: one line for each primitive

export type Kind = (typeof kinds)[number];

/** A case of a select: a receive, or a send when it has a value. */
export interface CaseData {
  readonly on: string;
  readonly value?: number;
}

export interface Action {
  readonly kind: Kind;
  /** The object it acts on; its first letter says what it is. */
  readonly on?: string;
  readonly value?: number;
  /** The cancellation whose signal the wait takes. */
  readonly signal?: string;
  /** An error goes into the log; without it, it ends the strand. */
  readonly caught?: boolean;
  readonly cases?: readonly CaseData[];
  readonly otherwise?: boolean;
  /** What runs inside: the strands of `all`, the branches of `if`, the body of `spawn`. */
  readonly parts?: readonly (readonly Action[])[];
}

export interface ProcessData {
  readonly actions: readonly Action[];
  readonly supervised?: boolean;
}

export interface Program {
  /** What main does between spawning the processes and joining them. */
  readonly main: readonly Action[];
  readonly processes: readonly ProcessData[];
  /** Whether main joins the processes it spawned. */
  readonly joins: boolean;
}

/** Every action of a program, those inside others included. */
export function* actionsOf(program: Program): Generator<Action> {
  yield* within(program.main);
  for (const { actions } of program.processes) yield* within(actions);
}

function* within(actions: readonly Action[]): Generator<Action> {
  for (const action of actions) {
    yield action;
    for (const part of action.parts ?? []) yield* within(part);
  }
}

/** The names of the objects a program uses. */
export function objectsOf(program: Program): Set<string> {
  const names = new Set<string>();
  for (const { on, signal, cases } of actionsOf(program)) {
    if (on !== undefined) names.add(on);
    if (signal !== undefined) names.add(signal);
    for (const one of cases ?? []) names.add(one.on);
  }
  return names;
}

/** What a program exercises: the kinds of its actions, and the features that are no kind of their own. */
export function featuresOf(program: Program): Set<string> {
  const features = new Set<string>([...objectsOf(program)].map((name) => `on ${name}`));
  for (const { kind, signal, otherwise, caught, cases } of actionsOf(program)) {
    features.add(kind);
    if (signal !== undefined) features.add('with a signal').add(`${kind} with a signal`);
    if (otherwise === true) features.add('select with otherwise');
    if (caught !== true && kind === 'throw') features.add('uncaught throw');
    if (cases?.some((one) => one.value !== undefined)) features.add('select with a send');
  }
  for (const { supervised } of program.processes) features.add(supervised === true ? 'supervised' : 'unsupervised');
  return features;
}

/** A program on as many lines as it has processes. */
export function programText(program: Program): string {
  const lines = [`main: ${actionsText(program.main)}${program.joins ? '; join all' : ''}`];
  for (const [index, { actions, supervised }] of program.processes.entries()) {
    lines.push(`P${index}${supervised === true ? ' (supervised)' : ''}: ${actionsText(actions)}`);
  }
  return lines.join('\n');
}

function actionsText(actions: readonly Action[]): string {
  return actions.map(actionText).join('; ');
}

function actionText({ kind, on, value, signal, caught, cases, otherwise, parts }: Action): string {
  const words = [kind, on, value, signal === undefined ? undefined : `until ${signal}`];
  if (cases !== undefined) {
    const given = cases.map((one) => (one.value === undefined ? one.on : `${one.on}<-${one.value}`));
    words.push(`{${given.join(', ')}${otherwise === true ? ', otherwise' : ''}}`);
  }
  if (parts !== undefined) words.push(parts.map((part) => `[${actionsText(part)}]`).join(' '));
  return words.filter((word) => word !== undefined).join(' ') + (caught === true ? '' : '!');
}
