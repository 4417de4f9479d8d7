import { describe, expect, it } from 'vitest';
import { graph, node, randomTensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { differentiate } from '../differentiate.js';

interface Case {
  /** Channels and spatial sizes of the input. */
  x: number[];
  /** Weights [M, C/group, …]. */
  w: number[];
  batch?: number;
  opset?: number;
  [attribute: string]: number | string | number[] | undefined;
}

/** The numbers of a case as its title. */
const title = ({ ...shown }: Case) =>
  Object.entries(shown)
    .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(' ') : value}`)
    .join(', ');

function convolution({ x, w, batch = 3, opset = 18, ...attributes }: Case) {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined) as [string, number][];
  return graph({
    inputs: { x: [batch === 1 ? 1 : 'N', ...x] },
    output: 'y',
    nodes: [node('Conv', ['x', 'w', 'bias'], ['y'], Object.fromEntries(given))],
    weights: { w: randomTensor(w, 1), bias: randomTensor([w[0]], 2) },
    opset,
  });
}

const pair = (value: number) => [value, value];

const cases: Case[] = [
  // Strides against kernels, even ones too, with sizes that leave a remainder.
  ...[1, 2, 3].flatMap((stride) =>
    [1, 2, 3, 4, 5, 7].map((kernel) => ({
      x: [2, 9, 8],
      w: [3, 2, kernel, kernel],
      strides: pair(stride),
      pads: [kernel >> 1, kernel >> 1, (kernel - 1) >> 1, kernel >> 1],
      batch: kernel === 3 ? 1 : 3,
    })),
  ),
  { x: [2, 11, 10], w: [3, 2, 3, 3], strides: [4, 3] },
  { x: [2, 8, 9], w: [3, 2, 3, 2], strides: [1, 2] },
  { x: [2, 8, 9], w: [3, 2, 3, 2], strides: [2, 1], pads: [1, 0, 0, 1] },
  { x: [2, 8, 8], w: [3, 2, 1, 1], strides: pair(3) },
  // More padding than a tap reaches.
  { x: [2, 5, 5], w: [3, 2, 1, 1], pads: [1, 2, 0, 1] },
  { x: [2, 5, 5], w: [3, 2, 2, 2], pads: [3, 2, 2, 4], strides: pair(2) },
  { x: [2, 5, 6], w: [3, 2, 3, 3], pads: [4, 3, 3, 4] },
  // Dilations.
  { x: [2, 9, 10], w: [3, 2, 3, 3], dilations: pair(2), pads: [2, 2, 2, 2] },
  { x: [2, 9, 10], w: [3, 2, 3, 2], dilations: [3, 2] },
  { x: [2, 11, 10], w: [3, 2, 3, 3], dilations: pair(2), strides: pair(2), pads: [1, 2, 2, 1] },
  { x: [2, 11, 12], w: [3, 2, 3, 3], dilations: [2, 3], strides: [3, 2] },
  // Groups.
  { x: [4, 6, 7], w: [6, 2, 3, 3], group: 2, pads: [1, 1, 1, 1] },
  { x: [4, 6, 7], w: [6, 2, 3, 3], group: 2, strides: pair(2), pads: [1, 1, 1, 1] },
  { x: [4, 6, 7], w: [4, 1, 3, 3], group: 4, pads: [1, 1, 1, 1] },
  { x: [4, 6, 7], w: [4, 1, 3, 3], group: 4, strides: pair(2), pads: [1, 1, 1, 1] },
  { x: [4, 7, 6], w: [4, 1, 5, 5], group: 4, strides: pair(2), pads: [1, 2, 2, 1], batch: 1 },
  { x: [4, 7, 6], w: [4, 1, 2, 2], group: 4, strides: pair(3) },
  { x: [3, 6, 7], w: [6, 1, 3, 3], group: 3, pads: [1, 1, 1, 1] },
  { x: [3, 6, 7], w: [6, 1, 3, 3], group: 3, strides: [2, 3], pads: [1, 1, 1, 1] },
  // The channels of a block of the runtime's layout.
  { x: [16, 7, 7], w: [16, 1, 3, 3], group: 16, strides: pair(2), pads: [1, 1, 1, 1] },
  { x: [16, 6, 6], w: [32, 16, 3, 3], strides: pair(2), pads: [0, 0, 1, 1] },
  // auto_pad.
  ...['SAME_UPPER', 'SAME_LOWER', 'VALID'].flatMap((kind) =>
    [
      { strides: pair(1), w: [3, 2, 4, 3] },
      { strides: pair(2), w: [3, 2, 3, 3] },
      { strides: [3, 2], w: [3, 2, 2, 4] },
    ].map((rest) => ({ x: [2, 8, 9], auto_pad: kind, ...rest })),
  ),
  // 1D and 3D.
  { x: [2, 9], w: [3, 2, 3] },
  { x: [2, 9], w: [3, 2, 4], strides: [2], pads: [1, 2] },
  { x: [4, 9], w: [4, 1, 3], strides: [2], group: 4, dilations: [2] },
  { x: [2, 4, 5, 4], w: [3, 2, 2, 3, 2], pads: [0, 1, 1, 1, 1, 0] },
  { x: [2, 4, 5, 4], w: [3, 2, 2, 3, 2], strides: [2, 2, 2], pads: [0, 1, 1, 1, 1, 0] },
  // Other opsets.
  { x: [2, 6, 6], w: [3, 2, 3, 3], strides: pair(2), opset: 7 },
  { x: [2, 6, 6], w: [3, 2, 3, 3], strides: pair(2), opset: 22 },
];

describe('Conv', () => {
  it.each(cases.map((one) => [title(one), one] as const))('%s', async (_, one) => {
    await checkGradient(convolution(one), { batch: one.batch });
  });

  it('has a gradient for weights and biases that depend on the input', async () => {
    await Promise.all(
      [
        { strides: [1, 1], dilations: [1, 1], group: 1 },
        { strides: [2, 3], dilations: [1, 1], group: 1 },
        { strides: [2, 1], dilations: [1, 2], group: 2 },
      ].map(async ({ strides, dilations, group }) => {
        const model = graph({
          inputs: { x: [4, 4 / group, 3, 2] },
          output: 'y',
          nodes: [node('Conv', ['data', 'x', 'bias'], ['y'], { strides, dilations, group, pads: [1, 0, 2, 1] })],
          weights: { data: randomTensor([3, 4, 8, 7], 1), bias: randomTensor([4], 2) },
        });
        await checkGradient(model);
      }),
    );
  });

  it('has a gradient for data that meets weights of the graph itself', async () => {
    const some: Record<string, number[]>[] = [
      {},
      { strides: [2, 3], pads: [1, 0, 1, 2] },
      { dilations: [2, 1], strides: [3, 1] },
    ];
    await Promise.all(
      some.map(async (attributes) => {
        const model = graph({
          inputs: { x: [2, 3, 9, 8] },
          output: 'y',
          nodes: [
            node('ReduceMean', ['x'], ['mean'], { keepdims: 0 }),
            node('Mul', ['w', 'mean'], ['scaled']),
            node('Mul', ['bias', 'mean'], ['added']),
            node('Conv', ['x', 'scaled', 'added'], ['y'], attributes),
          ],
          weights: { w: randomTensor([4, 3, 3, 2], 1), bias: randomTensor([4], 2) },
        });
        await checkGradient(model);
      }),
    );
  });

  it('does not take ConvTranspose where the weights are known', async () => {
    const bytes = convolution({ x: [16, 8, 8], w: [16, 1, 3, 3], group: 16, strides: [2, 2], pads: [1, 1, 1, 1] });
    const text = Buffer.from(await differentiate(bytes)).toString('latin1');
    expect(text).not.toContain('ConvTranspose');
  });
});
