import { describe, expect, it } from 'vitest';
import {
  evenFunction,
  evenPictures,
  evenSize,
  handModel,
  linear,
  randomWeights,
} from '../../../test/support/hand-model.js';
import { AttackError, igsm } from '../index.js';

const { width, height } = evenSize;
const samples = width * height * 3;

describe('gradients', () => {
  it('that are zero are counted, and no success', async () => {
    const flat = handModel(width, height, {
      ...evenFunction(),
      pull: (x) => Array.from(x, () => 0),
    });
    const [result] = await igsm(flat, [evenPictures[0]], { surviveRounding: true, earlyStop: true });
    expect(result).toMatchObject({ success: false, successAfterRounding: false, gradients: 10, zeroGradients: 10 });
    expect(result.adversary.data).toEqual(evenPictures[0].data);
  });

  it('of a saturated cross-entropy are zero', async () => {
    const two = randomWeights(2, samples, 3, 1e-3);
    const [saturated, sound] = await Promise.all(
      [500, 20].map((lead) => igsm(handModel(width, height, linear(two, [lead, 0])), [evenPictures[0]])),
    );
    expect(saturated[0]).toMatchObject({ success: false, zeroGradients: 10 });
    expect(sound[0]).toMatchObject({ success: false, zeroGradients: 0 });
  });

  it('that are not numbers are reported with picture, place and step', async () => {
    const f = evenFunction();
    const broken = {
      ...f,
      pull: (x: Float32Array, c: Float32Array) => f.pull(x, c).map((v, i) => (i === 34 ? v / 0 : v)),
    };
    const error = await igsm(handModel(width, height, broken), evenPictures.slice(0, 3)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AttackError);
    expect((error as AttackError).message).toMatch(
      /^picture 0: the model's gradient is -?Infinity at x 1, y 2, channel 1, in step 1$/,
    );
    let calls = 0;
    const later = {
      ...f,
      pull: (x: Float32Array, c: Float32Array) => f.pull(x, c).map((v) => (++calls > 4 * samples + 5 ? NaN : v)),
    };
    await expect(igsm(handModel(width, height, later), evenPictures.slice(0, 3))).rejects.toThrow(
      "picture 1: the model's gradient is NaN at x 1, y 0, channel 2, in step 2",
    );
  });
});
