/** Takes a program apart as long as something stays true of it. */
import type { Action, Program } from './program.ts';

/** A smallest program, by steps of one removal, that still `holds`. */
export async function shrink(program: Program, holds: (smaller: Program) => Promise<boolean>): Promise<Program> {
  let current = program;
  for (;;) {
    let found: Program | undefined;
    for (const smaller of smallerPrograms(current)) {
      if (!(await holds(smaller))) continue;
      found = smaller;
      break;
    }
    if (found === undefined) return current;
    current = found;
  }
}

function* smallerPrograms(program: Program): Generator<Program> {
  const { main, processes, joins } = program;
  for (const [index] of processes.entries()) {
    if (processes.length > 1) yield { ...program, processes: processes.filter((_, other) => other !== index) };
  }
  for (const actions of smallerActions(main)) yield { ...program, main: actions };
  for (const [index, one] of processes.entries()) {
    const replaced = (next: (typeof processes)[number]): Program => ({
      ...program,
      processes: processes.with(index, next),
    });
    for (const actions of smallerActions(one.actions)) yield replaced({ ...one, actions });
    if (one.supervised === true) yield replaced({ actions: one.actions });
  }
  if (joins) yield { ...program, joins: false };
}

function* smallerActions(actions: readonly Action[]): Generator<Action[]> {
  for (const [index, action] of actions.entries()) {
    const put = (...replacement: readonly Action[]): Action[] => [
      ...actions.slice(0, index),
      ...replacement,
      ...actions.slice(index + 1),
    ];
    yield put();
    for (const part of action.parts ?? []) yield put(...part);
    for (const smaller of smallerAction(action)) yield put(smaller);
  }
}

function* smallerAction(action: Action): Generator<Action> {
  const { signal, cases = [], parts = [], ...rest } = action;
  if (signal !== undefined) yield omitSignal(action);
  if (cases.length > 1) {
    for (const [index] of cases.entries()) yield { ...action, cases: cases.filter((_, other) => other !== index) };
  }
  if (action.kind === 'update') yield { ...rest, kind: 'write', value: 1 };
  for (const [index, part] of parts.entries()) {
    for (const smaller of smallerActions(part)) yield { ...action, parts: parts.with(index, smaller) };
  }
}

function omitSignal(action: Action): Action {
  const { signal, ...rest } = action;
  return signal === undefined ? action : rest;
}
