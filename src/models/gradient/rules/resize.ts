import type { Backward, Rule } from '../backward.js';
import { type ResizeKind, resizeMatrix } from './resize-matrix.js';

function kindOf(b: Backward): ResizeKind {
  const mode = b.string('mode', 'nearest');
  if (mode !== 'nearest' && mode !== 'linear') {
    throw b.error(`interpolates with mode ${mode}, whose gradient is not known: expected nearest or linear`);
  }
  if (b.int('antialias', 0) !== 0) {
    throw b.error('resizes with antialias, whose gradient is not known: expected antialias 0');
  }
  return {
    mode,
    coordinates: b.string('coordinate_transformation_mode', 'half_pixel'),
    nearest: b.string('nearest_mode', 'round_prefer_floor'),
  };
}

/** Numbers of an optional input, where they are known and there are any. */
function numbers(b: Backward, i: number): number[] | undefined {
  if (!b.hasInput(i)) return undefined;
  const data = b.known(b.input(i))?.data;
  return data === undefined || data.length === 0 ? undefined : data;
}

/** Scales along the resized axes. Where the node gives sizes they follow from them, also under `keep_aspect_ratio_policy`. */
function scalesOf(b: Backward, axes: readonly number[], input: readonly number[], output: readonly number[]): number[] {
  const given = numbers(b, 2);
  if (given !== undefined) return given;
  const policy = b.string('keep_aspect_ratio_policy', 'stretch');
  const sizes = numbers(b, 3);
  const ratios = axes.map((axis) => (output[axis] === input[axis] ? 1 : output[axis] / input[axis]));
  if (policy === 'stretch' || sizes === undefined) return ratios;
  const wanted = axes.map((axis, i) => sizes[i] / input[axis]);
  const scale = policy === 'not_larger' ? Math.min(...wanted) : Math.max(...wanted);
  return axes.map(() => scale);
}

/**
 * Along each axis a resize is a matrix, built from the known sizes; the gradient goes through its transpose, for the last
 * axis from the right and for the others from the left.
 */
const resize: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const kind = kindOf(b);
  const [x, y] = [b.input(0), b.output()];
  // The runtime copies what keeps its size, whatever the scales say.
  if (x.shape.every((size, axis) => size === y.shape[axis])) return [gradient];
  const rank = x.shape.length;
  const axes = b
    .ints(
      'axes',
      Array.from({ length: rank }, (_, i) => i),
    )
    .map((axis) => (axis < 0 ? axis + rank : axis));
  const [input, output] = [x, y].map(({ shape }) => shape.map((size) => size ?? 0));
  const scales = scalesOf(b, axes, input, output);
  const roi = numbers(b, 1) ?? [...axes.map(() => 0), ...axes.map(() => 1)];
  let result = gradient;
  const sizes: (number | undefined)[] = [...y.shape];
  axes.forEach((axis, i) => {
    const region = [roi[i], roi[axes.length + i]] as const;
    const cropped = kind.coordinates === 'tf_crop_and_resize' && (region[0] !== 0 || region[1] !== 1);
    if (x.shape[axis] === y.shape[axis] && scales[i] === 1 && !cropped) return;
    if (x.shape[axis] === undefined) throw b.error('resizes an axis that changes with the batch');
    const one = { input: input[axis], output: output[axis], scale: scales[i], roi: region };
    const matrix = resizeMatrix(kind, one);
    if (matrix === undefined) throw b.error(`has the unknown coordinate_transformation_mode ${kind.coordinates}`);
    result = along(b, result, sizes, axis, b.floats(matrix, [one.output, one.input]), one);
    sizes[axis] = one.input;
  });
  return [result];
};

/** Multiplies one axis by the transpose of a matrix `output × input`. */
function along(
  b: Backward,
  value: string,
  sizes: readonly (number | undefined)[],
  axis: number,
  matrix: string,
  { input, output }: { input: number; output: number },
): string {
  const after = sizes.slice(axis + 1);
  if (after.length === 0) return b.emit('MatMul', [value, matrix]);
  const transposed = b.emit('Transpose', [matrix], { perm: { ints: [1, 0] } });
  if (after.length === 1) return b.emit('MatMul', [transposed, value]);
  const flat = b.emit('Reshape', [value, b.int64([-1, output, after.reduce<number>((a, c) => a * (c ?? 0), 1)])]);
  const multiplied = b.emit('MatMul', [transposed, flat]);
  const shape = sizes.map((size, i) => (i === axis ? input : (size ?? -1)));
  return b.emit('Reshape', [multiplied, b.int64(shape)]);
}

export const resizeRules: Record<string, Rule> = { Resize: resize };
