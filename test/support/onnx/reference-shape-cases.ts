import { graph, int64, node, randomTensor, tensor } from './build.js';
import { type Case, one } from './reference-cases.js';

const list = (...data: number[]) => int64(data);

const shapes: Case[] = [
  one('Reshape', {}, { s: list(0, -1, 5) }),
  one('Flatten', {}),
  one('Flatten', { axis: -1 }, {}, { opset: 11 }),
  one('Flatten', { axis: 0 }),
  one('Transpose', {}),
  one('Transpose', { perm: [1, 3, 0, 2] }),
  one('Squeeze', { axes: [0, -2] }, {}, { opset: 11, dims: [1, 3, 1, 4] }),
  one('Squeeze', {}, {}, { opset: 13, dims: [1, 3, 1, 4] }),
  one('Squeeze', {}, { a: list(2) }, { opset: 13, dims: [1, 3, 1, 4] }),
  one('Unsqueeze', { axes: [0, 4] }, {}, { opset: 7, dims: [2, 3, 4] }),
  one('Unsqueeze', {}, { a: list(-1, 0) }, { opset: 13, dims: [2, 3] }),
  one('Concat', { axis: 1 }, { w: randomTensor([2, 1, 4, 5], 1), v: randomTensor([2, 4, 4, 5], 2) }),
  one('Concat', { axis: -1 }, { w: randomTensor([2, 3, 4, 1], 1) }, { opset: 11 }),
  one('Expand', {}, { s: list(6, 1, 3, 1, 5) }, { dims: [3, 4, 1] }),
  one('DepthToSpace', { blocksize: 2 }, {}, { dims: [2, 12, 2, 3] }),
  one('DepthToSpace', { blocksize: 2, mode: 'CRD' }, {}, { dims: [2, 12, 2, 3], opset: 11 }),
  one('SpaceToDepth', { blocksize: 2 }, {}, { dims: [2, 3, 4, 6] }),
];

const indexing: Case[] = [
  one('Slice', { starts: [1, -3], ends: [100, -1], axes: [1, 3] }, {}, { opset: 7 }),
  one('Slice', { starts: [1, 1], ends: [2, 3] }, {}, { opset: 9 }),
  one('Slice', {}, { s: list(4, 0), e: list(-100, 3), a: list(-1, 2), p: list(-2, 2) }),
  one('Slice', {}, { s: list(0), e: list(-1) }),
  one('Split', { axis: 1, split: [1, 2] }, {}, { opset: 11, outputs: 2 }),
  one('Split', { axis: -1 }, {}, { opset: 11, outputs: 5 }),
  one('Split', { axis: 2 }, { s: list(1, 3) }, { opset: 13, outputs: 2 }),
  one('Split', { axis: 3, num_outputs: 2 }, {}, { opset: 18, outputs: 2 }),
  one('Pad', { pads: [0, 0, 1, 2, 0, 1, 3, 0], value: 0.5 }, {}, { opset: 7 }),
  one('Pad', { pads: [0, 0, 1, 2, 0, 1, 3, 0], mode: 'reflect' }, {}, { opset: 9, dims: [2, 3, 4, 5] }),
  one('Pad', { mode: 'edge' }, { p: list(1, 0, 0, 2, 0, 0, 1, 3) }, { opset: 11 }),
  one('Pad', {}, { p: list(0, 0, -1, 2, 0, 0, 1, -2), v: tensor([], [2]) }, { opset: 13 }),
  one('Pad', { mode: 'reflect' }, { p: list(2, 1, 1, 3), a: list(-1, 2) }, { inputs: ['x', 'p', '', 'a'] }),
  one('Pad', { mode: 'wrap' }, { p: list(0, 0, 1, 2, 0, 0, 3, 1) }, { opset: 19 }),
  one('Gather', { axis: 1 }, { i: int64([2, 0, -1, 0], [2, 2]) }),
  one('Gather', { axis: -1 }, { i: int64([1], []) }),
  one('Shape', {}, {}, { outputType: 'int64' }),
  one('Shape', { start: 1, end: -1 }, {}, { outputType: 'int64', opset: 15 }),
  one('Size', {}, {}, { outputType: 'int64' }),
];

