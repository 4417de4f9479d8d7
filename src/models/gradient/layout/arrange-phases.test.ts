import { describe, expect, it } from 'vitest';
import { graph, node, randomTensor, type TensorSpec, tensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { parseModel } from '../../onnx/model-file.js';
import { differentiate } from '../differentiate.js';

/** How often an operator stands in the differentiated model. */
async function count(bytes: Uint8Array, operator: string, options = {}): Promise<number> {
  const { graph: made } = parseModel(await differentiate(bytes, options));
  return made.node.filter(({ opType }) => opType === operator).length;
}

const limits = { low: tensor([], [0]), high: tensor([], [1]) };

/** An inverted residual block: 1×1 convolution, depthwise convolution with strides, 1×1 convolution. */
function block(size: [number, number], attributes: Record<string, number[]>, kernel: [number, number], wide = 16) {
  const weights: Record<string, TensorSpec> = {
    expand: randomTensor([wide, 3, 1, 1], 1, 0.5),
    expandBias: randomTensor([wide], 2, 0.5, 0.4),
    depth: randomTensor([wide, 1, ...kernel], 3, 0.5),
    depthBias: randomTensor([wide], 4, 0.5, 0.4),
    project: randomTensor([4, wide, 1, 1], 5, 0.5),
    ...limits,
  };
  return graph({
    inputs: { x: ['N', 3, ...size] },
    output: 'y',
    nodes: [
      node('Conv', ['x', 'expand', 'expandBias'], ['a']),
      node('Clip', ['a', 'low', 'high'], ['b']),
      node('Conv', ['b', 'depth', 'depthBias'], ['c'], { group: wide, ...attributes }),
      node('Clip', ['c', 'low', 'high'], ['d']),
      node('Conv', ['d', 'project'], ['y']),
    ],
    weights,
  });
}

/** A network's beginning: a convolution with strides, Relu, a maximum pool. */
function stem(
  size: [number, number],
  kernel: number,
  convolution: Record<string, number | number[]>,
  pool: Record<string, number | number[]>,
  classes = 16,
) {
  return graph({
    inputs: { x: ['N', 2, ...size] },
    output: 'y',
    nodes: [
      node('Conv', ['x', 'w', 'bias'], ['a'], convolution),
      node('Relu', ['a'], ['b']),
      node('MaxPool', ['b'], ['c'], pool),
      node('Conv', ['c', 'last'], ['y']),
    ],
    weights: {
      w: randomTensor([16, 2, kernel, kernel], 1, 0.5),
      bias: randomTensor([16], 2, 0.5, 0.3),
      last: randomTensor([classes, 16, 1, 1], 3, 0.5),
    },
  });
}

describe('a depthwise convolution with strides between 1×1 convolutions', () => {
  it.each([
    [[8, 8], { strides: [2, 2], pads: [1, 1, 1, 1] }, [3, 3]],
    [[9, 7], { strides: [2, 2], pads: [1, 1, 1, 1] }, [3, 3]],
    [[8, 9], { strides: [2, 2], pads: [0, 0, 1, 1] }, [3, 3]],
    [[9, 8], { strides: [2, 2], pads: [2, 2, 2, 2] }, [5, 5]],
    [[10, 11], { strides: [3, 2], pads: [1, 0, 1, 0] }, [3, 2]],
    [[7, 9], { strides: [2, 3], pads: [0, 1, 0, 1] }, [1, 3]],
    [[7, 8], { strides: [1, 2], pads: [1, 1, 1, 1] }, [3, 3]],
  ] as [[number, number], Record<string, number[]>, [number, number]][])(
    'size %o, %o, kernel %o',
    async (size, attributes, kernel) => {
      await checkGradient(block(size, attributes, kernel), { batch: 2, seed: 3 });
    },
  );

  it('interleaves the few channels before the 1×1 convolution, not the many after it', async () => {
    const { graph: made } = parseModel(
      await differentiate(block([8, 8], { strides: [2, 2], pads: [1, 1, 1, 1] }, [3, 3])),
    );
    const slices = made.initializer.filter(({ dims }) => dims.join() === '3,16,1,1');
    expect(slices).toHaveLength(1);
    const pointwise = made.node.filter(({ input }) => input[1] === slices[0].name);
    expect(pointwise).toHaveLength(4);
    expect(made.node.some(({ opType }) => opType === 'PhasesToSpace' || opType === 'ConvTranspose')).toBe(false);
  });

  it('keeps a mask that broadcasts', async () => {
    const bytes = graph({
      inputs: { x: ['N', 16, 6, 6] },
      output: 'y',
      nodes: [
        node('GlobalAveragePool', ['x'], ['mean']),
        node('HardSigmoid', ['mean'], ['gate'], { alpha: 0.2, beta: 0.5 }),
        node('Mul', ['x', 'gate'], ['a']),
        node('Conv', ['a', 'w'], ['y'], { group: 16, strides: [2, 2] }),
      ],
      weights: { w: randomTensor([16, 1, 3, 3], 1) },
    });
    await checkGradient(bytes, { batch: 2 });
  });

  it('is right where two operations need the picture', async () => {
    const bytes = graph({
      inputs: { x: ['N', 3, 7, 8] },
      output: 'y',
      nodes: [
        node('Conv', ['x', 'expand'], ['a']),
        node('Relu', ['a'], ['b']),
        node('Conv', ['b', 'depth'], ['c'], { group: 16, strides: [2, 2], pads: [1, 1, 1, 1] }),
        node('Conv', ['b', 'other'], ['d'], { strides: [2, 2] }),
        node('Concat', ['c', 'd'], ['y'], { axis: 1 }),
      ],
      weights: {
        expand: randomTensor([16, 3, 1, 1], 1),
        depth: randomTensor([16, 1, 3, 3], 2),
        other: randomTensor([5, 16, 1, 1], 3),
      },
    });
    await checkGradient(bytes, { batch: 2 });
  });
});

describe('a convolution with strides, Relu and a maximum pool', () => {
  const three = { kernel_shape: [3, 3], strides: [2, 2] };
  it.each([
    [[15, 15], 3, { strides: [2, 2] }, three],
    [[16, 13], 3, { strides: [2, 2] }, three],
    [[16, 14], 3, { strides: [2, 2], pads: [1, 1, 1, 1] }, { ...three, ceil_mode: 1 }],
    [[11, 10], 7, { strides: [2, 2], pads: [3, 3, 3, 3] }, { ...three, pads: [1, 1, 1, 1] }],
    [[12, 12], 3, { strides: [1, 1], pads: [1, 1, 1, 1] }, { kernel_shape: [2, 2], strides: [2, 2] }],
    [[13, 12], 5, { strides: [2, 2], pads: [2, 2, 2, 2] }, { kernel_shape: [2, 2], strides: [2, 2] }],
    [[14, 15], 4, { strides: [2, 2], pads: [1, 1, 1, 1] }, { kernel_shape: [3, 2], strides: [1, 2] }],
    [[20, 19], 3, { strides: [3, 3] }, { kernel_shape: [3, 3], strides: [2, 2] }],
  ] as [[number, number], number, Record<string, number[]>, Record<string, number[]>][])(
    'size %o, kernel %o, %o, %o',
    async (size, kernel, convolution, pool) => {
      const bytes = stem(size, kernel, convolution, pool);
      await checkGradient(bytes, { batch: 2, seed: 1 });
      expect(await count(bytes, 'ScatterElements')).toBe(0);
    },
  );

  it('puts the mask before the pool', async () => {
    const bytes = stem([15, 15], 3, { strides: [2, 2] }, three);
    const { graph: made } = parseModel(await differentiate(bytes));
    const masks = made.node.filter(
      ({ opType, input }) => opType === 'HardSigmoid' && (input[0] === 'b' || input[0] === 'c'),
    );
    expect(masks.map(({ input }) => input[0])).toEqual(['c']);
  });
});

describe('parts of a concatenation', () => {
  const weights = {
    first: randomTensor([16, 3, 1, 1], 1),
    second: randomTensor([20, 3, 3, 3], 2),
    last: randomTensor([4, 36, 1, 1], 3),
    other: randomTensor([4, 36, 3, 3], 4),
  };
  const branches = [
    node('Conv', ['x', 'first'], ['a']),
    node('Relu', ['a'], ['b']),
    node('Conv', ['x', 'second'], ['c'], { pads: [1, 1, 1, 1] }),
    node('Relu', ['c'], ['d']),
    node('Concat', ['b', 'd'], ['joined'], { axis: 1 }),
  ];

  it('are pooled apart', async () => {
    const nodes = [
      ...branches,
      node('MaxPool', ['joined'], ['e'], { kernel_shape: [3, 3], strides: [2, 2] }),
      node('Conv', ['e', 'last'], ['y']),
    ];
    const bytes = graph({ inputs: { x: ['N', 3, 7, 8] }, output: 'y', nodes, weights });
    await checkGradient(bytes, { batch: 2 });
    expect(await count(bytes, 'MaxPool')).toBe(2);
    expect(await count(bytes, 'Split')).toBe(0);
    // What is asked for by name stays.
    expect(await count(bytes, 'MaxPool', { wrt: 'joined' })).toBe(1);
  });

  it('are computed apart instead of split', async () => {
    const nodes = [
      ...branches,
      node('Conv', ['joined', 'last'], ['e']),
      node('Conv', ['joined', 'other'], ['f'], { pads: [1, 1, 1, 1] }),
      node('Concat', ['e', 'f'], ['y'], { axis: 1 }),
    ];
    const bytes = graph({ inputs: { x: ['N', 3, 5, 4] }, output: 'y', nodes, weights });
    await checkGradient(bytes, { batch: 2 });
    // One for the outputs, whose gradient is given.
    expect(await count(bytes, 'Split')).toBe(1);
  });

  it('are split where something else needs their sum', async () => {
    const nodes = [...branches, node('GlobalAveragePool', ['joined'], ['g']), node('Conv', ['g', 'last'], ['y'])];
    const bytes = graph({ inputs: { x: ['N', 3, 5, 4] }, output: 'y', nodes, weights });
    await checkGradient(bytes, { batch: 2 });
    expect(await count(bytes, 'Split')).toBe(1);
  });
});
