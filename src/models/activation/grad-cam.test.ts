import { describe, expect, it } from 'vitest';
import { graph, node, randomTensor } from '../../../test/support/onnx/build.js';
import { picture } from '../../../test/support/pictures.js';
import { maxDifference } from '../../../test/support/shared.js';
import { smallCard, smallClassifier, using } from '../../../test/support/small-classifier.js';
import type { PartialCard } from '../card.js';

const image = picture(8, 6);
const pool = node('GlobalAveragePool', ['features'], ['pooled']);

describe('Grad-CAM', () => {
  it('is what is positive of the CAM, by the number of pixels, where there is one', async () => {
    await using(smallClassifier(), async (classifier) => {
      const cam = await classifier.activationMap(image, { kind: 'cam', classes: [2] });
      const gradCam = await classifier.activationMap(image, { kind: 'grad-cam', classes: [2] });
      expect([gradCam.kind, gradCam.method, gradCam.layer]).toEqual(['grad-cam', 'grad-cam', 'features']);
      const expected = cam.grid.classMaps[0].map((v) => Math.max(0, v / 48));
      expect(maxDifference(gradCam.grid.classMaps[0], expected)).toBeLessThan(1e-6);
    });
  });

  const attention = [
    pool,
    node('Conv', ['pooled', 'squeeze'], ['gate']),
    node('Sigmoid', ['gate'], ['open']),
    node('Mul', ['features', 'open'], ['excited']),
  ];
  const head = [
    node('MaxPool', ['excited'], ['half'], { kernel_shape: [2, 2], strides: [2, 2] }),
    node('Flatten', ['half'], ['flat']),
    node('Gemm', ['flat', 'w'], ['scores']),
  ];
  const weights = { squeeze: randomTensor([7, 7, 1, 1], 5), w: randomTensor([84, 5], 6) };

  it.each([
    ['a free batch', 'batch'],
    ['a batch of 1', 1],
  ])('takes the place of CAM where no layer averages all, at the deepest map: %s', async (_, batch) => {
    const bytes = graph({
      inputs: { x: [batch, 3, 6, 8] },
      output: 'scores',
      nodes: [
        node('Conv', ['x', 'w1'], ['conv'], { pads: [1, 1, 1, 1] }),
        node('Relu', ['conv'], ['features']),
        ...attention,
        ...head,
      ],
      weights: { w1: randomTensor([7, 3, 3, 3], 1, 0.4), ...weights },
    });
    await using(bytes, async (classifier) => {
      const map = await classifier.activationMap(image, { topK: 3, aggregate: 'exponential' });
      expect([map.kind, map.method, map.layer]).toEqual(['r-cam', 'grad-cam', 'half']);
      expect([map.grid.width, map.grid.height, map.grid.classMaps.length]).toEqual([4, 3, 3]);
      // Σₖ αₖ Aₖ, with αₖ the mean of the weights of channel k, and the features from a graph that ends there.
      const there = graph({
        inputs: { x: [1, 3, 6, 8] },
        output: 'flat',
        nodes: [
          node('Conv', ['x', 'w1'], ['conv'], { pads: [1, 1, 1, 1] }),
          node('Relu', ['conv'], ['features']),
          ...attention,
          ...head.slice(0, 2),
        ],
        weights: { w1: randomTensor([7, 3, 3, 3], 1, 0.4), squeeze: weights.squeeze },
      });
      const [features] = await using(there, (net) => net.logits([image]));
      for (const [i, { index }] of map.classes.entries()) {
        const alpha = Array.from({ length: 7 }, (_, k) => {
          const column = Array.from({ length: 12 }, (_, p) => weights.w.data[(k * 12 + p) * 5 + index]);
          return column.reduce((sum, v) => sum + v, 0) / 12;
        });
        const expected = Array.from({ length: 12 }, (_, p) =>
          Math.max(
            0,
            alpha.reduce((sum, a, k) => sum + a * features[k * 12 + p], 0),
          ),
        );
        expect(maxDifference(map.grid.classMaps[i], expected)).toBeLessThan(1e-5);
      }
    });
  });

  it('finds maps of interleaved pixels, with a linear layer over the channels', async () => {
    const bytes = graph({
      inputs: { x: ['batch', 6, 8, 3] },
      output: 'scores',
      nodes: [
        node('Transpose', ['x'], ['planes'], { perm: [0, 3, 1, 2] }),
        node('Conv', ['planes', 'w1'], ['conv'], { pads: [1, 1, 1, 1] }),
        node('Transpose', ['conv'], ['pixels'], { perm: [0, 2, 3, 1] }),
        node('MatMul', ['pixels', 'mix'], ['mixed']),
        node('Tanh', ['mixed'], ['deep']),
        node('Flatten', ['deep'], ['flat']),
        node('Gemm', ['flat', 'w'], ['scores']),
      ],
      weights: { w1: randomTensor([4, 3, 3, 3], 1, 0.3), mix: randomTensor([4, 6], 2), w: randomTensor([288, 5], 3) },
    });
    const card: PartialCard = { input: { ...smallCard().input, layout: 'NHWC' } };
    await using(
      bytes,
      async (classifier) => {
        const map = await classifier.activationMap(image, { kind: 'grad-cam' });
        expect([map.layer, map.grid.width, map.grid.height]).toEqual(['deep', 8, 6]);
        expect(Math.max(...map.data)).toBe(1);
      },
      card,
    );
  });

  it('is impossible in a graph without maps, and says so', async () => {
    const bytes = graph({
      inputs: { x: ['batch', 3, 6, 8] },
      output: 'scores',
      nodes: [node('Flatten', ['x'], ['flat']), node('Gemm', ['flat', 'w'], ['scores'])],
      weights: { w: randomTensor([144, 5], 3) },
    });
    await using(bytes, async (classifier) => {
      await expect(classifier.activationMap(image)).rejects.toThrow(
        /^net: has no feature maps with rows and columns between its input and its output, [^\n]*defend without a map$/,
      );
    });
  });
});