/** Numbers that are made from shapes, and tests that choose between values. */
const chains: Case[] = [
  {
    name: 'Reshape by Shape, Gather, Unsqueeze, Concat',
    options: { batch: 3 },
    bytes: graph({
      inputs: { x: ['N', 3, 4] },
      output: 'y',
      weights: { zero: int64([0], []), end: int64([-1]), axis: int64([0]) },
      nodes: [
        node('Shape', ['x'], ['shape']),
        node('Gather', ['shape', 'zero'], ['n'], { axis: 0 }),
        node('Unsqueeze', ['n', 'axis'], ['n1']),
        node('Concat', ['n1', 'end'], ['target'], { axis: 0 }),
        node('Reshape', ['x', 'target'], ['y']),
      ],
    }),
  },
  {
    name: 'Where of Greater, ConstantOfShape and Constant',
    options: {},
    bytes: graph({
      inputs: { x: [2, 3, 4] },
      output: 'y',
      nodes: [
        node('Shape', ['x'], ['shape']),
        node('ConstantOfShape', ['shape'], ['ones'], { value: tensor([1], [0.25]) }),
        node('Constant', [], ['c'], { value_floats: [0.1, 0.2, 0.3, 0.4] }),
        node('Greater', ['x', 'ones'], ['test']),
        node('Not', ['test'], ['not']),
        node('Where', ['not', 'x', 'c'], ['y']),
      ],
    }),
  },
  {
    name: 'Range of Constant, Div of integers',
    options: {},
    bytes: graph({
      inputs: { x: [4] },
      output: 'y',
      weights: { zero: int64([0], []), step: int64([2], []), three: int64([3]) },
      nodes: [
        node('Constant', [], ['end'], { value_int: 8 }),
        node('Range', ['zero', 'end', 'step'], ['r']),
        node('Div', ['r', 'three'], ['d']),
        node('Cast', ['d'], ['f'], { to: 1 }),
        node('Add', ['x', 'f'], ['y']),
      ],
    }),
  },
];

const transposed = { w: randomTensor([3, 2, 3, 3], 4) };
const outputShapes: Case[] = [
  one('ConvTranspose', { strides: [2, 2], output_shape: [8, 9] }, transposed),
  one('ConvTranspose', { strides: [2, 2], output_shape: [8, 10], auto_pad: 'SAME_UPPER' }, transposed, { opset: 11 }),
  one('ConvTranspose', { strides: [2, 3], output_shape: [7, 13], auto_pad: 'SAME_LOWER' }, transposed, { opset: 11 }),
];

const two = { s: tensor([4], [1, 1, 2, 2]) };
const odd = { r: tensor([0], []), s: tensor([4], [1, 1, 1.7, 0.55]) };
const sized = { r: tensor([0], []), e: tensor([0], []), n: int64([2, 3, 7, 3]) };
const coordinates = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'];
const roundings = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];

const resizing: Case[] = [
  one('Upsample', { scales: [1, 1, 2, 3] }, {}, { opset: 7 }),
  one('Upsample', { mode: 'linear' }, two, { opset: 9 }),
  one('Resize', {}, two, { opset: 10 }),
  one('Resize', { mode: 'linear' }, two, { opset: 10 }),
  ...coordinates.flatMap((mode) => [
    one('Resize', { mode: 'linear', coordinate_transformation_mode: mode }, odd, { opset: 11 }),
    one('Resize', { mode: 'linear', coordinate_transformation_mode: mode }, sized, { opset: 13 }),
    ...roundings.map((nearest_mode) =>
      one('Resize', { nearest_mode, coordinate_transformation_mode: mode }, odd, { opset: 13 }),
    ),
    one('Resize', { coordinate_transformation_mode: mode }, sized, { opset: 18 }),
  ]),
  one('Resize', { coordinate_transformation_mode: 'tf_half_pixel_for_nn', nearest_mode: 'floor' }, odd, { opset: 11 }),
  one('Resize', { mode: 'linear', coordinate_transformation_mode: 'half_pixel_symmetric' }, odd, { opset: 19 }),
  one(
    'Resize',
    { mode: 'linear', coordinate_transformation_mode: 'tf_crop_and_resize', extrapolation_value: 0.5 },
    { r: tensor([8], [0, 0, 0.1, 0.2, 1, 1, 0.8, 1.3]), e: tensor([0], []), n: int64([2, 3, 6, 4]) },
    { opset: 13 },
  ),
  one('Resize', { mode: 'linear', axes: [2, 3] }, { s: tensor([2], [2, 1.5]) }, { inputs: ['x', '', 's'] }),
  one(
    'Resize',
    { mode: 'linear', axes: [3, 2], keep_aspect_ratio_policy: 'not_larger' },
    { n: int64([9, 9]) },
    { inputs: ['x', '', '', 'n'] },
  ),
];

/** Operators that move values, in the spellings of their opsets. */
export const shapeCases: readonly Case[] = [...shapes, ...indexing, ...chains, ...resizing, ...outputShapes];
