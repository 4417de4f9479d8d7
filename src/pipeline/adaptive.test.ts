import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smoothClassifier, smoothPicture, smoothSide } from '../../test/support/smooth-classifier.js';
import type { FullImage } from '../core/image.js';
import { defend } from '../defenses/defend.js';
import { holdThresholds } from '../defenses/wavelet/denoise.js';
import { denoiseWaveletVjp } from '../defenses/wavelet/vjp.js';
import { type Classifier, crossEntropy, type LossGradient } from '../models/index.js';
import type { AdaptiveOptions } from './adaptive.js';
import { type DefendedOptions, defendedClassifier } from './defended-classifier.js';
import { fingerprint } from '../core/fingerprint.js';

type Picture = FullImage<Float32Array>;

let classifier: Classifier;
beforeAll(async () => {
  classifier = await smoothClassifier();
});
afterAll(() => classifier.dispose());

const cotangent = Float32Array.of(1, -0.5, 0.25, 0, -1, 0.5);
/** Some loss that is no cross-entropy: half the squared length of the logits, more for later pictures. */
const squares: LossGradient = (logits, index) => logits.map((value) => value * (index + 1));

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** ‖a - b‖ / ‖b‖. */
function apart(a: Float32Array, b: Float32Array): number {
  const difference = a.map((value, i) => value - b[i]);
  return Math.sqrt(dot(difference, difference) / dot(b, b));
}

function mean(all: readonly Float32Array[]): Float32Array {
  return all[0].map((_, i) => all.reduce((sum, each) => sum + each[i] / all.length, 0));
}

/** The gradient of one draw, step by step: deflection, wavelets, network, and back. */
async function gradientOfDraw(image: Picture, settings: object, seed: number, draw: number, loss: LossGradient) {
  const stream = `${fingerprint(image)}/${draw}`;
  const { data } = defend(image, { ...settings, denoiser: 'none', denoiserOptions: {}, seed, stream });
  const deflected: Picture = { ...image, data };
  const shown = defend(image, { ...settings, seed, stream });
  const { gradients } = await classifier.inputGradient([shown], loss);
  return denoiseWaveletVjp(deflected, { ...image, data: gradients[0] }, {}).data;
}

describe('the gradient through the defense', () => {
  it('is the derivative of the held wavelets and the network where nothing is deflected', async () => {
    const image = smoothPicture(1);
    const held = holdThresholds(image, { levels: 1, sigma: 0.08 });
    const denoiserOptions = { levels: 1, sigma: 0.08, held };
    const defended = defendedClassifier(classifier, { map: 'none', deflections: 0, denoiserOptions });
    const value = async (at: Picture) => dot((await classifier.logits(await defended.draws(at)))[0], cotangent);
    const [gradient] = (await defended.inputGradient([image], [cotangent])).gradients;
    const identity = defended.adaptive({ draws: 1, wavelet: 'identity' });
    const [passed] = (await identity.inputGradient([image], [cotangent])).gradients;
    const direction = passed.map(Math.sign);
    const moved = (step: number): Picture => ({ ...image, data: image.data.map((v, i) => v + step * direction[i]) });
    const difference = (await value(moved(0.5))) - (await value(moved(-0.5)));
    expect(dot(gradient, direction) / difference).toBeCloseTo(1, 2);
    // What the wavelets take away is no part of it: without their derivative the slope is another.
    expect(Math.abs(dot(passed, direction) / difference - 1)).toBeGreaterThan(0.1);
  });

  it("by the identity is the classifier's own at the defended picture", async () => {
    const image = smoothPicture(2);
    const defended = defendedClassifier(classifier, { map: 'none', deflections: 0, seed: 1 });
    const model = defended.adaptive({ draws: 3, wavelet: 'identity' });
    const [shown] = await defended.draws(image);
    const expected = await classifier.inputGradient([shown], crossEntropy([2]));
    const found = await model.inputGradient([image], crossEntropy([2]));
    expect(apart(found.gradients[0], expected.gradients[0])).toBeLessThan(1e-6);
  });

  it.each([
    ['a cross-entropy', crossEntropy([1, 4]), (i: number) => crossEntropy([[1, 4][i]])],
    [
      'a loss function, told the place of the picture',
      squares,
      (i: number): LossGradient =>
        (z) =>
          squares(z, i),
    ],
    ['a cotangent', [cotangent, cotangent.toReversed()], (i: number) => () => [cotangent, cotangent.toReversed()][i]],
  ] as const)('is the mean over the draws, of %s', async (_, loss, ofOne) => {
    const images = [smoothPicture(3), smoothPicture(4)];
    const settings = { deflections: 3000 };
    const model = defendedClassifier(classifier, { ...settings, map: 'none' }).adaptive({ draws: 5, seed: 7 });
    const { gradients } = await model.inputGradient(images, loss as LossGradient);
    for (const [i, image] of images.entries()) {
      const draws = Array.from({ length: 5 }, (__, draw) => gradientOfDraw(image, settings, 7, draw, ofOne(i)));
      // oxlint-disable-next-line no-await-in-loop -- one picture after the other
      const each = await Promise.all(draws);
      expect(apart(gradients[i], mean(each))).toBeLessThan(1e-5);
      expect(apart(each[0], each[1])).toBeGreaterThan(0.01);
    }
  });

  it('passes through other denoisers as if they changed nothing', async () => {
    const image = smoothPicture(5);
    const options = { map: 'none', denoiser: 'tv', deflections: 3000, ensemble: 4, seed: 3 } as const;
    const defended = defendedClassifier(classifier, options);
    const shown = await defended.draws(image);
    const expected = await classifier.inputGradient(shown, crossEntropy([0, 0, 0, 0]));
    const found = await defended.inputGradient([image], crossEntropy([0]));
    expect(apart(found.gradients[0], mean(expected.gradients))).toBeLessThan(1e-6);
  });

  it('comes with the logits of the same draws', async () => {
    const images = [smoothPicture(6), smoothPicture(7)];
    const defended = defendedClassifier(classifier, { ensemble: 3, seed: 5, deflections: 3000 });
    for (const model of [defended, defended.adaptive({ draws: 4, seed: 6 })]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const found = await model.inputGradient(images, crossEntropy([0, 1]));
      // oxlint-disable-next-line no-await-in-loop -- as above
      const logits = await model.logits(images);
      for (const [i, row] of logits.entries()) expect(apart(found.logits[i], row)).toBeLessThan(1e-5);
    }
  });
});

