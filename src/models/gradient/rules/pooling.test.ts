import { describe, expect, it } from 'vitest';
import { InferenceSession, Tensor } from '#ort';
import { graph, node } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { differentiate } from '../differentiate.js';

type Attributes = Record<string, number | string | number[]>;

function pool(operator: string, x: number[], attributes: Attributes, batch: number | string, opset: number) {
  return graph({
    inputs: { x: [batch, ...x] },
    output: 'y',
    nodes: [node(operator, ['x'], ['y'], attributes)],
    opset,
  });
}

const windows: [what: string, x: number[], attributes: Attributes][] = [
  ['2 by 2', [3, 6, 8], { kernel_shape: [2, 2], strides: [2, 2] }],
  ['2 by 2 with a remainder', [3, 7, 9], { kernel_shape: [2, 2], strides: [2, 2] }],
  ['a remainder and ceil_mode', [3, 7, 9], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }],
  ['overlapping', [2, 9, 8], { kernel_shape: [3, 3], strides: [2, 2] }],
  ['overlapping, ceil_mode', [2, 8, 8], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }],
  ['overlapping, padded', [2, 9, 8], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }],
  [
    'padded on one side, ceil_mode',
    [2, 10, 8],
    { kernel_shape: [3, 2], strides: [3, 2], pads: [0, 1, 1, 0], ceil_mode: 1 },
  ],
  ['stride 1', [2, 6, 7], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
  ['stride 1, even window', [2, 6, 7], { kernel_shape: [2, 4], pads: [0, 1, 1, 2] }],
  ['strides beyond the window', [2, 9, 8], { kernel_shape: [2, 1], strides: [3, 3] }],
  ['everything', [3, 5, 4], { kernel_shape: [5, 4] }],
  ['SAME_UPPER', [2, 7, 8], { kernel_shape: [3, 2], strides: [2, 3], auto_pad: 'SAME_UPPER' }],
  ['SAME_LOWER', [2, 7, 8], { kernel_shape: [3, 4], strides: [2, 2], auto_pad: 'SAME_LOWER' }],
  ['VALID', [2, 7, 8], { kernel_shape: [3, 4], strides: [2, 2], auto_pad: 'VALID' }],
  ['one axis', [2, 11], { kernel_shape: [3], strides: [2], pads: [1, 1] }],
  ['three axes', [2, 4, 5, 6], { kernel_shape: [2, 3, 2], strides: [2, 1, 2], pads: [0, 1, 0, 0, 1, 0] }],
];

/** The gradient of a pool of x, all channels alike. */
async function gradientOf(channels: number, x: number[], attributes: Attributes, outputs: number[]) {
  const side = Math.sqrt(x.length);
  const bytes = await differentiate(pool('MaxPool', [channels, side, side], attributes, 1, 18));
  const session = await InferenceSession.create(bytes);
  const count = outputs[0] * outputs[1];
  const { d_input: result } = await session.run({
    x: new Tensor(
      'float32',
      Float32Array.from({ length: channels * x.length }, (_, i) => x[i % x.length]),
      [1, channels, side, side],
    ),
    d_logits: new Tensor(
      'float32',
      Float32Array.from({ length: channels * count }, (_, i) => 2 ** (i % count)),
      [1, channels, ...outputs],
    ),
  });
  const values = Array.from(result.data as Float32Array);
  await session.release();
  return { first: values.slice(0, x.length), last: values.slice(-x.length) };
}

describe('MaxPool', () => {
  it.each([
    ...windows,
    [
      'dilations',
      [2, 9, 8],
      { kernel_shape: [3, 2], dilations: [2, 3], strides: [1, 2], pads: [1, 0, 1, 1] },
    ] satisfies (typeof windows)[number],
  ])('%s', async (_, x, attributes) => {
    await checkGradient(pool('MaxPool', x, attributes, 'N', 18), { batch: 3 });
    await checkGradient(pool('MaxPool', x, attributes, 1, 12), { batch: 1, seed: 1 });
  });

  // Channels that fill a block of the runtime's layout are pooled by another way.
  it.each(windows.filter(([, x]) => x.length === 3))('%s, 16 channels', async (_, x, attributes) => {
    await checkGradient(pool('MaxPool', [16, ...x.slice(1)], attributes, 'N', 18), { batch: 2, range: [-3, -1] });
    await checkGradient(pool('MaxPool', [20, ...x.slice(1)], attributes, 1, 12), { batch: 1, range: [-1, 2] });
  });

  it.each([1, 16, 64].flatMap((channels) => [3, 0, -3].map((value) => [channels, value] as const)))(
    'gives the whole gradient to the first of several largest values: %i channels of %i',
    async (channels, value) => {
      const attributes = { kernel_shape: [3, 3], strides: [2, 2] };
      const x = Array.from({ length: 25 }, () => value);
      const { first, last } = await gradientOf(channels, x, attributes, [2, 2]);
      const expected = x.map(() => 0);
      [expected[0], expected[2], expected[10], expected[12]] = [1, 2, 4, 8];
      expect(first).toEqual(expected);
      expect(last).toEqual(expected);
    },
  );

  it.each([1, 16])('gives nothing to the padding, %i channels', async (channels) => {
    const attributes = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
    const { first } = await gradientOf(
      channels,
      Array.from({ length: 16 }, () => 0),
      attributes,
      [2, 2],
    );
    const expected = Array.from({ length: 16 }, () => 0);
    [expected[0], expected[1], expected[4], expected[5]] = [1, 2, 4, 8];
    expect(first).toEqual(expected);
  });
});

describe('AveragePool', () => {
  const both = windows.flatMap(([what, x, attributes]) =>
    [0, 1].map((count) => [what, count, x, { ...attributes, count_include_pad: count }] as const),
  );
  it.each(both)('%s, count_include_pad %i', async (_, __, x, attributes) => {
    await checkGradient(pool('AveragePool', x, attributes, 'N', 19), { batch: 3 });
    await checkGradient(pool('AveragePool', x, attributes, 1, 11), { batch: 1 });
  });

  it.each([0, 1])('dilations, count_include_pad %i', async (count) => {
    const attributes = {
      kernel_shape: [3, 2],
      dilations: [2, 3],
      strides: [1, 2],
      pads: [1, 0, 1, 1],
      count_include_pad: count,
    };
    await checkGradient(pool('AveragePool', [2, 9, 8], attributes, 'N', 19), { batch: 3 });
  });
});

describe.each(['GlobalAveragePool', 'GlobalMaxPool'])('%s', (operator) => {
  it.each([[[3, 4, 5]], [[3, 7]], [[2, 3, 2, 4]], [[5, 1, 1]]])('[N,%s]', async (x) => {
    await checkGradient(pool(operator, x, {}, 'N', 18), { batch: 3 });
    await checkGradient(pool(operator, x, {}, 1, 7), { batch: 1 });
  });
});
