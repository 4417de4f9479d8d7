import { describe, it } from 'vitest';
import { graph, node, randomTensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';

type Case = [
  what: string,
  x: number[],
  w: number[],
  attributes: Record<string, number | string | number[]>,
  batch?: number,
];

const cases: Case[] = [
  ['stride 1', [3, 5, 6], [3, 2, 3, 3], {}],
  ['even kernel', [3, 5, 6], [3, 2, 4, 2], { pads: [1, 0, 2, 1] }],
  ['stride 2', [3, 5, 4], [3, 2, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }, 1],
  [
    'stride 2 with output_padding',
    [3, 5, 4],
    [3, 2, 3, 3],
    { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
  ],
  ['output_padding beyond the padding', [3, 4, 4], [3, 2, 3, 3], { strides: [3, 3], output_padding: [2, 1] }],
  ['stride 3 beyond the kernel', [3, 4, 4], [3, 2, 2, 1], { strides: [3, 3] }],
  ['dilations', [3, 5, 4], [3, 2, 3, 2], { dilations: [2, 3], pads: [1, 2, 0, 1] }],
  ['dilations with strides', [3, 5, 4], [3, 2, 3, 3], { dilations: [2, 2], strides: [3, 2], pads: [1, 1, 1, 1] }],
  ['groups', [4, 4, 5], [4, 3, 3, 3], { group: 2, strides: [2, 1] }],
  ['depthwise', [4, 4, 5], [4, 1, 3, 3], { group: 4, strides: [2, 2], pads: [1, 1, 0, 0] }],
  ['output_shape', [3, 4, 5], [3, 2, 3, 3], { strides: [2, 2], output_shape: [8, 10] }],
  ['output_shape that takes much away', [3, 4, 5], [3, 2, 4, 4], { strides: [2, 2], output_shape: [7, 9] }],
  [
    'output_shape for SAME_UPPER',
    [3, 4, 5],
    [3, 2, 4, 4],
    { strides: [2, 2], output_shape: [7, 9], auto_pad: 'SAME_UPPER' },
  ],
  ['SAME_UPPER', [3, 4, 5], [3, 2, 3, 3], { strides: [2, 2], auto_pad: 'SAME_UPPER' }],
  ['SAME_LOWER', [3, 4, 5], [3, 2, 3, 4], { strides: [2, 1], auto_pad: 'SAME_LOWER' }],
  ['VALID', [3, 4, 5], [3, 2, 3, 3], { strides: [2, 2], auto_pad: 'VALID' }],
  ['1D', [3, 6], [3, 2, 3], { strides: [2], pads: [1, 1], output_padding: [1] }],
  ['3D', [2, 3, 3, 4], [2, 3, 2, 3, 2], { strides: [2, 1, 2], pads: [0, 1, 1, 1, 1, 0] }],
];

describe('ConvTranspose', () => {
  it.each(cases)('%s', async (_, x, w, attributes, batch = 3) => {
    const group = (attributes.group as number | undefined) ?? 1;
    const model = graph({
      inputs: { x: [batch === 1 ? 1 : 'N', ...x] },
      output: 'y',
      nodes: [node('ConvTranspose', ['x', 'w', 'bias'], ['y'], attributes)],
      weights: { w: randomTensor(w, 1), bias: randomTensor([w[1] * group], 2) },
    });
    await checkGradient(model, { batch });
  });

  it('has a gradient for weights that depend on the input', async () => {
    const some: Record<string, number | number[]>[] = [
      { strides: [2, 3], pads: [1, 0, 0, 1] },
      { strides: [2, 1], dilations: [1, 2], group: 2 },
    ];
    await Promise.all(
      some.map(async (attributes) => {
        const model = graph({
          inputs: { x: [4, 2, 3, 2] },
          output: 'y',
          nodes: [node('ConvTranspose', ['data', 'x'], ['y'], attributes)],
          weights: { data: randomTensor([3, 4, 4, 3], 1) },
        });
        await checkGradient(model);
      }),
    );
  });
});
