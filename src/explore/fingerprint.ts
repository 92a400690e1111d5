/**
 * Fingerprints of executions, to ask of two of them: are they the same Mazurkiewicz trace, and did the program see the
 * same? Equal structure with different content means that something other than operations passed between processes.
 *
 * A step's structure is what it was and the structures of the steps it directly depends on, so it does not depend on the
 * order in which independent steps happened. Starts of processes are left out: some searches make them steps of their own.
 */

import { covers } from '../causality/vector-time.ts';
import { canonical, tag } from '../trace/value.ts';
import type { Step } from './step.ts';
import type { Pending } from './transition.ts';

export interface Fingerprint {
  readonly structure: string;
  readonly content: string;
}

interface Known {
  readonly step: Step;
  readonly hash: number;
  /** The steps it directly depends on, by index; for a start, what stands for it. */
  readonly before: readonly number[];
}

/** Collects the steps of one execution at a time; steps that are repeated need not be added again. */
export class Fingerprinter {
  #known: Known[] = [];
  #contents: number[] = [];
  /** Calls after a step that waited for others too: whichever comes last makes them, so that they belong to none. */
  #joined: number[] = [];
  /** Where each chain's step at a position is. */
  readonly #indices: number[][] = [];

  /** Takes in the step at `index`, and forgets what was known from there on. */
  add(index: number, step: Step): void {
    this.#known.length = index;
    this.#contents.length = index;
    this.#joined.length = index;
    const before = this.#directlyBefore(index, step);
    const { chain, position } = step.time;
    this.#indices[chain] ??= [];
    (this.#indices[chain] as number[])[position] = index;
    const { identity, alternative, partner, partnerAlternative } = step.transition;
    let hash = mix(identity, alternative, partner, partnerAlternative, textHash(step.kind), step.object.id);
    for (const h of before.map((at) => (this.#known[at] as Known).hash).sort((a, b) => a - b)) hash = mix(hash, h);
    this.#known.push({ step, hash, before });
    this.#contents.push(step.kind === 'start' ? 0 : mix(hash, contentHash(step)));
    this.#joined.push(joinedHash(step));
  }

  /** The fingerprint of the execution, which has ended. */
  finish(outcome: string): Fingerprint {
    let structure = 0n;
    let content = BigInt(textHash(outcome));
    for (const [at, { hash, step }] of this.#known.entries()) {
      if (step.kind === 'start') continue;
      structure = BigInt.asUintN(64, structure + BigInt(hash) * BigInt(mix(hash, 7)));
      const own = this.#contents[at] as number;
      content = BigInt.asUintN(64, content + BigInt(own) * BigInt(mix(own, 11)) + BigInt(this.#joined[at] as number));
    }
    return { structure: structure.toString(36), content: content.toString(36) };
  }

  #directlyBefore(index: number, step: Step): number[] {
    const candidates = new Set<number>();
    for (const [chain, position] of step.time.trace.entries()) {
      const at = this.#indices[chain]?.[chain === step.time.chain ? position - 1 : position];
      if (at === undefined || at >= index) continue;
      const known = this.#known[at] as Known;
      if (known.step.kind === 'start') for (const stand of known.before) candidates.add(stand);
      else candidates.add(at);
    }
    // Later ones first: what comes before any of them comes before one that is kept, and few are.
    const kept: number[] = [];
    for (const at of [...candidates].sort((a, b) => b - a)) {
      if (!kept.some((later) => this.#isBefore(at, later))) kept.push(at);
    }
    return kept;
  }

  #isBefore(a: number, b: number): boolean {
    const { time } = (this.#known[a] as Known).step;
    return ((this.#known[b] as Known).step.time.trace[time.chain] ?? 0) >= time.position;
  }
}

function contentHash(step: Step): number {
  let hash = 0;
  for (const { pending, threw, value } of step.completed) {
    hash = mix(hash, pending.identity, threw ? 1 : 0, valueHash(value), argumentHash(pending.operation.argument));
  }
  for (const pending of step.called) {
    // What a process calls in its first step belongs to that step, wherever it happened.
    if (!isContinued(step, pending) || isJoined(step, pending)) continue;
    hash = mix(hash, callHash(pending));
  }
  return hash;
}

/** The calls of a step that came after more than the step did, in no order. */
function joinedHash(step: Step): number {
  let sum = 0;
  for (const pending of step.called)
    if (isContinued(step, pending) && isJoined(step, pending)) sum += mix(callHash(pending), 13);
  return sum;
}

function isContinued({ completed }: Step, { process }: Pending): boolean {
  return completed.some(({ pending }) => pending.process === process);
}

function isJoined({ time }: Step, { past }: Pending): boolean {
  return !covers(time, past);
}

function callHash({ identity, operation }: Pending): number {
  return mix(identity, textHash(operation.kind), operation.object.id);
}

/** Arguments the program wrote; what the driver keeps beside them (cases, timers) is told apart by results. */
function argumentHash(argument: unknown): number {
  if (typeof argument !== 'object' || argument === null) return valueHash(argument);
  if ('cases' in argument) {
    let hash = 0;
    for (const one of (argument as { cases: readonly { value: unknown }[] }).cases)
      hash = mix(hash, valueHash(one.value));
    return hash;
  }
  return Array.isArray(argument) ? valueHash(argument) : 0;
}

function valueHash(value: unknown): number {
  if (value === undefined) return 1;
  if (typeof value === 'number' && Number.isInteger(value)) return mix(2, value | 0, Math.floor(value / 2 ** 32));
  if (typeof value === 'boolean') return value ? 3 : 4;
  return textHash(canonical(tag(value)));
}

function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function mix(...values: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const value of values) {
    hash = Math.imul(hash ^ value, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}
