import { expect, it } from 'vitest';
import { evenModel, evenPictures } from '../../../test/support/hand-model.js';
import type { Model } from '../../models/model.js';
import { igsm } from '../index.js';
import { logitsOfAll } from './ask.js';
import { cleanPictures } from './inputs.js';

/** A model that gives its logits in the same arrays again and again. */
function thrifty(): Model {
  const model = evenModel();
  const rows: Float32Array[] = [];
  return {
    ...model,
    logits: async (images) => {
      const fresh = await model.logits(images);
      return fresh.map((row, i) => {
        (rows[i] ??= new Float32Array(row.length)).set(row);
        return rows[i];
      });
    },
  };
}

it('keeps the logits of a model that uses its arrays again', async () => {
  const pictures = cleanPictures(evenPictures, evenModel());
  const expected = await logitsOfAll(evenModel(), pictures, { atOnce: 3 });
  expect(await logitsOfAll(thrifty(), pictures, { atOnce: 3 })).toEqual(expected);
  expect(expected).toEqual(await evenModel().logits(pictures));
  const settings = { epsilon: 3, batchSize: 2 };
  expect(await igsm(thrifty(), evenPictures, settings)).toEqual(await igsm(evenModel(), evenPictures, settings));
});
