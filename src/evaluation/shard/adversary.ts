import {
  type AttackFunction,
  type AttackOptions,
  type AttackResult,
  attackCatalog,
  autoAttack,
  type AutoAttackOptions,
} from '../../attacks/index.js';
import { predicted } from '../../attacks/runner/ask.js';
import { bringToLength } from '../../attacks/runner/budget-l2.js';
import { roundInBox } from '../../attacks/runner/budget.js';
import { lengthOf } from '../../attacks/runner/directions.js';
import { distance, isAdversarial } from '../../attacks/runner/result.js';
import type { FullImage, Image } from '../../core/image.js';
import type { Model } from '../../models/index.js';
import type { MadeFacts } from '../records/record.js';
import { PictureProblem, ShardError } from './errors.js';
import type { ShardAttack } from './shard.js';

/** What a run of an attack tells, besides its picture. */
export type AttackFacts = Pick<
  MadeFacts,
  'success' | 'successAfterRounding' | 'iterations' | 'queries' | 'gradients' | 'zeroGradients'
>;

/** An adversary as a saved picture would be. */
export interface Adversary {
  readonly rounded: FullImage<Uint8Array>;
  readonly facts: AttackFacts;
}

/** What an adversary is made of. */
export interface AttackRequest {
  readonly model: Model;
  /** At the model's size, whole levels. */
  readonly clean: FullImage<Uint8Array>;
  readonly label: number;
  readonly attack: ShardAttack;
  readonly seed: bigint;
  readonly signal: AbortSignal | undefined;
}

/** The method of a plan: one of the catalog, or undefined for AutoAttack. */
function methodOf(method: string): AttackFunction | undefined {
  if (method === 'auto-attack') return undefined;
  const found = attackCatalog.find(({ about }) => about.name === method);
  if (found === undefined) throw new ShardError(`there is no attack ${method}`);
  return found;
}

/** ‖x‖₂ · size: how long a perturbation of a relative L2 is. */
function wantedLength({ data }: Image, size: number): number {
  const length = size * lengthOf(Float32Array.from(data));
  if (length === 0) throw new PictureProblem('a black picture: no perturbation has a size relative to it');
  return length;
}

/**
 * The options that give an attack its size. A relative L2 is an attack's own option where it looks for the nearest
 * adversary; one with a budget gets, for each picture, the ε whose ball reaches as far: ε·√n of L∞.
 */
function sizeOptions({ measure, size, plan }: ShardAttack, method: AttackFunction | undefined, clean: Image): object {
  if (measure === 'natural' || size === null) return {};
  const norms = method?.about.norms ?? (['linf', 'l2'] as const);
  if (measure === 'linf' || measure === 'l2') {
    if (!norms.includes(measure)) throw new ShardError(`${plan?.method} has no size in ${measure}`);
    const norm = plan?.options.norm ?? measure;
    if (norm !== measure) throw new ShardError(`${plan?.method}: a size in ${measure} contradicts the option norm`);
    return { epsilon: size, ...(norms.length > 1 && { norm: measure }) };
  }
  const length = wantedLength(clean, size);
  if (method?.about.kind === 'minimum') return { relativeL2: size };
  return { epsilon: (plan?.options.norm ?? norms[0]) === 'l2' ? length : length / Math.sqrt(clean.data.length) };
}

/** AutoAttack: the worst case after rounding, and what all its members took. */
async function runAutoAttack(model: Model, clean: Image, options: AutoAttackOptions): Promise<AttackResult> {
  const { resultsAfterRounding, members } = await autoAttack(model, [clean], options);
  const total = (count: (result: AttackResult) => number) =>
    members.reduce((sum, { results }) => sum + results.reduce((part, result) => part + count(result), 0), 0);
  return {
    ...resultsAfterRounding[0],
    queries: total(({ queries }) => queries),
    gradients: total(({ gradients }) => gradients),
    zeroGradients: total(({ zeroGradients }) => zeroGradients),
  };
}

/** The adversary of an attack with a budget, its perturbation brought to a length inside of the box, and judged again. */
async function rescaled(
  { model, clean, attack }: AttackRequest,
  result: AttackResult,
): Promise<Pick<AttackResult, 'rounded' | 'success' | 'successAfterRounding' | 'queries'>> {
  const original = Float32Array.from(clean.data);
  const data = result.adversary.data.slice();
  if (distance('l2', original, data) === 0) return result;
  const [low, high] = model.bounds;
  bringToLength(original, data, wantedLength(clean, attack.size!), [low, high]);
  const levels = roundInBox(data, low, high);
  const works = async (samples: Float32Array) => {
    const [logits] = await model.logits([{ ...clean, data: samples }]);
    return isAdversarial(result, predicted(logits, 0));
  };
  return {
    rounded: { ...clean, data: levels },
    success: await works(data),
    successAfterRounding: await works(Float32Array.from(levels)),
    queries: result.queries + 2,
  };
}

/**
 * Attacks one picture: by the plan's options, the label given, at the size of the shard. A picture that the model gets
 * wrong from the start is its own adversary.
 * @throws AttackError or PictureProblem where this picture cannot be attacked, ShardError for an attack that is none
 */
export async function makeAdversary(request: AttackRequest): Promise<Adversary> {
  const { model, clean, label, attack, seed, signal } = request;
  const { method: name, options } = attack.plan!;
  const method = methodOf(name);
  const given = {
    ...options,
    ...sizeOptions(attack, method, clean),
    ...((method?.about.random ?? true) && { seed }),
    labels: [label],
    batchSize: 1,
    ...(signal && { signal }),
  };
  const result = method
    ? (await method(model, [clean], given as AttackOptions))[0]
    : await runAutoAttack(model, clean, given as AutoAttackOptions);
  const byBudget = method?.about.kind !== 'minimum';
  const scaled =
    attack.measure === 'relative-l2' && byBudget && !result.skipped ? await rescaled(request, result) : result;
  const { rounded, success, successAfterRounding, queries } = scaled;
  const { iterations, gradients, zeroGradients } = result;
  return { rounded, facts: { success, successAfterRounding, iterations, queries, gradients, zeroGradients } };
}
