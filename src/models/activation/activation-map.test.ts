import { describe, expect, it } from 'vitest';
import { picture } from '../../../test/support/pictures.js';
import { maxDifference } from '../../../test/support/shared.js';
import { smallClassifier, using } from '../../../test/support/small-classifier.js';
import { combine } from './combine.js';
import { bilinear } from './place.js';

const image = picture(8, 6);

describe('activationMap', () => {
  it('enlarges the combined maps, scales them, and puts them where the picture was', async () => {
    await using(smallClassifier(), async (classifier) => {
      const original = picture(40, 30, 4, 'bytes');
      for (const aggregate of ['geometric-mean', 'exponential'] as const) {
        // oxlint-disable-next-line no-await-in-loop -- two
        const map = await classifier.activationMap(original, { topK: 3, aggregate });
        expect([map.width, map.height, map.classes.length]).toEqual([40, 30, 3]);
        const combined = combine(map.grid.classMaps, aggregate);
        expect(maxDifference(map.grid.data, combined)).toBe(0);
        const large = new Float32Array(1200);
        bilinear(combined, 8, 6, { data: large, stride: 40, x: 0, y: 0, width: 40, height: 30 });
        const [low, high] = [Math.min(...large), Math.max(...large)];
        expect(
          maxDifference(
            map.data,
            large.map((v) => (v - low) / (high - low)),
          ),
        ).toBeLessThan(1e-6);
      }
    });
  });

  it('is over the five likeliest classes by geometric mean, unless it is told otherwise', async () => {
    await using(smallClassifier({ classes: 9 }), async (classifier) => {
      const usual = await classifier.activationMap(image);
      const told = await classifier.activationMap(image, { kind: 'r-cam', topK: 5, aggregate: 'geometric-mean' });
      expect(usual.classes).toHaveLength(5);
      expect(usual).toEqual(told);
      const given = await classifier.activationMap(image, { classes: usual.classes.map(({ index }) => index) });
      expect(given).toEqual(told);
      const single = await classifier.activationMap(image, { kind: 'cam' });
      expect(single.classes).toEqual(usual.classes.slice(0, 1));
    });
  });

  it('refuses options that do not go together', async () => {
    await using(smallClassifier(), async (classifier) => {
      const map = (options: object) => classifier.activationMap(image, options);
      await expect(map({ kind: 'saliency' })).rejects.toThrow("Expected one of 'cam', 'grad-cam', 'r-cam' for kind");
      await expect(map({ kind: 'cam', topK: 2 })).rejects.toThrow("Expected topK and aggregate only with kind 'r-cam'");
      await expect(map({ topK: 6 })).rejects.toThrow('Expected an integer from 1 to 5 for topK but received 6');
      await expect(map({ aggregate: 'mean' })).rejects.toThrow("Expected one of 'geometric-mean', 'exponential'");
      await expect(map({ topK: 1, classes: [1] })).rejects.toThrow('Expected either topK or classes');
      await expect(map({ kind: 'cam', classes: [1, 2] })).rejects.toThrow("Expected one class index (kind 'cam')");
      await expect(map({ classes: [5] })).rejects.toThrow('Expected an integer from 0 to 4 for classes[0]');
      await expect(map({ classes: [] })).rejects.toThrow('Expected at least one class index for classes');
      await expect(map({ top: 5 })).rejects.toThrow('for the options of activationMap but received "top"');
    });
  });
});
