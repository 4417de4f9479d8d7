import { type AttributeValue, graph, int64, node, randomTensor, tensor, type TensorSpec, types } from './build.js';
import type { FeedOptions } from './run.js';

/** A small model and what to feed it. */
export interface Case {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly options: FeedOptions;
}

interface Extra extends FeedOptions {
  readonly opset?: number;
  readonly dims?: readonly number[];
  readonly outputs?: number;
  readonly outputType?: keyof typeof types;
  readonly domain?: string;
  /** Names of the inputs: x, weights, or '' for one left out. Default x and the weights. */
  readonly inputs?: readonly string[];
}

/** A graph of one operator on x [2, 3, 4, 5]. */
export function one(
  op: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
  weights: Readonly<Record<string, TensorSpec>> = {},
  extra: Extra = {},
): Case {
  const { opset = 18, dims = [2, 3, 4, 5], outputs = 1, outputType, domain, inputs, ...options } = extra;
  const names = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const bytes = graph({
    inputs: { x: dims },
    output: names,
    outputType,
    opset,
    weights,
    nodes: [node(op, inputs ?? ['x', ...Object.keys(weights)], names, attributes, domain)],
  });
  const shown = Object.entries(attributes).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const shapes = Object.values(weights).map((weight) => `[${weight.dims}]`);
  return { name: [`${op}-${opset}`, `[${dims}]`, ...shapes, ...shown].join(' '), bytes, options };
}

const positive = { range: [0.1, 3] } as const;
const w = (...dims: number[]) => ({ w: randomTensor(dims, 7) });
const axes = (...list: number[]) => ({ axes: int64(list) });

const functions =
  `Relu LeakyRelu Elu Selu HardSigmoid HardSwish Sigmoid Tanh Softplus Softsign Erf Exp Neg Abs Reciprocal
  Sin Cos Floor Ceil Round Sign Identity Mish`.split(/\s+/);

const elementwise: Case[] = [
  ...functions.map((op) => one(op)),
  one('Celu', { alpha: 0.7 }),
  one('Sqrt', {}, {}, positive),
  one('Log', {}, {}, positive),
  one('LeakyRelu', { alpha: 0.3 }),
  one('Elu', { alpha: 2 }, {}, { opset: 7 }),
  one('Selu', { alpha: 1, gamma: 2 }),
  one('ThresholdedRelu', { alpha: 0.4 }),
  one('HardSigmoid', { alpha: 0.4, beta: 0.3 }),
  one('Gelu', {}, {}, { opset: 20 }),
  one('Gelu', { approximate: 'tanh' }, {}, { opset: 20 }),
  one('Gelu', {}, {}, { domain: 'com.microsoft' }),
  one('QuickGelu', {}, {}, { domain: 'com.microsoft' }),
  one('Clip', { min: -0.5, max: 0.7 }, {}, { opset: 7 }),
  one('Clip', {}, { low: tensor([], [-0.2]), high: tensor([], [0.9]) }, { opset: 11 }),
  one('Clip', {}, { high: tensor([], [0.9]) }, { opset: 13, inputs: ['x', '', 'high'] }),
  one('Cast', { to: types.int64 }, {}, { outputType: 'int64', range: [-9, 9] }),
  one('Cast', { to: types.bool }, {}, { outputType: 'bool' }),
  one('Dropout', { ratio: 0.3 }, {}, { opset: 7 }),
  one('Dropout', {}, { ratio: tensor([], [0.3]) }, { opset: 13 }),
];

const broadcasting: Case[] = [
  ...['Add', 'Sub', 'Mul', 'Div', 'Min', 'Max', 'Sum', 'Mean'].flatMap((op) => [
    one(op, {}, w(3, 1, 5)),
    one(op, {}, w(6, 2, 1, 1, 1), { opset: 8 }),
  ]),
  one('Sum', {}, { a: randomTensor([5], 1), b: randomTensor([4, 1], 2) }),
  one('PRelu', {}, w(3, 1, 1)),
  one('Pow', {}, { e: tensor([], [2.5]) }, { ...positive, opset: 7 }),
  one('Pow', {}, w(5), { ...positive, opset: 15 }),
  one('Mod', { fmod: 1 }, w(5)),
  ...['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'].map((op) =>
    one(op, {}, w(4, 1), { opset: 16, outputType: 'bool' }),
  ),
];

