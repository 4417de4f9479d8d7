import { outOfRange } from '../core/checks.js';
import type { Image } from '../core/image.js';
import type { Model } from '../models/model.js';
import { attempt, predicted, type Task } from './attempt.js';
import { linfBudget } from './budget.js';
import { checkModel, classesOf, cleanPictures } from './inputs.js';
import type { ResolvedOptions } from './options.js';
import type { AttackResult, Picture } from './result.js';
import type { Attack } from './steps.js';
import { doTogether, type Job } from './together.js';

/** What the model names for a clean picture. */
function* nameOf(image: Picture, picture: number): Job<number> {
  return predicted(yield { kind: 'logits', image }, picture);
}

/** What is to be done for each picture. */
async function tasksOf(model: Model, images: readonly Image[], options: ResolvedOptions): Promise<Task[]> {
  const pictures = cleanPictures(images, model);
  const labels = classesOf(options.labels, 'labels', pictures.length, model.classes);
  const targets = classesOf(options.targets, 'targets', pictures.length, model.classes);
  const checkTarget = (i: number, label: number) => {
    if (targets?.[i] === label) throw outOfRange('a class other than the label', `targets[${i}]`, label);
  };
  labels?.forEach((label, i) => checkTarget(i, label));
  const predictions: number[] = [];
  await doTogether(
    model,
    pictures.map((clean, i) => nameOf(clean, i)),
    { atOnce: options.batchSize, signal: options.signal },
    (prediction, i) => (predictions[i] = prediction),
  );
  return pictures.map((clean, picture) => {
    const prediction = predictions[picture];
    const label = labels?.[picture] ?? prediction;
    checkTarget(picture, label);
    return { picture, clean, prediction, label, target: targets?.[picture] };
  });
}

/** All that is to be done; an attempt takes memory only when its turn has come. */
function* attempts(attack: Attack, tasks: readonly Task[], model: Model, options: ResolvedOptions) {
  const { epsilons, surviveRounding, earlyStop } = options;
  for (const epsilon of epsilons) {
    for (const task of tasks) {
      const budget = linfBudget(task.clean, epsilon, model.bounds);
      yield attempt(attack, task, budget, { epsilon, surviveRounding, earlyStop });
    }
  }
}

/**
 * Runs an attack on pictures: asks the model for their classes, takes the attack's steps for every picture and every ε,
 * and judges what comes out.
 * @param images RGB pictures at the model's size; they are copied
 * @returns for each ε, in the order of `options.epsilons`, the results in the order of the pictures
 * @throws TypeError or RangeError for a wrong argument, before any step; `AttackError` where logits or gradients are
 *   not finite; the reason of an aborted signal
 */
export async function runAttack(
  attack: Attack,
  model: Model,
  images: readonly Image[],
  options: ResolvedOptions,
): Promise<AttackResult[][]> {
  checkModel(model);
  const tasks = await tasksOf(model, images, options);
  const { epsilons, batchSize, signal, onProgress } = options;
  const results: AttackResult[][] = epsilons.map(() => []);
  const total = epsilons.length * tasks.length;
  let done = 0;
  await doTogether(model, attempts(attack, tasks, model, options), { atOnce: batchSize, signal }, (result, place) => {
    results[Math.floor(place / tasks.length)][result.picture] = result;
    done++;
    onProgress?.({ done, total, result });
  });
  return results;
}
