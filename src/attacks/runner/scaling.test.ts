import { describe, expect, it } from 'vitest';
import { handModel, handPicture, linear, randomWeights } from '../../../test/support/hand-model.js';
import { behindPlane } from '../../../test/support/nearest.js';
import { carliniWagner, igsm, jsma, lbfgs } from '../index.js';

const length = (a: ArrayLike<number>) => Math.sqrt(Array.from(a).reduce((sum, value) => sum + value * value, 0));

const plane = behindPlane(12);
const natural = 12 / length(plane.x.data);

describe('relativeL2 by rescaling', () => {
  it.each([0.5, 0.999, 1, 1.5, 4])('makes the perturbation %d times as long', async (times) => {
    const { model, x } = plane;
    const [[plain], [scaled]] = await Promise.all([
      lbfgs(model, [x], { seed: 0 }),
      lbfgs(model, [x], { seed: 0, relativeL2: times * natural }),
    ]);
    expect(plain.scaling).toBeUndefined();
    expect(scaled.distances.relativeL2).toBeCloseTo(times * natural, 6);
    expect(scaled.scaling!.rule).toBe('rescale');
    expect(scaled.scaling!.value).toBeCloseTo((times * natural) / plain.distances.relativeL2, 6);
    // The same direction; and judged as it is now, not as it was.
    const cosine = scaled.adversary.data.reduce(
      (sum, value, i) => sum + (value - x.data[i]) * (plain.adversary.data[i] - x.data[i]),
      0,
    );
    expect(cosine / (scaled.distances.l2 * plain.distances.l2)).toBeCloseTo(1, 5);
    expect(scaled.success).toBe(times > 1);
    expect(scaled.epsilon).toBeUndefined();
  });

  it('stays inside of the box, where the rest of the perturbation grows for what is cut', async () => {
    const x = handPicture(6, 4, 3);
    const weights = randomWeights(2, 72, 4, 0.05);
    const model = handModel(6, 4, linear(weights, [0, 0]), [0, 255]);
    const [result] = await carliniWagner(model, [x], { iterations: 60, relativeL2: 0.4 });
    const clipped = result.adversary.data.filter((value) => value === 0 || value === 255).length;
    expect(clipped).toBeGreaterThan(5);
    expect(result.distances.relativeL2).toBeCloseTo(0.4, 5);
    expect(result.adversary.data.every((value) => value >= 0 && value <= 255)).toBe(true);
  });

  it('goes as far as the box lets it where that is not far enough', async () => {
    const { model, x } = plane;
    // Pictures around gray: no sample can move by more than 155 levels.
    const [result] = await jsma(model, [x], { seed: 0, relativeL2: 1 });
    expect(result.distances.relativeL2).toBeLessThan(1);
    expect(result.adversary.data.every((value, i) => value === x.data[i] || value === 0 || value === 255)).toBe(true);
  });

  it('leaves a picture as it is where nothing moved it', async () => {
    const still = handModel(
      6,
      4,
      linear(
        [1, 2].map(() => Array.from(plane.x.data, () => 0)),
        [1, 0],
      ),
    );
    const [result] = await lbfgs(still, [plane.x], { seed: 0, relativeL2: 0.1 });
    expect(result).toMatchObject({ success: false, scaling: undefined });
    expect(result.adversary.data).toEqual(plane.x.data);
  });
});

describe('relativeL2 by κ', () => {
  const settings = { binarySearchSteps: 9, iterations: 400, learningRate: 0.003 };

  it.each([1.5, 3])('raises κ until the adversary of C&W is %d times as long', async (times) => {
    const { model, x } = plane;
    const wanted = times * natural;
    const [result] = await carliniWagner(model, [x], { ...settings, relativeL2: wanted, scaling: 'kappa' });
    expect(result.success).toBe(true);
    expect(Math.abs(result.distances.relativeL2 / wanted - 1)).toBeLessThan(0.02);
    expect(result.scaling!.rule).toBe('kappa');
    // Behind a plane the lead grows with the distance: its κ is known.
    const [clean] = await model.logits([x]);
    const exact = (clean[0] - clean[1]) * (times - 1);
    expect(Math.abs(result.scaling!.value / exact - 1)).toBeLessThan(0.1);
    const [logits] = await model.logits([result.adversary]);
    expect(logits[1] - logits[0]).toBeGreaterThanOrEqual(result.scaling!.value);
  });

  it('is the adversary of that κ, whatever the batch', async () => {
    const { model, x } = plane;
    const pictures = [x, ...[21, 22].map((seed) => handPicture(6, 4, seed, 100, 155))];
    const options = { iterations: 60, relativeL2: 0.03, scaling: 'kappa' } as const;
    const [alone, together] = await Promise.all(
      [1, 3].map((batchSize) => carliniWagner(model, pictures, { ...options, batchSize })),
    );
    expect(together).toEqual(alone);
    const kappa = together[0].scaling!.value;
    const [same] = await carliniWagner(model, [x], { iterations: 60, kappa });
    expect(same.adversary.data).toEqual(together[0].adversary.data);
  });

  it('gives the smallest it can where the natural size is larger than what is wanted', async () => {
    const { model, x } = plane;
    const [result] = await carliniWagner(model, [x], { ...settings, relativeL2: 0.3 * natural, scaling: 'kappa' });
    expect(result.success).toBe(true);
    expect(result.distances.relativeL2).toBeLessThan(natural * 1.05);
    expect(result.scaling!.value).toBeLessThan(0.1);
  });
});

describe('the options of scaling', () => {
  const { model, x } = plane;

  it.each([
    [{ relativeL2: 0 }, 'Expected a number above 0 and at most 1 for relativeL2 but received 0'],
    [{ relativeL2: '0.1' }, 'Expected a number above 0 and at most 1 for relativeL2 but received "0.1"'],
    [{ scaling: 'kappa' }, 'Expected scaling only with relativeL2 for the options of cw but received "kappa"'],
    [
      { relativeL2: 0.1, epsilon: 100 },
      'Expected either a budget or relativeL2 for the options of cw but received "both"',
    ],
    [{ relativeL2: 0.1, epsilons: [1] }, 'Expected either a budget or relativeL2 for the options of cw'],
    [{ relativeL2: 0.1, scaling: 'overshoot' }, "Expected one of 'rescale', 'kappa' for scaling"],
    [
      { relativeL2: 0.1, scaling: 'kappa', kappa: 3 },
      "Expected no kappa with scaling 'kappa', which sets it, for the options of cw but received 3",
    ],
  ])('are refused: %o', async (options, message) => {
    await expect(carliniWagner(model, [x], options as object)).rejects.toThrow(message);
  });

  it('belong to attacks for the nearest adversary, each with its own rules', async () => {
    await expect(lbfgs(model, [x], { relativeL2: 0.1, scaling: 'kappa' })).rejects.toThrow(
      'Expected one of \'rescale\' for scaling but received "kappa"',
    );
    await expect(igsm(model, [x], { relativeL2: 0.1 } as object)).rejects.toThrow(
      /Expected only .* for the options of igsm but received "relativeL2"/,
    );
  });
});
