import { describe, expect, it } from 'vitest';
import { InferenceSession, Tensor } from '#ort';
import { graph, int64, node, normals, tensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { differentiate } from '../differentiate.js';

interface Options {
  attributes: Record<string, string | number | number[]>;
  scales?: number[];
  sizes?: number[];
  roi?: number[];
  x?: (number | string)[];
  opset?: number;
}

function resize({ attributes, scales, sizes, roi, x = [1, 2, 4, 5], opset = 19 }: Options) {
  return graph({
    inputs: { x },
    output: 'y',
    nodes: [
      node('Resize', ['x', roi ? 'roi' : '', scales ? 'scales' : '', ...(sizes ? ['sizes'] : [])], ['y'], attributes),
    ],
    weights: {
      ...(roi && { roi: tensor([roi.length], roi) }),
      ...(scales && { scales: tensor([scales.length], scales) }),
      ...(sizes && { sizes: int64(sizes) }),
    },
    opset,
  });
}

const coordinates = ['half_pixel', 'half_pixel_symmetric', 'pytorch_half_pixel', 'align_corners', 'asymmetric'];

const nearest = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];

/** Outputs per input along the last two axes, and sizes of the output. */
const factors = [
  [2, 3],
  [0.55, 1.7],
];
const sizes = [
  [8, 3],
  [1, 7],
];

describe.each(['nearest', 'linear'])('Resize, %s', (mode) => {
  it.each(coordinates)('%s', async (kind) => {
    const attributes = { mode, coordinate_transformation_mode: kind };
    await Promise.all(factors.map(([h, w]) => checkGradient(resize({ attributes, scales: [1, 1, h, w] }))));
    await Promise.all(sizes.map(([h, w]) => checkGradient(resize({ attributes, sizes: [1, 2, h, w] }))));
  });
});

function dot(a: { readonly data: unknown }, b: { readonly data: unknown }): number {
  const values = b.data as Float32Array;
  return (a.data as Float32Array).reduce((sum, value, i) => sum + value * values[i], 0);
}

/**
 * Where a position is rounded the last bit decides, so that a reference in double may take the neighbour. The resize R as
 * ONNX Runtime runs it and the gradient must agree: d · R x = Rᵀ d · x.
 */
describe('Resize takes the neighbours that ONNX Runtime takes', () => {
  const kinds = coordinates.flatMap((kind) => nearest.map((mode) => [kind, mode] as const));
  const ratios = [0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 1.2, 1.25, 1.5, 1.6, 2, 2.4, 3, 3.5, 7];

  it.each(kinds)('%s, %s', async (kind, mode) => {
    const attributes = { mode: 'nearest', coordinate_transformation_mode: kind, nearest_mode: mode };
    // There the runtime's last bit is another one for some.
    const some = kind === 'half_pixel_symmetric' ? [0.5, 2, 3] : ratios;
    const cases: Pick<Options, 'scales' | 'sizes'>[] = [
      { scales: [1, 1, 1.1, 1.15] },
      ...some.map((ratio, i) => ({ scales: [1, 1, ratio, some[(i + 4) % some.length]] })),
      ...[1, 2, 4, 6, 8, 9, 16].map((size) => ({ sizes: [1, 2, size, size + 1] })),
    ];
    await Promise.all(
      cases.map(async (one) => {
        const bytes = await differentiate(resize({ attributes, x: [1, 2, 6, 5], ...one }));
        const session = await InferenceSession.create(bytes);
        const [h, w] = one.scales?.slice(2) ?? [];
        const shape = one.sizes ?? [1, 2, Math.floor(6 * h), Math.floor(5 * w)];
        const x = new Tensor('float32', normals(60, 1), [1, 2, 6, 5]);
        const d = new Tensor('float32', normals(shape[1] * shape[2] * shape[3], 2), shape);
        const { y, d_input: result } = await session.run({ x, d_logits: d });
        expect(dot(result, x), JSON.stringify(one)).toBeCloseTo(dot(y, d), 3);
        await session.release();
      }),
    );
  });
});

describe('Resize', () => {
  it('of a region, with a constant outside', async () => {
    await Promise.all(
      ['nearest', 'linear'].map(async (mode) => {
        await Promise.all(
          [
            [0, 0, 0.2, 0.1, 1, 1, 0.7, 0.9],
            [0, 0, -0.3, 0, 1, 1, 1.2, 1.1],
          ].map(async (roi) => {
            const attributes = { mode, coordinate_transformation_mode: 'tf_crop_and_resize', extrapolation_value: 2 };
            await checkGradient(resize({ attributes, roi, sizes: [1, 2, 7, 6] }));
          }),
        );
      }),
    );
  });

  it('of a free batch', async () => {
    await Promise.all(
      ['nearest', 'linear'].map(async (mode) => {
        await checkGradient(resize({ attributes: { mode }, scales: [1, 1, 2, 3], x: ['N', 2, 3, 4] }), { batch: 3 });
      }),
    );
  });

  it('of the last axis, of three, and of channels', async () => {
    const attributes = { mode: 'linear' };
    await checkGradient(resize({ attributes, scales: [1, 1, 1.7], x: ['N', 2, 5] }), { batch: 3 });
    await checkGradient(resize({ attributes, scales: [1, 1, 2, 1.5, 0.7], x: ['N', 2, 3, 4, 5] }), { batch: 3 });
    const spatial = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
    await checkGradient(resize({ attributes: spatial, scales: [1, 2, 2, 1], x: [2, 3, 4, 5] }));
  });

  it('with axes and a kept aspect ratio', async () => {
    await Promise.all(
      ['stretch', 'not_larger', 'not_smaller'].map(async (keep_aspect_ratio_policy) => {
        const attributes = { mode: 'linear', axes: [2, 3], keep_aspect_ratio_policy };
        await checkGradient(resize({ attributes, sizes: [7, 6], opset: 18 }));
      }),
    );
  });

  it.each([10, 11, 13, 18])('of opset %i', async (opset) => {
    if (opset === 10) {
      const nodes = [node('Resize', ['x', 'scales'], ['y'], { mode: 'linear' })];
      const weights = { scales: tensor([4], [1, 1, 2, 1.5]) };
      await checkGradient(graph({ inputs: { x: [1, 2, 4, 4] }, output: 'y', nodes, weights, opset }));
    } else {
      const attributes = { mode: 'linear', coordinate_transformation_mode: 'align_corners' };
      await checkGradient(resize({ attributes, roi: [], scales: [1, 1, 2, 1.5], opset }));
    }
  });

  it('names what it cannot do', async () => {
    await expect(differentiate(resize({ attributes: { mode: 'cubic' }, scales: [1, 1, 2, 2] }))).rejects.toThrow(
      'Resize (node Resize_y) interpolates with mode cubic, whose gradient is not known: expected nearest or linear',
    );
    await expect(
      differentiate(resize({ attributes: { mode: 'linear', antialias: 1 }, scales: [1, 1, 0.5, 0.5] })),
    ).rejects.toThrow('resizes with antialias, whose gradient is not known: expected antialias 0');
  });
});