const matrices: Case[] = [
  one('MatMul', {}, w(5, 7)),
  one('MatMul', {}, w(3, 5, 7)),
  one('MatMul', {}, w(5)),
  one('MatMul', {}, w(2, 6, 3, 4), { inputs: ['w', 'x'], dims: [6, 4, 5] }),
  one('MatMul', {}, w(6, 4), { dims: [4], inputs: ['w', 'x'] }),
  one('Gemm', {}, w(6, 5), { dims: [4, 6] }),
  one('Gemm', { transA: 1, transB: 1, alpha: 0.5, beta: 2 }, { ...w(5, 4), c: randomTensor([5], 3) }, { dims: [4, 6] }),
  one('Gemm', { beta: 0.5 }, { ...w(6, 5), c: randomTensor([4, 1], 3) }, { dims: [4, 6], opset: 7 }),
  one('FusedMatMul', { transA: 1, alpha: 0.3 }, w(3, 4, 6), { domain: 'com.microsoft' }),
];

const bn = { s: randomTensor([3], 1), b: randomTensor([3], 2), m: randomTensor([3], 3), v: tensor([3], [0.5, 1, 2]) };
const pair = (...dims: number[]) => ({ s: randomTensor(dims, 1), b: randomTensor(dims, 2) });
const normalizations: Case[] = [
  ...[7, 9, 14, 15].map((opset) => one('BatchNormalization', { epsilon: 1e-3 }, bn, { opset })),
  one('InstanceNormalization', {}, pair(3)),
  one('LayerNormalization', { epsilon: 1e-6 }, pair(5)),
  one('LayerNormalization', { axis: 2 }, { s: randomTensor([4, 5], 1) }),
  one('LayerNormalization', { axis: 1 }, pair(3, 4, 5), { outputs: 3 }),
  one('GroupNormalization', { num_groups: 2 }, pair(2), { dims: [2, 6, 3, 3] }),
  one('GroupNormalization', { num_groups: 2 }, pair(6), { dims: [2, 6, 3, 3], opset: 21 }),
  one('LRN', { size: 3, alpha: 0.5, beta: 0.6, bias: 2 }, {}, { dims: [2, 7, 3, 2] }),
  one('LRN', { size: 5 }, {}, { dims: [1, 4, 3, 2] }),
  ...[7, 13].flatMap((opset) =>
    ['Softmax', 'LogSoftmax'].flatMap((op) => [one(op, {}, {}, { opset }), one(op, { axis: 2 }, {}, { opset })]),
  ),
  one('Softmax', { axis: -3 }),
];

const reductions: Case[] = [
  ...['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL1', 'ReduceL2'].flatMap((op) => [
    one(op, { axes: [1, 3] }, {}, { opset: 11 }),
    one(op, { axes: [-2], keepdims: 0 }, {}, { opset: 11 }),
    one(op, {}, axes(2, -1), { opset: 18 }),
    one(op, { keepdims: 0 }, {}, { opset: 18 }),
    one(op, { noop_with_empty_axes: 1 }, {}, { opset: 18 }),
  ]),
  one('ReduceSum', { keepdims: 0 }, axes(0), { opset: 13 }),
  one('ReduceLogSumExp', {}, axes(1)),
  one('ReduceSumSquare', {}, axes(1)),
  one('ArgMax', { axis: 2, keepdims: 0 }, {}, { outputType: 'int64' }),
];

const u8 = (...data: number[]): TensorSpec => ({ dims: data.length === 1 ? [] : [data.length], data, type: 'uint8' });
const quantized: Case[] = [
  one('QuantizeLinear', {}, { s: tensor([], [0.02]), z: u8(120) }, { opset: 10, outputType: 'uint8' }),
  one(
    'QuantizeLinear',
    { axis: 1 },
    { s: tensor([3], [0.02, 0.03, 0.1]), z: u8(9, 128, 200) },
    { outputType: 'uint8' },
  ),
  one('QuantizeLinear', {}, { s: tensor([], [0.02]) }, { outputType: 'uint8' }),
  {
    name: 'DequantizeLinear-13 of QuantizeLinear',
    options: {},
    bytes: graph({
      inputs: { x: [2, 3, 4] },
      output: 'y',
      weights: { s: tensor([3], [0.02, 0.03, 0.1]), z: { dims: [3], data: [-3, 0, 5], type: 'int8' } },
      nodes: [
        node('QuantizeLinear', ['x', 's', 'z'], ['q'], { axis: -2 }),
        node('DequantizeLinear', ['q', 's', 'z'], ['y'], { axis: 1 }),
      ],
    }),
  },
];

/** One operator each, in the spellings of their opsets. */
export const operatorCases: readonly Case[] = [
  ...elementwise,
  ...broadcasting,
  ...matrices,
  ...normalizations,
  ...reductions,
  ...quantized,
];
