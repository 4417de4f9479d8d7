import { describe, it } from 'vitest';
import { type AttributeValue, graph, int64, node } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';

describe('gradient of Gather', () => {
  it.each<[indices: number[], dims: number[], attributes: Record<string, AttributeValue>]>([
    [[0], [], { axis: 1 }],
    [[-1], [], { axis: 1 }],
    [[2], [1], { axis: 2 }],
    [[1, 2, 3], [3], { axis: 1 }],
    [[3, 0, 2], [3], { axis: 1 }],
    [[0, 0, -1, 3], [2, 2], { axis: 1 }],
    [[0, 1, 3, 2], [2, 2], { axis: -1 }],
    [Array.from({ length: 10 }, () => 1), [10], { axis: 1 }],
    [Array.from({ length: 10 }, (_, i) => (i < 9 ? -2 : 3)), [2, 5], { axis: 2 }],
  ])('indices %j of %j, %j', async (indices, dims, attributes) => {
    const bytes = graph({
      inputs: { x: ['N', 5, 4] },
      output: 'y',
      nodes: [node('Gather', ['x', 'i'], ['r'], attributes), node('Mul', ['r', 'r'], ['y'])],
      weights: { i: int64(indices, dims) },
    });
    await checkGradient(bytes, { batch: 3 });
  });

  it('of a batch of fixed size', async () => {
    const bytes = graph({
      inputs: { x: [3, 4] },
      output: 'y',
      nodes: [node('Gather', ['x', 'i'], ['r']), node('Mul', ['r', 'r'], ['y'])],
      weights: { i: int64([2, 0, 2]) },
    });
    await checkGradient(bytes);
  });

  it('at places that the graph computes', async () => {
    const bytes = graph({
      inputs: { x: [2, 5, 3], i: [2, 2] },
      output: 'y',
      nodes: [
        node('Cast', ['i'], ['places'], { to: 7 }),
        node('Gather', ['x', 'places'], ['r'], { axis: 1 }),
        node('Mul', ['r', 'r'], ['y']),
      ],
    });
    await checkGradient(bytes, { feeds: { i: [4, 0, -1, 4] } });
  });
});
