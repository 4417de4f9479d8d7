/** Attributes of a Resize node that say which inputs an output is made of. */
export interface ResizeKind {
  readonly mode: 'nearest' | 'linear';
  readonly coordinates: string;
  readonly nearest: string;
}

/** One axis of a Resize. */
export interface ResizeAxis {
  readonly input: number;
  readonly output: number;
  /** Outputs per input, as the node gives it or as the sizes say. */
  readonly scale: number;
  /** Region of interest of `tf_crop_and_resize`, in shares of the axis. */
  readonly roi: readonly [start: number, end: number];
}

const { fround } = Math;

/**
 * Where an output lies on the axis of the inputs, by the formulas of ONNX, in float32 as ONNX Runtime computes them: where
 * a position is rounded, the last bit decides. Undefined for a mode that ONNX Runtime does not run.
 */
function position(kind: ResizeKind, { input, output, scale, roi }: ResizeAxis, at: number): number | undefined {
  const s = fround(scale);
  const half = () => fround(fround(fround(at + 0.5) / s) - 0.5);
  switch (kind.coordinates) {
    case 'half_pixel':
      return half();
    case 'half_pixel_symmetric': {
      const adjustment = fround(output / fround(s * input));
      const offset = fround(fround(input / 2) * fround(1 - adjustment));
      return fround(offset + (at + 0.5) / s - 0.5);
    }
    case 'pytorch_half_pixel':
      return output > 1 ? half() : 0;
    case 'tf_half_pixel_for_nn':
      return fround(fround(at + 0.5) / s);
    case 'asymmetric':
      return fround(at / s);
    case 'align_corners':
      return output === 1 ? 0 : fround(fround(at * (input - 1)) / fround(output - 1));
    case 'tf_crop_and_resize': {
      const [start, end] = roi.map(fround);
      if (output === 1) return fround(0.5 * fround(start + end) * (input - 1));
      return fround(
        fround(start * (input - 1)) + fround(fround(at * fround(end - start)) * (input - 1)) / (output - 1),
      );
    }
    default:
      return undefined;
  }
}

function nearestInput(kind: ResizeKind, at: number, downsampled: boolean): number {
  switch (kind.nearest) {
    case 'round_prefer_ceil':
      return Math.floor(at + 0.5);
    case 'floor':
      return Math.floor(at);
    case 'ceil':
      return Math.ceil(at);
    case 'simple':
      return downsampled ? Math.ceil(at) : Math.trunc(at);
    default:
      return at === Math.floor(at) + 0.5 ? Math.floor(at) : Math.round(at);
  }
}

/**
 * Which share of each input an output is: `output × input` values, row by row, or undefined for a mode of coordinates that
 * ONNX does not define. Outputs that lie outside under `tf_crop_and_resize` are constant: their rows are 0.
 */
export function resizeMatrix(kind: ResizeKind, axis: ResizeAxis): Float32Array | undefined {
  const { input, output } = axis;
  const matrix = new Float32Array(output * input);
  const within = (value: number) => Math.min(Math.max(value, 0), input - 1);
  for (let o = 0; o < output; o++) {
    const at = position(kind, axis, o);
    if (at === undefined) return undefined;
    if (kind.coordinates === 'tf_crop_and_resize' && (at < 0 || at > input - 1)) continue;
    if (kind.mode === 'nearest') {
      matrix[o * input + within(nearestInput(kind, at, axis.scale < 1))] = 1;
      continue;
    }
    const inside = within(at);
    const low = Math.floor(inside);
    const share = inside - low;
    matrix[o * input + low] += 1 - share;
    if (share > 0) matrix[o * input + Math.min(low + 1, input - 1)] += share;
  }
  return matrix;
}
