import type { Model } from '../../models/model.js';
import { logitsOfAll } from '../runner/ask.js';
import type { AttackResult, Picture } from '../runner/result.js';
import { doTogether, type Job } from '../runner/together.js';
import type { Slope } from '../runner/steps.js';

/** A reason to doubt what an evaluation says. */
export interface Flag {
  /**
   * - `'random-outputs'`: five runs on the same pictures differ
   * - `'probability-outputs'`: what should be logits are probabilities
   * - `'zero-gradients'`: the cross-entropy has none somewhere
   * - `'square-finds-more'`: Square fools pictures that the attacks with gradients do not
   * - `'inference-time-optimization'`: signs that the model adapts to what it is shown: `logits` calls `inputGradient`
   *   through `this`, depends on the batch, differs from the logits beside gradients, or has changed after the attacks. An
   *   optimization by other means that gives the same answer each time cannot be seen
   */
  readonly kind: FlagKind;
  /** What was seen and what to do about it, in plain sentences. */
  readonly message: string;
}

export const flagKinds = [
  'random-outputs',
  'probability-outputs',
  'zero-gradients',
  'square-finds-more',
  'inference-time-optimization',
] as const;
export type FlagKind = (typeof flagKinds)[number];

/** Runs that are compared, and how far logits of length 1 may differ: `check_randomized` of the published code. */
const runs = 5;
const sameLogits = 1e-4;

/** How near to probabilities outputs may be: `check_range_output`. */
const sameSum = 1e-5;

/** By what part of the pictures Square must do better: `check_square_sr`. */
const squareGain = 0.002;

/** What a model answered before the attacks. */
export interface Observed {
  readonly pictures: readonly Picture[];
  readonly random: boolean;
  /** Logits of the pictures, [classes] each. */
  readonly logits: readonly Float32Array[];
  /** Signs that it adapts to what it is shown. */
  readonly signs: readonly string[];
}

const show = (part: number, whole: number) => `${part} of ${whole} ${whole === 1 ? 'picture' : 'pictures'}`;

/** Whether logits differ in more than rounding: the distance of both at length 1. */
function differ(a: Float32Array, b: Float32Array): boolean {
  const [lengthA, lengthB] = [a, b].map((row) => Math.hypot(...row) + 1e-10);
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i] / lengthA - b[i] / lengthB) ** 2;
  return Math.sqrt(squares) > sameLogits;
}

const anyDiffers = (a: readonly Float32Array[], b: readonly Float32Array[]) => a.some((row, i) => differ(row, b[i]));

function* askBesideGradient(picture: Picture, classes: number): Job<Float32Array> {
  const losses = [{ cotangent: new Float32Array(classes).fill(1) }];
  return ((yield { kind: 'gradients', at: picture, losses }) as readonly Slope[])[0].logits;
}

/** The logits of pictures, from one call of the model. */
function logitsOf(model: Model, pictures: readonly Picture[], signal: AbortSignal | undefined) {
  return logitsOfAll(model, pictures, { atOnce: pictures.length, signal });
}

/** The logits of pictures as they come with gradients, from one call of the model. */
async function logitsBesideGradients(model: Model, pictures: readonly Picture[], signal: AbortSignal | undefined) {
  const rows: Float32Array[] = [];
  await doTogether(
    model,
    pictures.map((picture) => askBesideGradient(picture, model.classes)),
    { atOnce: pictures.length, signal },
    (row, i) => (rows[i] = row),
  );
  return rows;
}

/** Whether `logits` calls the model's own `inputGradient`: seen where it does so through `this`. */
async function takesGradients(model: Model, picture: Picture): Promise<boolean> {
  let taken = false;
  const watched: Model = Object.create(model, {
    inputGradient: {
      value: (...given: Parameters<Model['inputGradient']>) => {
        taken = true;
        return model.inputGradient(...given);
      },
    },
  }) as Model;
  try {
    await watched.logits([picture]);
  } catch {
    // A class with private members refuses to run on a stand-in: then this cannot be seen.
    return false;
  }
  return taken;
}

