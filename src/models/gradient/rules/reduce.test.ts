import { describe, expect, it } from 'vitest';
import { graph, int64, node } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { make } from '../../../../test/support/onnx/reference/tensor.js';
import { run } from '../../../../test/support/onnx/run.js';
import { differentiate } from '../differentiate.js';

const operators = ['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin'];

const axesCases: (number[] | undefined)[] = [[2, 3], [-1], [1], [-2, 1], [0], [3, 0], [0, 1, 2, 3], undefined];

describe.each(operators)('gradient of %s', (op) => {
  it.each(axesCases.flatMap((axes) => [0, 1].map((keepdims) => ({ axes, keepdims }))))(
    '%j',
    async ({ axes, keepdims }) => {
      const asInput = graph({
        inputs: { x: ['N', 3, 2, 4] },
        output: 'y',
        nodes: [node('Mul', ['x', 'x'], ['s']), node(op, axes ? ['s', 'axes'] : ['s'], ['y'], { keepdims })],
        weights: axes && { axes: int64(axes) },
      });
      await checkGradient(asInput, { batch: 3, seed: 1 });
      const asAttribute = graph({
        inputs: { x: ['N', 3, 2, 4] },
        output: 'y',
        nodes: [node(op, ['x'], ['y'], { keepdims, ...(axes && { axes }) })],
        opset: 11,
      });
      await checkGradient(asAttribute, { seed: 2 });
    },
  );

  it('of no axes does nothing', async () => {
    const bytes = graph({
      inputs: { x: ['N', 3] },
      output: 'y',
      nodes: [node(op, ['x', 'axes'], ['y'], { noop_with_empty_axes: 1 })],
      weights: { axes: int64([]) },
    });
    const x = make([2, 3], Float64Array.of(1, 2, 3, 4, 5, 6));
    const { d_input } = await run(await differentiate(bytes), { x, d_logits: x });
    expect(Array.from(d_input.data)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('of a batch of fixed size', async () => {
    const bytes = graph({
      inputs: { x: [2, 3, 2] },
      output: 'y',
      nodes: [node(op, ['x', 'axes'], ['y'], { keepdims: 0 })],
      weights: { axes: int64([0, 2]) },
    });
    await checkGradient(bytes);
  });

  it('over axes of size 1', async () => {
    const bytes = graph({
      inputs: { x: ['N', 3, 1, 1] },
      output: 'y',
      nodes: [node(op, ['x', 'axes'], ['y'], { keepdims: 0 })],
      weights: { axes: int64([2, 3]) },
    });
    await checkGradient(bytes);
  });
});

it.each([
  ['ReduceMax', [0, 0.5, 0.5]],
  ['ReduceMin', [1, 0, 0]],
])('places that share the extreme value share the gradient of %s', async (op, expected) => {
  const bytes = graph({
    inputs: { x: ['N', 3] },
    output: 'y',
    nodes: [node(op, ['x'], ['y'], { axes: [1] })],
    opset: 13,
  });
  const x = make([1, 3], Float64Array.of(1, 2, 2));
  const { d_input } = await run(await differentiate(bytes), { x, d_logits: make([1, 1], Float64Array.of(1)) });
  expect(Array.from(d_input.data)).toEqual(expected);
});
