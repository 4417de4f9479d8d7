import { describe, expect, it } from 'vitest';
import { graph, node, randomTensor } from '../../test/support/onnx/build.js';
import { picture } from '../../test/support/pictures.js';
import { maxDifference } from '../../test/support/shared.js';
import { smallCard, smallClassifier, type SmallOptions, using } from '../../test/support/small-classifier.js';
import type { PartialCard } from './card.js';
import { loadClassifier } from './load-classifier.js';
import { crossEntropy } from './losses.js';
import { softmax } from './ranking.js';

const images = Array.from({ length: 4 }, (_, i) => picture(8, 6, 3, i % 2 ? 'bytes' : 'floats', i));

const loss = (logits: Float32Array, label: number) => -Math.log(softmax(logits)[label]);

const unit = (k: number) => Float32Array.from({ length: 5 }, (_, c) => (c === k ? 1 : 0));

describe('inputGradient', () => {
  it.each([
    ['logits, RGB', {}, {}],
    [
      'BGR with mean and deviation',
      {},
      { channelOrder: 'BGR', scale: 1 / 50, mean: [1, 2, 3], deviation: [2, 1, 0.5] },
    ],
    ['interleaved pixels', { layout: 'NHWC' }, { layout: 'NHWC', deviation: [0.5, 1, 2] }],
    ['a batch of 1', { dims: [1, 3, 6, 8] }, {}],
    ['a softmax', { end: 'softmax' }, {}],
    ['probabilities made by hand', { end: 'exp-over-sum' }, {}],
  ] as [string, SmallOptions, PartialCard['input']][])(
    'is the derivative of the loss by each sample: %s',
    async (_, options, input) => {
      await using(
        smallClassifier(options),
        async (classifier) => {
          const pair = images.slice(0, 2);
          const { gradients } = await classifier.inputGradient(pair, crossEntropy([3, 1]));
          const rows = await classifier.inputGradient(pair, (logits, i) => {
            const result = Float32Array.from(softmax(logits));
            result[[3, 1][i]] -= 1;
            return result;
          });
          for (const [n, label] of [3, 1].entries()) {
            const scale = Math.max(...gradients[n].map(Math.abs));
            expect(maxDifference(gradients[n], rows.gradients[n])).toBeLessThan(1e-5 * scale);
            const step = 0.5;
            const at = Array.from({ length: 36 }, (_, i) => 4 * i + (i % 4));
            const moved = at.flatMap((i) =>
              [step, -step].map((by) => ({
                ...pair[n],
                data: Float32Array.from(pair[n].data, (v, j) => (i === j ? v + by : v)),
              })),
            );
            // oxlint-disable-next-line no-await-in-loop -- two pictures
            const losses = (await classifier.logits(moved)).map((row) => loss(row, label));
            const errors = at.map((i, k) =>
              Math.abs((losses[2 * k] - losses[2 * k + 1]) / (2 * step) - gradients[n][i]),
            );
            // A few of the samples move a Relu across its kink.
            expect(errors.toSorted((a, b) => a - b)[30]).toBeLessThan(0.01 * scale);
          }
        },
        { input: input as PartialCard['input'] },
      );
    },
  );

  it('is linear in the cotangent, and of each picture alone', async () => {
    await using(smallClassifier(), async (classifier) => {
      const pair = [images[0], images[0], images[0], images[3]];
      const cotangents = [unit(0), unit(1), Float32Array.of(2, -3, 0, 0, 0), unit(4)];
      const { gradients } = await classifier.inputGradient(pair, cotangents);
      const combined = gradients[0].map((v, i) => 2 * v - 3 * gradients[1][i]);
      expect(maxDifference(gradients[2], combined)).toBeLessThan(1e-6);
      const [alone] = (await classifier.inputGradient([images[3]], [unit(4)])).gradients;
      expect(maxDifference(gradients[3], alone)).toBeLessThan(1e-7);
    });
  });

  it('does not vanish where a probability rounds to 1', async () => {
    await using(smallClassifier({ spread: 300, seed: 7 }), async (classifier) => {
      const [[{ index, probability }]] = await classifier.classify([images[0]]);
      expect(Math.fround(probability)).toBe(1);
      const { gradients } = await classifier.inputGradient([images[0]], crossEntropy([index]));
      expect(gradients[0].some((v) => v !== 0)).toBe(true);
    });
  });

  it('refuses cotangents and labels that do not fit', async () => {
    await using(smallClassifier(), async (classifier) => {
      const gradient = (cotangent: unknown) => classifier.inputGradient([images[0]], cotangent as never);
      await expect(gradient([])).rejects.toThrow('Expected one Float32Array per picture (1) for cotangent');
      await expect(gradient([new Float32Array(4)])).rejects.toThrow(
        'Expected 5 values, one per class, for cotangent[0]',
      );
      await expect(gradient([[1, 2, 3, 4, 5]])).rejects.toThrow('Expected a Float32Array of 5 for cotangent[0]');
      await expect(gradient('loss')).rejects.toThrow(
        'Expected a loss function or an array of Float32Array for cotangent',
      );
      await expect(gradient(crossEntropy([]))).rejects.toThrow('for labels[0] but received undefined');
      await expect(gradient(crossEntropy([5]))).rejects.toThrow('Expected an integer from 0 to 4 for labels[0]');
    });
  });

  it('says so where no differentiable path leads to the scores', async () => {
    const bytes = graph({
      inputs: { x: ['batch', 3, 6, 8] },
      output: 'y',
      nodes: [
        node('Round', ['x'], ['rounded']),
        node('Flatten', ['rounded'], ['flat']),
        node('Gemm', ['flat', 'w'], ['y']),
      ],
      weights: { w: randomTensor([144, 5], 3) },
    });
    const classifier = await loadClassifier(bytes, { model: smallCard({ name: 'steps' }) });
    await expect(classifier.inputGradient([images[0]], crossEntropy([1]))).rejects.toThrow(
      /^steps: has no differentiable path from x to .*: choose an output before rounding/,
    );
    expect(await classifier.classify(images[0])).toHaveLength(5);
    await classifier.dispose();
  });
});
