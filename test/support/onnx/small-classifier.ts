import { graph, type GraphSpec, node, randomTensor, tensor } from './build.js';

/** A small classifier: `image` [N, 3, 8, 8] to `logits` [N, 5], through Clip, a grouped convolution, Relu and pooling. */
export function smallClassifier(spec: Partial<GraphSpec> = {}): Uint8Array {
  return graph({
    inputs: { image: ['N', 3, 8, 8] },
    output: 'logits',
    nodes: [
      node('Conv', ['image', 'w1', 'b1'], ['c1'], { pads: [1, 1, 1, 1] }),
      node('Clip', ['c1', 'zero', 'six'], ['a1']),
      node('Conv', ['a1', 'w2'], ['c2'], { strides: [2, 2], pads: [1, 1, 1, 1], group: 2 }),
      node('Relu', ['c2'], ['a2']),
      node('GlobalAveragePool', ['a2'], ['p']),
      node('Flatten', ['p'], ['f']),
      node('Gemm', ['f', 'w3', 'b3'], ['logits'], { transB: 1 }),
    ],
    weights: {
      w1: randomTensor([4, 3, 3, 3], 1, 0.4),
      b1: randomTensor([4], 2),
      w2: randomTensor([6, 2, 3, 3], 3, 0.4),
      w3: randomTensor([5, 6], 4),
      b3: randomTensor([5], 5),
      zero: tensor([], [0]),
      six: tensor([], [6]),
    },
    ...spec,
  });
}
