import { outOfRange } from '../../core/checks.js';
import type { Image } from '../../core/image.js';
import type { Model } from '../../models/model.js';
import { logitsOfAll, predicted } from './ask.js';
import { attempt } from './attempt.js';
import { classesOf, cleanPictures } from './inputs.js';
import type { ResolvedOptions } from './options.js';
import type { Plan, Task } from './plan.js';
import type { AttackResult } from './result.js';
import { doTogether } from './together.js';

/** What is to be done for each picture. */
async function tasksOf(model: Model, images: readonly Image[], options: ResolvedOptions): Promise<Task[]> {
  const pictures = cleanPictures(images, model);
  const labels = classesOf(options.labels, 'labels', pictures.length, model.classes);
  const targets = classesOf(options.targets, 'targets', pictures.length, model.classes);
  const checkTarget = (i: number, label: number) => {
    if (targets?.[i] === label) throw outOfRange('a class other than the label', `targets[${i}]`, label);
  };
  labels?.forEach((label, i) => checkTarget(i, label));
  const rows = await logitsOfAll(model, pictures, { atOnce: options.batchSize, signal: options.signal });
  return pictures.map((clean, picture) => {
    const prediction = predicted(rows[picture], picture);
    const label = labels?.[picture] ?? prediction;
    checkTarget(picture, label);
    return { picture, clean, logits: rows[picture], prediction, label, target: targets?.[picture] };
  });
}

/** All that is to be done; an attempt takes memory only when its turn has come. */
function* attempts(plan: Plan, tasks: readonly Task[]) {
  const { epsilons } = plan.options;
  for (const group of plan.keep === 'nearest' ? [epsilons] : epsilons.map((epsilon) => [epsilon])) {
    for (const task of tasks) yield attempt(plan, task, group);
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
export async function runAttack(plan: Plan, model: Model, images: readonly Image[]): Promise<AttackResult[][]> {
  const { epsilons, batchSize, signal, onProgress } = plan.options;
  const tasks = await tasksOf(model, images, plan.options);
  const results: AttackResult[][] = epsilons.map(() => []);
  const total = epsilons.length * tasks.length;
  let done = 0;
  await doTogether(model, attempts(plan, tasks), { atOnce: batchSize, signal }, (found, place) => {
    found.forEach((result, i) => {
      results[found.length > 1 ? i : Math.floor(place / tasks.length)][result.picture] = result;
      done++;
      onProgress?.({ done, total, result });
    });
  });
  return results;
}