/** Asks a model about clean pictures before it is attacked. @param pictures one batch, at least one */
export async function observe(model: Model, pictures: readonly Picture[], signal?: AbortSignal): Promise<Observed> {
  const logits = await logitsOf(model, pictures, signal);
  let random = false;
  for (let n = 1; n < runs; n++) {
    // oxlint-disable-next-line no-await-in-loop -- one run after the other
    if (anyDiffers(logits, await logitsOf(model, pictures, signal))) random = true;
  }
  const signs: string[] = [];
  if (await takesGradients(model, pictures[0])) signs.push('its logits take gradients of their own');
  // For the others the model must be one that answers the same twice.
  if (!random) {
    const alone = await logitsOf(model, pictures.slice(0, 1), signal);
    if (differ(alone[0], logits[0])) signs.push('what it says of a picture depends on the others of the batch');
    const beside = await logitsBesideGradients(model, pictures, signal);
    if (anyDiffers(beside, logits)) signs.push('the logits beside its gradients are not those of logits()');
  }
  return { pictures, random, logits, signs };
}

function randomFlag({ random, pictures }: Observed): Flag[] {
  if (!random) return [];
  const message =
    `${runs} runs on the same ${pictures.length === 1 ? 'picture' : `${pictures.length} pictures`} gave different ` +
    `logits. Attacks that trust one answer understate what can be done to such a model: use version 'rand', which ` +
    `averages gradients over draws.`;
  return [{ kind: 'random-outputs', message }];
}

function probabilityFlag({ logits }: Observed): Flag[] {
  const are = logits.every((row) => {
    let sum = 0;
    for (const value of row) sum += value;
    return row.every((value) => value > -sameSum && value < 1 + sameSum) && Math.abs(sum - 1) < sameSum;
  });
  if (!are) return [];
  const message =
    'The outputs lie in [0,1] and add up to 1: probabilities, not logits. Gradients through a softmax vanish where the ' +
    'model is sure, so that attacks fail for no merit of the model: give the attack what stands before the softmax.';
  return [{ kind: 'probability-outputs', message }];
}

function zeroFlag(crossEntropy: readonly AttackResult[]): Flag[] {
  const tried = crossEntropy.filter(({ skipped }) => !skipped);
  const without = tried.filter(({ zeroGradients }) => zeroGradients > 0).length;
  if (without === 0) return [];
  const message =
    `The gradient of the cross-entropy was zero everywhere at some step for ${show(without, tried.length)}. Attacks ` +
    `have nothing to follow there. Logits of a large scale or a part that passes no gradient (rounding, a threshold) do ` +
    `this: look at a loss of margins (apgd-dlr), BPDA and Square.`;
  return [{ kind: 'zero-gradients', message }];
}

function squareFlag(more: number, pictures: number): Flag[] {
  if (more / pictures <= squareGain) return [];
  const message =
    `Square, which needs no gradient, fooled ${show(more, pictures)} that the attacks with gradients left. The ` +
    `gradients may mislead: give Square more queries, and attack the model with its defense in mind.`;
  return [{ kind: 'square-finds-more', message }];
}

function dynamicFlag(signs: readonly string[]): Flag[] {
  if (signs.length === 0) return [];
  const message =
    `The model seems to adapt to what it is shown: ${signs.join('; ')}. Attacks on a fixed function say little about ` +
    `such a defense: it needs one made for it.`;
  return [{ kind: 'inference-time-optimization', message }];
}

/** What the attacks have shown. */
export interface Outcome {
  /** Results of the cross-entropy attack. */
  readonly crossEntropy: readonly AttackResult[];
  /** Pictures that Square alone fooled. */
  readonly bySquareOnly: number;
  /** Pictures in all. */
  readonly pictures: number;
  readonly version: 'standard' | 'rand';
}

/**
 * The flags of an evaluation, from what was seen before the attacks and of their results; the model is asked once more,
 * whether it still says the same.
 */
export async function raiseFlags(
  model: Model,
  before: Observed,
  { crossEntropy, bySquareOnly, pictures, version }: Outcome,
  signal?: AbortSignal,
): Promise<Flag[]> {
  const signs = [...before.signs];
  if (!before.random && anyDiffers(await logitsOf(model, before.pictures, signal), before.logits)) {
    signs.push('after the attacks it says something else of the same clean pictures');
  }
  return [
    ...(version === 'standard' ? randomFlag(before) : []),
    ...probabilityFlag(before),
    ...zeroFlag(crossEntropy),
    ...squareFlag(bySquareOnly, pictures),
    ...dynamicFlag(signs),
  ];
}
