import type { Call, Operators } from './call.js';
import { axisOf, make, stridesOf, type Tensor64 } from './tensor.js';

/** One source of an output place along an axis, and its weight. */
type Source = readonly [place: number, weight: number];

/** How one axis is resized. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  /** Start and end of the part that `tf_crop_and_resize` takes. */
  readonly part: readonly [number, number];
}

/** Where output place `i` lies in the input: "coordinate_transformation_mode" of Resize in the ONNX specification. */
function coordinate(mode: string, i: number, { from, to, scale, part: [start, end] }: Axis): number {
  switch (mode) {
    case 'half_pixel':
      return (i + 0.5) / scale - 0.5;
    case 'pytorch_half_pixel':
      return to > 1 ? (i + 0.5) / scale - 0.5 : 0;
    case 'half_pixel_symmetric': {
      const adjustment = to / (scale * from);
      return (from / 2) * (1 - adjustment) + (i + 0.5) / scale - 0.5;
    }
    case 'align_corners':
      return to > 1 ? (i * (from - 1)) / (to - 1) : 0;
    case 'asymmetric':
      return i / scale;
    case 'tf_half_pixel_for_nn':
      return (i + 0.5) / scale;
    case 'tf_crop_and_resize':
      return to > 1
        ? start * (from - 1) + (i * (end - start) * (from - 1)) / (to - 1)
        : 0.5 * (start + end) * (from - 1);
    default:
      throw new Error(`Resize in coordinates ${mode}`);
  }
}

const nearest: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

interface Method {
  readonly kind: string;
  readonly coordinates: string;
  readonly rounding: string;
}

/** Opset 10 and Upsample know one way only: asymmetric, and the nearest one before. */
function methodOf(call: Call): Method {
  const kind = call.string('mode', 'nearest');
  if (call.int('antialias', 0)) throw new Error('Resize with antialias');
  if (kind !== 'nearest' && kind !== 'linear') throw new Error(`Resize in mode ${kind}`);
  if (call.opset < 11) return { kind, coordinates: 'asymmetric', rounding: 'floor' };
  return {
    kind,
    coordinates: call.string('coordinate_transformation_mode', 'half_pixel'),
    rounding: call.string('nearest_mode', 'round_prefer_floor'),
  };
}

/** The sources of each output place along an axis; none for what lies outside in `tf_crop_and_resize`. */
function sourcesOf(axis: Axis, { kind, coordinates, rounding }: Method): Source[][] {
  const within = (place: number) => Math.min(Math.max(place, 0), axis.from - 1);
  return Array.from({ length: axis.to }, (_, i) => {
    const x = coordinate(coordinates, i, axis);
    if (coordinates === 'tf_crop_and_resize' && (x < 0 || x > axis.from - 1)) return [];
    if (kind === 'nearest') return [[within(nearest[rounding](x)), 1]];
    const low = Math.floor(x);
    return [
      [within(low), 1 - (x - low)],
      [within(low + 1), x - low],
    ];
  });
}

/** Sizes and scales of all axes, from whichever was given. */
function axesOf(call: Call, x: Tensor64): Axis[] {
  const rank = x.dims.length;
  const old = call.opset < 11;
  const scales = call.has('scales') ? call.floats('scales', []) : call.optional(old ? 1 : 2)?.data;
  const sizes = old ? undefined : call.optional(3)?.data;
  const roi = old ? undefined : call.optional(1)?.data;
  const listed = call.has('axes') ? call.ints('axes', []).map((axis) => axisOf(axis, rank)) : [...x.dims.keys()];
  const policy = call.string('keep_aspect_ratio_policy', 'stretch');
  const ratios = sizes && [...sizes].map((size, i) => size / x.dims[listed[i]]);
  const common = ratios && (policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios));
  return x.dims.map((from, axis) => {
    const i = listed.indexOf(axis);
    if (i < 0) return { from, to: from, scale: 1, part: [0, 1] };
    const part = roi && roi.length > 0 ? ([roi[i], roi[i + listed.length]] as const) : ([0, 1] as const);
    if (sizes && sizes.length > 0) {
      if (policy === 'stretch') return { from, to: sizes[i], scale: sizes[i] / from, part };
      return { from, to: Math.floor(from * Number(common) + 0.5), scale: Number(common), part };
    }
    const scale = Number(scales?.[i]);
    const length = from * (part[1] - part[0]);
    return {
      from,
      to: Math.floor(
        (call.string('coordinate_transformation_mode', '') === 'tf_crop_and_resize' ? length : from) * scale,
      ),
      scale,
      part,
    };
  });
}

function resize(call: Call): Tensor64 {
  const x = call.input();
  const axes = axesOf(call, x);
  const method = methodOf(call);
  const sources = axes.map((axis) =>
    axis.from === axis.to && axis.scale === 1 && axis.part[0] === 0 && axis.part[1] === 1
      ? Array.from({ length: axis.to }, (_, i): Source[] => [[i, 1]])
      : sourcesOf(axis, method),
  );
  const dims = axes.map(({ to }) => to);
  const strides = stridesOf(x.dims);
  const outStrides = stridesOf(dims);
  const extrapolation = call.float('extrapolation_value', 0);
  const y = make(dims, undefined, x.type);
  for (let i = 0; i < y.data.length; i++) {
    let terms: Source[] = [[0, 1]];
    for (const [axis, own] of sources.entries()) {
      const next = own[Math.floor(i / outStrides[axis]) % dims[axis]];
      terms = terms.flatMap(([place, weight]) =>
        next.map(([at, share]): Source => [place + at * strides[axis], weight * share]),
      );
    }
    y.data[i] = terms.length === 0 ? extrapolation : terms.reduce((sum, [place, w]) => sum + w * x.data[place], 0);
  }
  return y;
}

export const resizing: Operators = { Resize: resize, Upsample: resize };
