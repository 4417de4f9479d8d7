import { describe, it } from 'vitest';
import { graph, node, randomTensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';

const binary = [0, 1];

describe('Gemm', () => {
  const flags = binary.flatMap((transA) => binary.map((transB) => ({ transA, transB })));

  it.each(flags)('A with $transA, $transB', async ({ transA, transB }) => {
    const model = graph({
      inputs: { x: transA ? [4, 3] : ['N', 4] },
      output: 'y',
      nodes: [node('Gemm', ['x', 'B', 'C'], ['y'], { transA, transB, alpha: 0.7, beta: 1.3 })],
      weights: { B: randomTensor(transB ? [5, 4] : [4, 5], 1), C: randomTensor([5], 2) },
    });
    await checkGradient(model, { batch: 3 });
  });

  it.each(flags)('B with $transA, $transB', async ({ transA, transB }) => {
    const model = graph({
      inputs: { x: transB ? ['N', 4] : [4, 3] },
      output: 'y',
      nodes: [node('Gemm', ['A', 'x'], ['y'], { transA, transB, alpha: 0.7 })],
      weights: { A: randomTensor(transA ? [4, 2] : [2, 4], 1) },
    });
    await checkGradient(model, { batch: 3 });
  });

  it.each([[[2, 3]], [[1, 3]], [[2, 1]], [[3]], [[1]], [[]]])('C of [%s]', async (shape) => {
    const model = graph({
      inputs: { x: shape },
      output: 'y',
      nodes: [node('Gemm', ['A', 'B', 'x'], ['y'], { alpha: 0.7, beta: 1.3 })],
      weights: { A: randomTensor([2, 4], 1), B: randomTensor([4, 3], 2) },
    });
    await checkGradient(model);
  });

  it('a value times itself', async () => {
    const nodes = [node('Gemm', ['x', 'x'], ['y'], { transB: 1, alpha: 0.5 })];
    await checkGradient(graph({ inputs: { x: ['N', 4] }, output: 'y', nodes }), { batch: 3 });
  });

  it('of opset 7, with all inputs', async () => {
    const model = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [node('Gemm', ['x', 'B', 'C'], ['y'], { transB: 1 })],
      weights: { B: randomTensor([5, 4], 1), C: randomTensor([1, 5], 2) },
      opset: 7,
    });
    await checkGradient(model, { batch: 3 });
  });
});

const product = (left: string, right: string) => [node('MatMul', [left, right], ['y'])];

const free = (shape: (number | string)[]) => shape.map((size) => (size === 'N' ? 2 : (size as number)));

describe('MatMul', () => {
  const shapes: [a: (number | string)[], b: (number | string)[]][] = [
    [[4], [4]],
    [[4], [4, 3]],
    [
      ['N', 4],
      [4, 3],
    ],
    [['N', 4], [4]],
    [[4], [2, 4, 3]],
    [['N', 3, 4], [4]],
    [
      ['N', 3, 4],
      [4, 2],
    ],
    [
      ['N', 2, 3, 4],
      [4, 2],
    ],
    [
      [3, 4],
      [2, 4, 2],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [1, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 3, 4],
      [1, 4, 5],
    ],
    [
      [2, 1, 3, 4],
      [3, 4, 2],
    ],
    [
      [3, 1, 1, 4],
      [2, 4, 2],
    ],
  ];

  it.each(shapes)('[%s] by [%s]', async (a, b) => {
    await checkGradient(
      graph({ inputs: { x: a }, output: 'y', nodes: product('x', 'w'), weights: { w: randomTensor(free(b), 1) } }),
    );
    await checkGradient(
      graph({ inputs: { x: b }, output: 'y', nodes: product('w', 'x'), weights: { w: randomTensor(free(a), 1) } }),
    );
  });

  it('of two values that both depend on the input', async () => {
    const model = graph({
      inputs: { x: ['N', 3, 4] },
      output: 'y',
      nodes: [
        node('Transpose', ['x'], ['t'], { perm: [0, 2, 1] }),
        node('MatMul', ['x', 't'], ['s']),
        node('MatMul', ['s', 'x'], ['y']),
      ],
    });
    await checkGradient(model, { batch: 3 });
  });
});