describe('adaptive', () => {
  it("with the defense's own seed and number of draws has its gradient", async () => {
    const image = smoothPicture(1);
    const defended = defendedClassifier(classifier, { ensemble: 3, seed: 5, deflections: 3000 });
    const own = await defended.inputGradient([image], crossEntropy([0]));
    expect(await defended.adaptive({ draws: 3, seed: 5 }).inputGradient([image], crossEntropy([0]))).toEqual(own);
    const other = await defended.adaptive({ draws: 3, seed: 6 }).inputGradient([image], crossEntropy([0]));
    expect(apart(other.gradients[0], own.gradients[0])).toBeGreaterThan(0.01);
  });

  it('makes a fresh seed where none is given, and takes 20 draws', async () => {
    const image = smoothPicture(1);
    const defended = defendedClassifier(classifier, { seed: 5, deflections: 3000 });
    const [first, second] = await Promise.all(
      [defended.adaptive(), defended.adaptive()].map((model) => model.inputGradient([image], crossEntropy([0]))),
    );
    expect(apart(first.gradients[0], second.gradients[0])).toBeGreaterThan(0.001);
    const twenty = { draws: 20, seed: 2 };
    expect(await defended.adaptive({ seed: 2 }).logits([image])).toEqual(
      await defended.adaptive(twenty).logits([image]),
    );
  });

  it('gives a picture the same in every batch', async () => {
    const images = Array.from({ length: 9 }, (_, i) => smoothPicture(i));
    const labels = images.map((_, i) => i % 6);
    const model = defendedClassifier(classifier, { deflections: 3000 }).adaptive({ draws: 7, seed: 3 });
    const all = await model.inputGradient(images, crossEntropy(labels));
    const backwards = await model.inputGradient(images.toReversed(), crossEntropy(labels.toReversed()));
    for (const [i, image] of images.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one picture after the other
      const alone = await model.inputGradient([image], crossEntropy([labels[i]]));
      for (const found of [alone.gradients[0], backwards.gradients[8 - i]]) {
        expect(apart(found, all.gradients[i])).toBeLessThan(1e-5);
      }
    }
    expect(await model.inputGradient([], crossEntropy([]))).toEqual({ logits: [], gradients: [] });
  });

  it('has more draws than fit into one run', async () => {
    const image = smoothPicture(2);
    const defended = defendedClassifier(classifier, { map: 'none', deflections: 3000, seed: 1, ensemble: 70 });
    const shown = await defended.draws(image);
    const expected = await classifier.inputGradient(shown, crossEntropy(shown.map(() => 3)));
    const model = defended.adaptive({ draws: 70, seed: 1, wavelet: 'identity' });
    const found = await model.inputGradient([image], crossEntropy([3]));
    expect(apart(found.gradients[0], mean(expected.gradients))).toBeLessThan(1e-5);
  });

  it('makes the map again for each picture, or holds one', async () => {
    const [image, other] = [smoothPicture(1), smoothPicture(30)];
    const defended = defendedClassifier(classifier, { map: 'cam', deflections: 20_000 });
    const map = await classifier.activationMap(image, { kind: 'cam' });
    const loss = crossEntropy([0]);
    const options: AdaptiveOptions = { draws: 2, seed: 4 };
    const recomputed = await defended.adaptive(options).inputGradient([image], loss);
    expect(await defended.adaptive({ ...options, map: 'recomputed' }).inputGradient([image], loss)).toEqual(recomputed);
    const held = defended.adaptive({ ...options, map });
    expect(await held.inputGradient([image], loss)).toEqual(recomputed);
    const settings = { map, deflections: 20_000 };
    const draws = [0, 1].map((draw) => gradientOfDraw(other, settings, 4, draw, loss));
    const [found] = (await held.inputGradient([other], loss)).gradients;
    expect(apart(found, mean(await Promise.all(draws)))).toBeLessThan(1e-5);
    const [own] = (await defended.adaptive(options).inputGradient([other], loss)).gradients;
    expect(apart(own, found)).toBeGreaterThan(0.001);
  });

  it('brings a held map to the size of the input', async () => {
    const image = smoothPicture(1);
    const defended = defendedClassifier(classifier, { map: 'cam', deflections: 20_000 });
    const map = { width: 2, height: 2, data: Float32Array.of(0.3, 0.3, 0.3, 0.3) };
    const full = { width: smoothSide, height: smoothSide, data: new Float32Array(smoothSide ** 2).fill(0.3) };
    const [small, large] = await Promise.all(
      [map, full].map((each) => defended.adaptive({ draws: 2, seed: 4, map: each }).logits([image])),
    );
    expect(small).toEqual(large);
  });

  it('is a model of six members, that changes no picture', async () => {
    const image = smoothPicture(1);
    const before = image.data.slice();
    const model = defendedClassifier(classifier).adaptive({ draws: 2 });
    expect(Object.keys(model).toSorted()).toEqual('bounds classes height inputGradient logits width'.split(' '));
    await model.inputGradient([image], crossEntropy([0]));
    expect(image.data).toEqual(before);
  });

  it('refuses options and cotangents', async () => {
    const defended = defendedClassifier(classifier, { seed: 1 });
    const map = { width: 2, height: 2, data: Float32Array.of(0, 1, 2, 0) };
    const wrong: [object, DefendedOptions, string][] = [
      [{ draws: 0 }, {}, 'Expected an integer from 1 to 1000 for draws but received 0'],
      [{ seed: 0.5 }, {}, 'for seed but received 0.5'],
      [{ wavelet: 'exact' }, {}, "Expected one of 'derivative', 'identity' for wavelet but received \"exact\""],
      [
        { wavelet: 'identity' },
        { denoiser: 'tv' },
        "Expected wavelet only with the denoiser 'wavelet' for the options",
      ],
      [{ map: 'held' }, {}, "Expected one of 'recomputed' for map (or a map { width, height, data }) but"],
      [{ map }, {}, 'Expected values in [0,1] for map.data[2] but received 2'],
      [{ map }, { map: 'none' }, "Expected no map where the defense's is not made by its classifier for the options"],
      [{ map: 'recomputed' }, { map: 'center' }, 'Expected no map where'],
      [{ steps: 20 }, {}, 'for the options of adaptive but received "steps"'],
    ];
    for (const [options, settings, message] of wrong) {
      expect(() => defendedClassifier(classifier, settings).adaptive(options)).toThrow(message);
    }
    const image = smoothPicture(1);
    const model = defended.adaptive({ draws: 2 });
    const refused: [unknown, string][] = [
      [[], 'Expected one Float32Array per picture (1) for cotangent but received an array of 0'],
      [[new Float32Array(5)], 'Expected 6 values, one per class, for cotangent[0] but received Float32Array of 5'],
      [crossEntropy([6]), 'Expected an integer from 0 to 5 for labels[0] but received 6'],
      [7, 'Expected a loss function or an array of Float32Array for cotangent but received 7'],
    ];
    for (const [loss, message] of refused) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(model.inputGradient([image], loss as LossGradient)).rejects.toThrow(message);
    }
    const large = { width: 8, height: 8, channels: 3 as const, data: new Float32Array(192) };
    await expect(model.logits([large])).rejects.toThrow('smooth: takes pictures of 32 × 32 × 3');
  });
});
