import { describe, expect, it } from 'vitest';
import {
  evenFunction,
  evenModel,
  evenPictures,
  evenSize,
  handModel,
  handPicture,
} from '../../../test/support/hand-model.js';
import type { Model } from '../../models/model.js';
import { AttackError, igsm } from '../index.js';

const { width, height } = evenSize;

describe('what is wrong with a model or a picture', () => {
  it('is said: logits that are not numbers', async () => {
    const f = { ...evenFunction(), logits: () => [0, 0, NaN, 0] };
    const error = await igsm(handModel(width, height, f), evenPictures).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AttackError);
    expect(error).toMatchObject({ picture: 0, message: 'picture 0: the model gives NaN as its logit of class 2' });
  });

  it('is said: pictures that the model does not take', async () => {
    const model = evenModel();
    const data = evenPictures[0].data.slice();
    data[7] = 255.5;
    const wrong: [unknown, string][] = [
      [evenPictures[0], 'Expected an array of images for images but received an object'],
      [
        [evenPictures[0], { ...evenPictures[0], width: 4, height: 5 }],
        'Expected a picture of 5 × 4 × 3, the model\'s size, for images[1] but received "4 × 5 × 3"',
      ],
      [[{ width, height, channels: 1, data: new Uint8Array(20) }], 'for images[0] but received "5 × 4 × 1"'],
      [[{ ...evenPictures[0], data }], 'Expected samples from 0 to 255 for images[0].data[7] but received 255.5'],
      [[{ width: 5 }], 'for images[0].height but received undefined'],
    ];
    await Promise.all(
      wrong.map(([images, message]) => expect(igsm(model, images as typeof evenPictures)).rejects.toThrow(message)),
    );
    expect(model.seen.queries).toBe(0);
  });

  it('is said: models that are none', async () => {
    const model = evenModel();
    const wrong: [object | null, string][] = [
      [null, 'Expected a model for model but received null'],
      [{ ...model, width: 0 }, 'Expected an integer of at least 1 for model.width but received 0'],
      [{ ...model, classes: 1 }, 'Expected an integer of at least 2 for model.classes but received 1'],
      [{ ...model, inputGradient: undefined }, 'Expected a function for model.inputGradient but received undefined'],
      [{ ...model, bounds: [0, 256] }, 'for model.bounds but received "0, 256"'],
      [{ ...model, bounds: 255 }, 'Expected [lowest, highest] for model.bounds but received 255'],
      [{ ...model, logits: async () => [] }, 'Expected one array per picture (1) for the logits that the model gives'],
      [
        { ...model, logits: async () => [[1, 2, 3, 4]] },
        'Expected a Float32Array of 4 per picture for the logits that',
      ],
      [
        { ...model, inputGradient: async () => ({ gradients: [new Float32Array(4)] }) },
        'Expected a Float32Array of 60 per picture for the gradients that the model gives but received Float32Array of 4',
      ],
      [{ ...model, inputGradient: async () => undefined }, 'Expected one array per picture (1) for the gradients'],
    ];
    await Promise.all(
      wrong.map(([each, message]) => expect(igsm(each as Model, [evenPictures[0]])).rejects.toThrow(message)),
    );
  });

  it('leaves an error of the model as it is', async () => {
    const error = new Error('out of memory');
    const model = { ...evenModel(), inputGradient: () => Promise.reject(error) };
    await expect(igsm(model, evenPictures)).rejects.toBe(error);
  });
});

describe('bounds of the model', () => {
  it('are the box', async () => {
    const model = evenModel([80, 175]);
    const results = await igsm(model, evenPictures, { epsilon: 60, step: 20 });
    const low = results.map(({ adversary }) => Math.min(...adversary.data));
    const high = results.map(({ rounded }) => Math.max(...rounded.data));
    expect(new Set([...low, ...high])).toEqual(new Set([80, 175]));
    await expect(igsm(model, [handPicture(width, height, 1)])).rejects.toThrow('Expected samples from 80 to 175');
  });
});
