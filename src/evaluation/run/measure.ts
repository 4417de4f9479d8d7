import { join } from 'node:path';
import { oneLine } from '../../core/one-line.js';
import { readImage } from '../../io/index.js';
import type { Classifier } from '../../models/index.js';
import { type ModelTimings, measureTimings, type TimedWork } from '../plan/estimate.js';
import type { Plan } from '../plan/plan.js';
import { planSize } from '../plan/size.js';
import { defendedBy } from '../shard/defended.js';
import { samplePatches } from '../shard/patches.js';
import { assets } from './assets.js';
import { RunError } from './errors.js';

const samplePicture = join(assets, 'samples', 'n07749582_lemon.png');

/** Runs something of a model; what is wrong with it is said of the model. */
async function about<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new RunError(oneLine(`${what}: ${(error as Error).message}`), { cause: error });
  }
}

/**
 * Runs a model, its gradient where attacks take one, and each defense once or a few times on a sample picture: how long that
 * takes is what the time of the run is estimated from, and what cannot work at all is known before anything runs.
 *
 * @param name of the model in the plan
 * @throws RunError that names the model, and the defense
 */
export async function measureModel(plan: Plan, name: string, classifier: Classifier): Promise<ModelTimings> {
  const { width, height, classes } = classifier;
  // Which work there is depends little on sizes, and what this model is asked not on those of the others.
  const facts = Object.fromEntries(plan.models.map((model) => [model.name, { width, height, classes }]));
  const size = planSize(plan, 1, facts);
  const image = classifier.prepare((await readImage(samplePicture)).image);
  const quilts = plan.defenses.some(({ chain }) => chain.some(({ transform }) => transform === 'quilt'));
  const patches = quilts ? await samplePatches() : undefined;
  const own = { ...size, work: size.work.filter(({ model }) => model === name) };
  const cotangent = new Float32Array(classes).fill(1);
  const work: TimedWork = {
    forward: () => about(`model ${name}`, () => classifier.logits([image])),
    gradient: () => about(`model ${name}: its gradient`, () => classifier.inputGradient([image], [cotangent])),
    decide: (_, defense) =>
      about(`model ${name}, defense ${defense.name}`, () =>
        defendedBy(classifier, defense, 0, patches).classify(image, { top: 1 }),
      ),
  };
  // The first call of a kind makes what it needs, such as the graph of the gradient: no part of the time of the others.
  await measureTimings(plan, own, work, { atMost: 0 });
  return (await measureTimings(plan, own, work))[name];
}
