import { describe, expect, it } from 'vitest';
import { graph, int64, node, randomTensor, type TensorSpec } from '../../../test/support/onnx/build.js';
import { picture } from '../../../test/support/pictures.js';
import { using } from '../../../test/support/small-classifier.js';

const image = picture(8, 6);

/** A convolution and a Relu, then what a case adds: from `features` [N,7,6,8] (or turned) to `scores` [N,5]. */
function network(nodes: ReturnType<typeof node>[], weights: Record<string, TensorSpec> = {}, opset = 18, channels = 7) {
  return graph({
    inputs: { x: ['batch', 3, 6, 8] },
    output: 'scores',
    nodes: [
      node('Conv', ['x', 'w1', 'b1'], ['conv'], { pads: [1, 1, 1, 1] }),
      node('Relu', ['conv'], ['features']),
      ...nodes,
    ],
    weights: { w1: randomTensor([channels, 3, 3, 3], 1, 0.4), b1: randomTensor([channels], 2, 0.1), ...weights },
    opset,
  });
}

const dense = randomTensor([7, 5], 3);
const turned: TensorSpec = {
  ...dense,
  dims: [5, 7],
  data: Float32Array.from({ length: 35 }, (_, i) => dense.data[(i % 7) * 5 + Math.floor(i / 7)]),
};
const bias = randomTensor([5], 4);
const zero = { ...bias, data: new Float32Array(5) };
const pool = node('GlobalAveragePool', ['features'], ['pooled']);
const flat = node('Flatten', ['pooled'], ['flat']);
const gemm = node('Gemm', ['flat', 'w', 'b'], ['scores'], { transB: 1 });

type Case = [name: string, bytes: Uint8Array, bias: TensorSpec];
const cases: Case[] = [
  ['pooling, Flatten, Gemm', network([pool, flat, gemm], { w: turned, b: bias }), bias],
  [
    'Gemm that is not turned, with alpha',
    network([pool, flat, node('Gemm', ['flat', 'w', 'b'], ['scores'], { alpha: 2 })], { w: dense, b: bias }),
    bias,
  ],
  [
    'MatMul and Add, Dropout before it',
    network(
      [
        pool,
        node('Squeeze', ['pooled', 'axes'], ['s']),
        node('Dropout', ['s'], ['flat']),
        node('MatMul', ['flat', 'w'], ['m']),
        node('Add', ['b', 'm'], ['scores']),
      ],
      { w: dense, b: bias, axes: int64([2, 3]) },
    ),
    bias,
  ],
  [
    'MatMul with a transposed weight',
    network(
      [pool, flat, node('Transpose', ['w'], ['wt'], { perm: [1, 0] }), node('MatMul', ['flat', 'wt'], ['scores'])],
      { w: turned },
    ),
    zero,
  ],
  [
    'a 1×1 convolution',
    network(
      [
        pool,
        node('Conv', ['pooled', 'w', 'b'], ['c']),
        node('Flatten', ['c'], ['f']),
        node('Identity', ['f'], ['scores']),
      ],
      { w: { ...turned, dims: [5, 7, 1, 1] }, b: bias },
    ),
    bias,
  ],
  [
    'ReduceMean with axes as an attribute',
    network(
      [node('ReduceMean', ['features'], ['flat'], { axes: [2, 3], keepdims: 0 }), gemm],
      { w: turned, b: bias },
      13,
    ),
    bias,
  ],
  [
    'ReduceMean with axes as an input, from the end, kept',
    network(
      [
        node('ReduceMean', ['features', 'axes'], ['pooled'], { keepdims: 1 }),
        node('Reshape', ['pooled', 'shape'], ['flat']),
        gemm,
      ],
      { w: turned, b: bias, axes: int64([-1, -2]), shape: int64([-1, 7]) },
    ),
    bias,
  ],
  [
    'ReduceMean of interleaved features',
    network(
      [
        node('Transpose', ['features'], ['t'], { perm: [0, 2, 3, 1] }),
        node('ReduceMean', ['t', 'axes'], ['flat'], { keepdims: 0 }),
        gemm,
      ],
      { w: turned, b: bias, axes: int64([1, 2]) },
    ),
    bias,
  ],
  [
    'an AveragePool over the whole map',
    network([node('AveragePool', ['features'], ['pooled'], { kernel_shape: [6, 8] }), flat, gemm], {
      w: turned,
      b: bias,
    }),
    bias,
  ],
  [
    'a last convolution whose maps are averaged',
    network([pool, node('Flatten', ['pooled'], ['scores'])], {}, 18, 5),
    zero,
  ],
  [
    'a softmax at the end',
    network([pool, flat, node('Gemm', ['flat', 'w', 'b'], ['z'], { transB: 1 }), node('Softmax', ['z'], ['scores'])], {
      w: turned,
      b: bias,
    }),
    bias,
  ],
];

describe.each(cases)('class activation maps with %s', (_, bytes, bias) => {
  it('average to the logits without the bias', async () => {
    await using(bytes, async (classifier) => {
      const [logits] = await classifier.logits([image]);
      const map = await classifier.activationMap(image, { topK: 5 });
      expect([map.method, map.grid.width, map.grid.height]).toEqual(['cam', 8, 6]);
      expect(map.classes.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4].toSorted((a, b) => logits[b] - logits[a]));
      for (const [i, { index, score }] of map.classes.entries()) {
        const mean = map.grid.classMaps[i].reduce((sum, v) => sum + v, 0) / 48;
        expect(score).toBeCloseTo(logits[index], 5);
        expect(mean + bias.data[index]).toBeCloseTo(logits[index], 4);
      }
    });
  });
});
