import { describe, expect, it } from 'vitest';
import { type AttributeValue, graph, int64, node, tensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { make } from '../../../../test/support/onnx/reference/tensor.js';
import { feedsFor, run } from '../../../../test/support/onnx/run.js';
import { differentiate } from '../differentiate.js';

/** A graph of one operator on x of [N, 3, 2, 2]. */
function unary(op: string, attributes: Record<string, AttributeValue> = {}, opset = 18, domain = ''): Uint8Array {
  return graph({
    inputs: { x: ['N', 3, 2, 2] },
    output: 'y',
    nodes: [node(op, ['x'], ['y'], attributes, domain)],
    opset,
  });
}

/** The gradient of the sum of the outputs at some values of x [values]. */
async function slopesAt(values: readonly number[], op: string, weights: Record<string, number> = {}) {
  const bytes = graph({
    inputs: { x: ['N'] },
    output: 'y',
    nodes: [node(op, ['x', ...Object.keys(weights)], ['y'])],
    weights: Object.fromEntries(Object.entries(weights).map(([name, value]) => [name, tensor([], [value])])),
  });
  const x = make([values.length], Float64Array.from(values));
  const d = make([values.length], new Float64Array(values.length).fill(1));
  const { d_input } = await run(await differentiate(bytes), { x, d_logits: d });
  return Array.from(d_input.data);
}

describe('gradients of activation functions', () => {
  it.each<[string, Record<string, AttributeValue>]>([
    ['Relu', {}],
    ['LeakyRelu', {}],
    ['LeakyRelu', { alpha: 0.3 }],
    ['LeakyRelu', { alpha: -0.5 }],
    ['Elu', {}],
    ['Elu', { alpha: 1.7 }],
    ['Selu', {}],
    ['Selu', { alpha: 1.5, gamma: 0.9 }],
    ['HardSigmoid', {}],
    ['HardSigmoid', { alpha: 1 / 6, beta: 0.5 }],
    ['HardSigmoid', { alpha: -0.8, beta: 0.3 }],
    ['HardSwish', {}],
    ['Sigmoid', {}],
    ['Tanh', {}],
    ['Softplus', {}],
  ])('%s %j', async (op, attributes) => {
    await checkGradient(unary(op, attributes));
    await checkGradient(unary(op, attributes), { range: [-7, 7], seed: 1, batch: 3 });
  });

  it.each<[number | undefined, number | undefined]>([
    [0, 6],
    [-0.4, 0.7],
    [-1.3, undefined],
    [undefined, 0.3],
    [0.1, 17.3],
    [-3.4028235e38, 0.5],
    [-1e30, 1e30],
  ])('Clip from %d to %d', async (low, high) => {
    const bounds = { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
    const bytes = graph({
      inputs: { x: ['N', 3, 4] },
      output: 'y',
      nodes: [node('Clip', ['x', low === undefined ? '' : 'low', high === undefined ? '' : 'high'], ['y'])],
      weights: Object.fromEntries(Object.entries(bounds).map(([name, value]) => [name, tensor([], [value])])),
    });
    await checkGradient(bytes);
    await checkGradient(bytes, { range: [-20, 20], seed: 2, batch: 20 });
  });

  it('Clip with limits that the graph computes', async () => {
    const bytes = graph({
      inputs: { x: ['N', 3, 4], low: [], high: [] },
      output: 'y',
      nodes: [
        node('Clip', ['x', 'low', 'high'], ['a']),
        node('Clip', ['x', 'low'], ['b']),
        node('Mul', ['a', 'b'], ['y']),
      ],
    });
    await checkGradient(bytes, { feeds: { low: [-0.6], high: [0.4] } });
  });

  it.each([7, 10])('Clip with limits as attributes (opset %d)', async (opset) => {
    await checkGradient(unary('Clip', { min: -0.5, max: 0.8 }, opset));
    await checkGradient(unary('Clip', { max: 0.2 }, opset));
  });

  it('is 0 at the kinks of Relu and at and outside of the limits of Clip', async () => {
    expect(await slopesAt([-1, -0, 0, 1e-30, 2], 'Relu')).toEqual([0, 0, 0, 1, 1]);
    const justBelow = 6 - 2 ** -21;
    expect(await slopesAt([-1, 0, 1e-30, 3, justBelow, 6, 7, 1e30], 'Clip', { low: 0, high: 6 })).toEqual([
      0, 0, 1, 1, 1, 0, 0, 0,
    ]);
    const high = Math.fround(0.1);
    const below = high - 2 ** -27;
    expect(await slopesAt([-0.3, below, high, 0.2], 'Clip', { low: -0.3, high })).toEqual([0, 1, 0, 0]);
  });

  it('gives huge values their gradients too', async () => {
    expect(await slopesAt([1e30, -1e30, 3e38], 'Relu')).toEqual([1, 0, 1]);
    expect(await slopesAt([1e30, -1e30], 'HardSwish')).toEqual([1, 0]);
    expect(await slopesAt([1e30, -1e30], 'Sigmoid')).toEqual([0, 0]);
  });

  it('leaves the forward result as it was, to the bit', async () => {
    const bytes = unary('Relu');
    const feeds = feedsFor(bytes);
    const before = await run(bytes, feeds);
    const after = await run(await differentiate(bytes), { ...feeds, d_logits: feeds.x });
    expect(Array.from(after.y.data)).toEqual(Array.from(before.y.data));
  });

  it('refuses a limit that depends on the input', async () => {
    const bytes = graph({
      inputs: { x: ['N', 3] },
      output: 'y',
      nodes: [node('ReduceMax', ['x', 'all'], ['high'], { keepdims: 0 }), node('Clip', ['x', '', 'high'], ['y'])],
      weights: { all: int64([0, 1]) },
    });
    await expect(differentiate(bytes)).rejects.toThrow(
      'the given bytes: Clip (node Clip_y) has a limit that depends on the input: export it with constant limits',
    );
  });
});
