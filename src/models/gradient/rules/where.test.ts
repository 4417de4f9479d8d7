import { describe, it } from 'vitest';
import { graph, node, randomTensor, tensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';

describe('gradient of Where', () => {
  it.each<[number[], number[], number[]]>([
    [[2, 3, 4], [1, 3, 4], []],
    [[3, 1], [4], [2, 1, 1]],
    [[], [2, 3, 4], [2, 3, 4]],
  ])('condition %j, other operands of %j and %j', async (condition, first, second) => {
    const count = condition.reduce((a, b) => a * b, 1);
    const bytes = graph({
      inputs: { x: [2, 3, 4] },
      output: 'y',
      nodes: [
        node('Where', ['c', 'x', 'w'], ['a']),
        node('Where', ['c', 'v', 'x'], ['b']),
        node('Tanh', ['x'], ['t']),
        node('Where', ['c', 't', 'x'], ['d']),
        node('Mul', ['a', 'b'], ['ab']),
        node('Mul', ['ab', 'd'], ['y']),
      ],
      weights: {
        c: { dims: condition, data: Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 1 : 0)), type: 'bool' },
        w: randomTensor(first, 3),
        v: randomTensor(second, 4),
      },
    });
    await checkGradient(bytes);
  });

  it('with a condition on the input', async () => {
    const bytes = graph({
      inputs: { x: ['N', 5] },
      output: 'y',
      nodes: [node('Greater', ['x', 'zero'], ['c']), node('Exp', ['x'], ['e']), node('Where', ['c', 'e', 'x'], ['y'])],
      weights: { zero: tensor([], [0]) },
    });
    await checkGradient(bytes);
  });
});
