import { attackCatalog, type AttackResult, gaussianNoise, uniformNoise } from 'pixel-deflection/attacks';
import { interruptible, type Job } from './job.js';
import type { AttackInput } from './protocol.js';
import { asPicture, classRef, first, scoresOf } from './scores.js';

/** The options of the library's function. */
function optionsOf(input: AttackInput, random: boolean, kind: 'budget' | 'minimum') {
  const { method, epsilon, relativeL2, iterations, target, seed } = input;
  return {
    ...(kind === 'budget' ? { epsilon } : { relativeL2 }),
    // The one whose default is another norm than the size that it is brought to.
    ...(method === 'fab' && { norm: 'l2' as const }),
    ...(iterations !== undefined && (method === 'square' ? { queries: iterations } : { iterations })),
    ...(target !== undefined && { targets: [target] }),
    ...(random && { seed }),
    surviveRounding: true,
  };
}

/** How many steps there will be, where that is known; and what is counted. */
function stepsOf({ method, iterations }: AttackInput): { counted: 'logits' | 'gradient'; total?: number | undefined } {
  if (method === 'fgsm') return { counted: 'gradient', total: 1 };
  if (method === 'square') return { counted: 'logits', total: iterations };
  const fixed = ['igsm', 'mi-fgsm', 'pgd', 'apgd-ce'].includes(method);
  return { counted: 'gradient', total: fixed ? iterations : undefined };
}

/** Looks for an adversary of one picture. */
export const attack: Job<'attack'> = async (input, { classifier, memory, signal, progress }) => {
  const run = attackCatalog.find(({ about }) => about.name === input.method);
  if (run === undefined) throw new Error(`There is no attack ${input.method}.`);
  const { counted, total } = stepsOf(input);
  let done = 0;
  const counting = interruptible(classifier, signal, (kind, pictures) => {
    if (kind === counted)
      progress({ done: total === undefined ? (done += pictures) : Math.min(total, (done += pictures)), total });
  });
  const model = input.method === 'fgsm' ? memory.around(counting, input.image) : counting;
  const options = optionsOf(input, run.about.random, run.about.kind);
  const [result]: AttackResult[] = await run(model, [input.image], { ...options, signal });
  const adversary = asPicture(result.rounded);
  const scores = await scoresOf(classifier, adversary);
  const others = scores.probabilities.slice();
  others[result.label] = -1;
  const { method } = input;
  const { iterations, gradients, queries, zeroGradients } = result;
  return {
    method,
    adversary,
    scores,
    label: classRef(classifier, result.label),
    prediction: classRef(classifier, result.predictionAfterRounding),
    rival: classRef(classifier, first(others)),
    target: result.target === undefined ? undefined : classRef(classifier, result.target),
    success: result.successAfterRounding,
    distances: result.distancesAfterRounding,
    iterations,
    gradients,
    queries,
    zeroGradients,
  };
};

/** Adds as much noise to a picture. */
export const noise: Job<'noise'> = async ({ image, norm, size, seed }, { classifier, signal }) => {
  const run = norm === 'l2' ? gaussianNoise : uniformNoise;
  const [result] = await run(classifier, [image], { norm, epsilon: size, seed, signal });
  const noisy = asPicture(result.rounded);
  return { noisy, scores: await scoresOf(classifier, noisy), distances: result.distancesAfterRounding };
};
