import { describe, expect, it } from 'vitest';
import { graph, node, randomTensor, tensor, uniforms } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { make } from '../../../../test/support/onnx/reference/tensor.js';
import { run } from '../../../../test/support/onnx/run.js';
import { differentiate } from '../differentiate.js';

const positive = (dims: readonly number[], seed: number) =>
  tensor(
    dims,
    uniforms(
      dims.reduce((a, b) => a * b, 1),
      seed,
      0.5,
      2,
    ),
  );

/** Shapes of x and of the other operand: equal, repeated on either side, with fewer axes on either side. */
const shapePairs: [x: (number | string)[], other: number[]][] = [
  [
    ['N', 3, 2],
    [3, 2],
  ],
  [
    ['N', 3, 2],
    [1, 3, 1],
  ],
  [['N', 3, 2], []],
  [['N', 3, 2], [2]],
  [
    ['N', 3, 1],
    [1, 1, 4],
  ],
  [
    ['N', 1, 2],
    [5, 1, 3, 2],
  ],
  [
    [2, 3],
    [4, 2, 3],
  ],
  [
    [1, 3],
    [4, 3],
  ],
];

describe.each(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Min', 'Max', 'Sum', 'Mean', 'PRelu'])('gradient of %s', (op) => {
  const range = ['Pow', 'Div', 'Min', 'Max'].includes(op) ? ([0.5, 2] as const) : undefined;

  // PRelu repeats its second operand only.
  it.each(op === 'PRelu' ? shapePairs.slice(0, 4) : shapePairs)('x %j and a constant %j', async (shape, other) => {
    const bytes = graph({
      inputs: { x: shape },
      output: 'y',
      nodes: [node(op, ['x', 'w'], ['y'])],
      weights: { w: positive(other, 5) },
    });
    await checkGradient(bytes, { range, seed: 1, batch: 5 });
  });

  if (op !== 'PRelu') {
    it.each(shapePairs)('a constant before x %j', async (shape, other) => {
      const bytes = graph({
        inputs: { x: shape },
        output: 'y',
        nodes: [node(op, ['w', 'x'], ['y'])],
        weights: { w: positive(other, 6) },
      });
      await checkGradient(bytes, { range, seed: 2 });
    });
  }

  it('both operands from x, which is repeated', async () => {
    const bytes = graph({
      inputs: { x: ['N', 3, 2] },
      output: 'y',
      nodes: [
        node('ReduceMean', ['x'], ['m'], { axes: [1, 2], keepdims: 1 }),
        node('Exp', ['m'], ['e']),
        node(op, op === 'PRelu' ? ['x', 'e'] : ['e', 'x'], ['y']),
      ],
      opset: 13,
    });
    await checkGradient(bytes, { range, seed: 3, batch: 3 });
  });

  it('the same operand twice', async () => {
    const bytes = graph({ inputs: { x: ['N', 4] }, output: 'y', nodes: [node(op, ['x', 'x'], ['y'])] });
    // x - x and x / x have no gradient to compare with, and at a tie of Min and Max the sum of both parts is 1.
    if (op === 'Sub' || op === 'Div') {
      const x = make([1, 4], Float64Array.of(1, 2, -3, 4));
      const { d_input } = await run(await differentiate(bytes), { x, d_logits: x });
      for (const value of d_input.data) expect(Math.abs(value)).toBeLessThan(1e-6);
    } else await checkGradient(bytes, { range, seed: 4 });
  });
});

describe('gradients of functions of one number', () => {
  it.each(['Sqrt', 'Exp', 'Log', 'Neg', 'Abs', 'Reciprocal'])('%s', async (op) => {
    const bytes = graph({ inputs: { x: ['N', 3, 4] }, output: 'y', nodes: [node(op, ['x'], ['y'])] });
    const range = op === 'Sqrt' || op === 'Log' ? ([0.3, 3] as const) : ([-3, -0.3] as const);
    await checkGradient(bytes, { range });
    if (['Exp', 'Neg', 'Abs'].includes(op)) await checkGradient(bytes, { seed: 7 });
  });
});

describe('gradient of Pow', () => {
  it.each([2, 3, 0.5, 1, -1, -2.5])('with exponent %d', async (exponent) => {
    const bytes = graph({
      inputs: { x: ['N', 6] },
      output: 'y',
      nodes: [node('Pow', ['x', 'p'], ['y'])],
      weights: { p: tensor([], [exponent]) },
    });
    await checkGradient(bytes, { range: [0.4, 2] });
    if (Number.isInteger(exponent)) await checkGradient(bytes, { range: [-2, -0.4], seed: 1 });
  });

  it('of 0 and of negative numbers is finite where the derivative is', async () => {
    const bytes = graph({
      inputs: { x: [4] },
      output: 'y',
      nodes: [node('Pow', ['x', 'p'], ['y'])],
      weights: { p: { dims: [4], data: [2, 3, 1, 3], type: 'int64' } },
    });
    const x = make([4], Float64Array.of(0, 0, 0, -2));
    const { d_input } = await run(await differentiate(bytes), { x, d_logits: make([4], new Float64Array(4).fill(1)) });
    expect(Array.from(d_input.data)).toEqual([0, 0, 1, 12]);
  });
});

describe('gradients of operators with several operands', () => {
  it.each(['Sum', 'Mean', 'Min', 'Max'])('%s of four, repeated, one of them twice', async (op) => {
    const bytes = graph({
      inputs: { x: ['N', 3, 2] },
      output: 'y',
      nodes: [
        node('Tanh', ['x'], ['t']),
        node('ReduceMax', ['x'], ['m'], { axes: [2], keepdims: 1 }),
        node(op, ['t', 'w', 'm', 't'], ['y']),
      ],
      weights: { w: randomTensor([3, 1], 8, 0.2) },
      opset: 13,
    });
    await checkGradient(bytes, { seed: 5 });
  });

  it.each(['Sum', 'Max'])('%s of one', async (op) => {
    await checkGradient(graph({ inputs: { x: ['N', 3] }, output: 'y', nodes: [node(op, ['x'], ['y'])] }));
  });

  it.each(['Max', 'Min'])('the first operand that is extreme takes the whole gradient of %s', async (op) => {
    const bytes = graph({
      inputs: { x: [3] },
      output: 'y',
      nodes: [node('Mul', ['x', 'two'], ['a']), node(op, ['a', 'x', 'x'], ['y'])],
      weights: { two: tensor([], [2]) },
    });
    const feeds = { x: make([3], Float64Array.of(0, 1, -1)), d_logits: make([3], Float64Array.of(1, 1, 1)) };
    const { d_input } = await run(await differentiate(bytes), feeds);
    expect(Array.from(d_input.data)).toEqual(op === 'Max' ? [2, 2, 1] : [2, 1, 2]);
  });
});
