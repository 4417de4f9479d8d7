import type { Model } from '../../models/model.js';
import { highest } from '../../models/ranking.js';
import { AttackError } from './errors.js';
import type { Picture } from './result.js';
import { doTogether, type Job, type TogetherOptions } from './together.js';

/** The class of the highest logit; of equal ones the first. */
export function predicted(logits: Float32Array, picture: number): number {
  const bad = logits.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new AttackError(picture, `the model gives ${logits[bad]} as its logit of class ${bad}`);
  return highest(logits, 1)[0];
}

/** Asks for the logits of pictures. */
export function* askLogits(images: readonly Picture[]): Job<readonly Float32Array[]> {
  return (yield { kind: 'logits', images }) as readonly Float32Array[];
}

/** The logits of all pictures, [classes] each, as copies: a model may use its arrays again. */
export async function logitsOfAll(
  model: Model,
  pictures: readonly Picture[],
  options: TogetherOptions,
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  await doTogether(
    model,
    pictures.map((picture) => askLogits([picture])),
    options,
    ([logits], i) => (rows[i] = logits.slice()),
  );
  return rows;
}
