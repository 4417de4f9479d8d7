import { describe, expect, it } from 'vitest';
import { graph, int64, node, randomTensor, tensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { differentiate } from '../differentiate.js';

const far = 2 ** 53;

describe('gradient of Slice', () => {
  it.each<[starts: number[], ends: number[], axes?: number[], steps?: number[]]>([
    [
      [0, 1],
      [far, 3],
    ],
    [[1], [4], [1]],
    [[-3], [-1], [2]],
    [
      [0, 1],
      [far, 100],
      [0, -1],
    ],
    [[-1], [-far], [1], [-1]],
    [[4], [0], [1], [-2]],
    [
      [1, 5],
      [far, 1],
      [1, 2],
      [2, -3],
    ],
    [[0], [far], [2], [2]],
    [[2], [3], [1], [1]],
  ])('starts %j, ends %j, axes %j, steps %j', async (starts, ends, axes, steps) => {
    const bytes = graph({
      inputs: { x: ['N', 5, 6] },
      output: 'y',
      nodes: [
        node('Slice', ['x', 'starts', 'ends', axes ? 'axes' : '', steps ? 'steps' : ''], ['r']),
        node('Mul', ['r', 'r'], ['y']),
      ],
      weights: {
        starts: int64(starts),
        ends: int64(ends),
        ...(axes && { axes: int64(axes) }),
        ...(steps && { steps: int64(steps) }),
      },
    });
    await checkGradient(bytes);
  });

  it('with limits as attributes (opset 7)', async () => {
    const bytes = graph({
      inputs: { x: ['N', 5, 6] },
      output: 'y',
      nodes: [
        node('Slice', ['x'], ['a'], { starts: [1, -3], ends: [4, far], axes: [1, 2] }),
        node('Slice', ['a'], ['b'], { starts: [0, 1], ends: [far, 3] }),
        node('Mul', ['b', 'b'], ['y']),
      ],
      opset: 7,
    });
    await checkGradient(bytes);
  });

  it('with limits computed from the shape', async () => {
    const bytes = graph({
      inputs: { x: ['N', 6, 4] },
      output: 'y',
      nodes: [
        node('Shape', ['x'], ['shape']),
        node('Gather', ['shape', 'one'], ['size']),
        node('Div', ['size', 'two'], ['half']),
        node('Slice', ['x', 'zero', 'half', 'one'], ['a']),
        node('Slice', ['x', 'half', 'size', 'one'], ['b']),
        node('Mul', ['a', 'b'], ['y']),
      ],
      weights: { zero: int64([0]), one: int64([1]), two: int64([2]) },
    });
    await checkGradient(bytes);
  });

  it('names a part of the batch', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [node('Slice', ['x', 'zero', 'one'], ['y'])],
      weights: { zero: int64([0]), one: int64([1]) },
    });
    await expect(differentiate(bytes)).rejects.toThrow(
      'Slice (node Slice_y) takes a part of the batch: export the model so that pictures do not depend on each other',
    );
  });

  it('names limits that depend on the input', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [
        node('ReduceMax', ['x'], ['most'], { keepdims: 0 }),
        node('Cast', ['most'], ['end'], { to: 7 }),
        node('Reshape', ['end', 'one'], ['ends']),
        node('Slice', ['x', 'zero', 'ends', 'one'], ['y']),
      ],
      weights: { zero: int64([0]), one: int64([1]) },
    });
    await expect(differentiate(bytes)).rejects.toThrow(
      'Slice (node Slice_y) has an input 2 that is computed: export it with a constant one',
    );
  });
});

describe('gradient of Pad', () => {
  const modes = ['constant', 'reflect', 'edge'];

  it.each(modes.flatMap((mode) => [2, 11, 18].map((opset) => [mode, opset] as const)))(
    '%s of opset %d',
    async (mode, opset) => {
      const pads = [0, 0, 1, 2, 0, 0, 2, 1];
      const bytes = graph({
        inputs: { x: ['N', 2, 3, 4] },
        output: 'y',
        nodes: [
          opset < 11
            ? node('Pad', ['x'], ['r'], { mode, pads, value: 0.5 })
            : node('Pad', mode === 'constant' ? ['x', 'pads', 'value'] : ['x', 'pads'], ['r'], { mode }),
          node('Mul', ['r', 'w'], ['y']),
        ],
        weights: {
          w: randomTensor([2, 6, 7], 4),
          ...(opset >= 11 && { pads: int64(pads) }),
          ...(opset >= 11 && mode === 'constant' && { value: tensor([], [0.5]) }),
        },
        opset: Math.max(7, opset),
      });
      await checkGradient(bytes);
    },
  );

  it.each<[string, number[], number[]]>([
    ['constant', [-2], [-1, -1]],
    ['constant', [2, 3], [-1, 2, 1, -2]],
    ['edge', [1], [3, 0]],
    ['reflect', [-1], [0, 3]],
  ])('%s of axes %j by %j', async (mode, axes, pads) => {
    const bytes = graph({
      inputs: { x: ['N', 2, 4, 4] },
      output: 'y',
      nodes: [node('Pad', ['x', 'pads', '', 'axes'], ['r'], { mode }), node('Mul', ['r', 'r'], ['y'])],
      weights: { pads: int64(pads), axes: int64(axes) },
    });
    await checkGradient(bytes);
  });

  it('wrap (opset 19)', async () => {
    const bytes = graph({
      inputs: { x: ['N', 3, 4] },
      output: 'y',
      nodes: [node('Pad', ['x', 'pads'], ['r'], { mode: 'wrap' }), node('Mul', ['r', 'w'], ['y'])],
      weights: { pads: int64([0, 1, 2, 0, 2, 3]), w: randomTensor([6, 9], 5) },
      opset: 19,
    });
    await checkGradient(bytes);
  });
});
