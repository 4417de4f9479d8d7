import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttackPlan, DefensePlan } from '../../src/evaluation/plan/plan.js';
import { sha256Of, shardKey } from '../../src/evaluation/shard/key.js';
import type { ContentStore, ImageRef, ModelRef, ShardAttack, ShardJob } from '../../src/evaluation/shard/shard.js';
import { colourCard, paintPicture, writeColourModel } from './colour-model.js';

/** Files by their content, as a store of a worker finds them. */
export interface TestStore extends ContentStore {
  addImage(id: string, bytes: Uint8Array, label: number): ImageRef;
  addModel(name: string, path: string, card: object): ModelRef;
}

export function testStore(): TestStore {
  const images = new Map<string, Uint8Array>();
  const models = new Map<string, string>();
  return {
    addImage(id, bytes, label) {
      const sha256 = sha256Of(bytes);
      images.set(sha256, bytes);
      return { id, sha256, label };
    },
    addModel(name, path, card) {
      const sha256 = sha256Of(readFileSync(path));
      models.set(sha256, path);
      return { name, sha256, card };
    },
    image: async (sha256) => images.get(sha256),
    model: (sha256) => models.get(sha256),
  };
}

/** Label, middle and border of the pictures: two colours are mixed to that of the label, but for the last. */
const paintings = [
  [5, 'red', 'yellow'],
  [3, 'green', 'cyan'],
  [4, 'blue', 'magenta'],
  [5, 'yellow', 'gray'],
  [4, 'gray', 'red'],
] as const;

/** The colour model, and five painted pictures; the last is one that the model gets wrong. */
export async function colourData(folder: string, store = testStore()) {
  const path = writeColourModel(folder);
  const model = store.addModel('colours', path, { ...colourCard, name: 'colours' });
  const images: ImageRef[] = [];
  for (const [i, [label, middle, border]] of paintings.entries()) {
    const file = join(folder, `picture-${i}.png`);
    // oxlint-disable-next-line no-await-in-loop -- in their order
    await paintPicture(file, middle, border);
    images.push(store.addImage(`picture-${i}.png`, readFileSync(file), label));
  }
  return { store, model, images, path };
}

export const none: DefensePlan = { name: 'none', chain: [], map: 'none', ensemble: 1, vote: 'majority' };

/** The published chain with many deflections for a small picture, steered by the classifier's map. */
export const deflection: DefensePlan = {
  name: 'pd',
  chain: [
    { transform: 'deflect', options: { deflections: 80, window: 4, scale: false } },
    { transform: 'wavelet', options: { sigma: 0.04 } },
  ],
  map: 'r-cam',
  ensemble: 1,
  vote: 'majority',
};

export const cleanAttack: ShardAttack = { name: 'none', knowledge: 'clean', measure: 'none', size: null };

/** An attack at one size, with what is not said as an oblivious L∞ attack has it. */
export function attackOf(plan: Partial<AttackPlan> & { method: string }, rest: Partial<ShardAttack> = {}): ShardAttack {
  const { name = plan.method, knowledge = 'oblivious', measure = 'linf', sizes = [4], options = {} } = plan;
  const whole: AttackPlan = { ...plan, name, knowledge, measure, sizes, options };
  return { name, knowledge, measure, size: sizes[0], plan: whole, ...rest };
}

/** A job with its key. */
export function jobOf(job: Partial<ShardJob> & Pick<ShardJob, 'model' | 'images'>): ShardJob {
  const whole = {
    code: 'test',
    seed: '7',
    repeats: 3,
    attack: cleanAttack,
    defenses: [none, deflection],
    localisation: false,
    ...job,
  };
  return { ...whole, format: 'pixel-deflection shard', schema: 1, key: shardKey(whole), index: job.index ?? 0 };
}
