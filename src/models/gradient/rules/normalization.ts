import type { Backward, Rule, Value } from '../backward.js';
import { channelsOf, spatialSizes } from './convolution-window.js';

const keep = { keepdims: { int: 1 } };

function mean(b: Backward, value: string, axes: string): string {
  return b.emit('ReduceMean', [value, axes], keep);
}

/** A value with mean 0 and variance 1 over some axes, and 1 / sqrt(variance + epsilon). */
interface Normalized {
  readonly hat: string;
  readonly inverse: string;
  readonly axes: string;
}

function normalize(b: Backward, x: string, axes: readonly number[]): Normalized {
  const along = b.int64(axes);
  const centred = b.emit('Sub', [x, mean(b, x, along)]);
  const variance = mean(b, b.emit('Mul', [centred, centred]), along);
  const root = b.emit('Sqrt', [b.emit('Add', [variance, b.floats([b.float('epsilon', 1e-5)], [])])]);
  const inverse = b.emit('Reciprocal', [root]);
  return { hat: b.emit('Mul', [centred, inverse]), inverse, axes: along };
}

/** From the gradient of the normalized value to that of the value: (d − mean(d) − x̂ mean(d x̂)) / deviation. */
function denormalize(b: Backward, gradient: string, { hat, inverse, axes }: Normalized): string {
  const along = b.emit('Mul', [hat, mean(b, b.emit('Mul', [gradient, hat]), axes)]);
  const across = b.emit('Sub', [gradient, mean(b, gradient, axes)]);
  return b.emit('Mul', [b.emit('Sub', [across, along]), inverse]);
}

/** A vector [C] as [C,1,…], which broadcasts along [N,C,…]. */
function perChannel(b: Backward, vector: string, channels: number, spatial: number): string {
  return b.emit('Reshape', [vector, b.int64([channels, ...Array.from({ length: spatial }, () => 1)])]);
}

/** Sum over everything but the channels: [N,C,…] to [C]. */
function channelSum(b: Backward, value: string, rank: number): string {
  const axes = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);
  return b.emit('ReduceSum', [value, b.int64(axes)], { keepdims: { int: 0 } });
}

/** In the form of inference: y = scale (x − mean) / sqrt(var + epsilon) + B, with numbers that the file gives. */
const batchNormalization: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const epsilon = b.float('epsilon', 1e-5);
  if (b.needs(3) || b.needs(4)) throw b.error('has statistics that depend on the input: export it for inference');
  const x = b.input(0);
  const channels = channelsOf(b, x);
  const factors = () => {
    const [scale, variance] = [b.weights(b.input(1)), b.weights(b.input(4))];
    if (scale !== undefined && variance !== undefined) {
      return b.floats(scale.data.map((value, c) => value / Math.sqrt(variance.data[c] + epsilon)));
    }
    const root = b.emit('Sqrt', [b.emit('Add', [b.input(4).name, b.floats([epsilon], [])])]);
    return b.emit('Div', [b.input(1).name, root]);
  };
  const [ones, zeros] = [1, 0].map((value) => b.floats(Array.from({ length: channels }, () => value)));
  // A normalisation itself, because ONNX Runtime runs it in the blocked layout of the convolutions around it.
  const again = (value: string, scale: string, mean: string, variance: string, e: number) =>
    b.emit('BatchNormalization', [value, scale, zeros, mean, variance], { epsilon: { float: e } });
  const hat = () => again(x.name, ones, b.input(3).name, b.input(4).name, epsilon);
  return [
    b.needs(0) ? again(gradient, factors(), zeros, ones, 0) : undefined,
    b.needs(1) ? channelSum(b, b.emit('Mul', [gradient, hat()]), x.shape.length) : undefined,
    b.needs(2) ? channelSum(b, gradient, x.shape.length) : undefined,
  ];
};

/** Normalization of each picture's channels, or of groups of channels: [N,C,…] is looked at as [N,groups,…]. */
function groups(b: Backward, gradient: string, count: number, x: Value): (string | undefined)[] {
  const channels = channelsOf(b, x);
  const spatial = spatialSizes(b, x);
  const rank = x.shape.length;
  const whole = b.int64([0, channels, ...spatial]);
  const grouped = b.int64([0, count, -1]);
  const statistics = normalize(b, b.emit('Reshape', [x.name, grouped]), [2]);
  const dHat = (scale: string) => {
    const size = b.input(1).shape[0];
    if (size === channels) {
      const factors = perChannel(b, scale, channels, spatial.length);
      return b.emit('Reshape', [b.emit('Mul', [gradient, factors]), grouped]);
    }
    return b.emit('Mul', [b.emit('Reshape', [gradient, grouped]), perChannel(b, scale, count, 1)]);
  };
  const perScale = (value: string) => {
    if (b.input(1).shape[0] === channels) return channelSum(b, value, rank);
    return channelSum(b, b.emit('Reshape', [value, grouped]), 3);
  };
  const hat = () => b.emit('Reshape', [statistics.hat, whole]);
  return [
    b.needs(0) ? b.emit('Reshape', [denormalize(b, dHat(b.input(1).name), statistics), whole]) : undefined,
    b.needs(1) ? perScale(b.emit('Mul', [gradient, hat()])) : undefined,
    b.needs(2) ? perScale(gradient) : undefined,
  ];
}

const instanceNormalization: Rule = (b, [gradient]) =>
  gradient === undefined ? [] : groups(b, gradient, channelsOf(b, b.input(0)), b.input(0));

const groupNormalization: Rule = (b, [gradient]) =>
  gradient === undefined ? [] : groups(b, gradient, b.int('num_groups', 1), b.input(0));

/** Over the axes from `axis` to the last. */
const layerNormalization: Rule = (b, [gradient, ofMean, ofDeviation]) => {
  if (ofMean !== undefined || ofDeviation !== undefined) {
    throw b.error('gives its mean or deviation to other nodes, expected its first output alone to be used');
  }
  if (gradient === undefined) return [];
  const x = b.input(0);
  const rank = x.shape.length;
  const axis = b.int('axis', -1);
  const first = axis < 0 ? axis + rank : axis;
  const axes = Array.from({ length: rank - first }, (_, i) => first + i);
  const statistics = normalize(b, x.name, axes);
  const dHat = () => b.emit('Mul', [gradient, b.input(1).name]);
  const dScale = () => b.unbroadcast(b.emit('Mul', [gradient, statistics.hat]), x, b.input(1));
  return [
    b.needs(0) ? denormalize(b, dHat(), statistics) : undefined,
    b.needs(1) ? dScale() : undefined,
    b.needs(2) ? b.unbroadcast(gradient, x, b.input(2)) : undefined,
  ];
};

/**
 * y = x S^(−β) with S = bias + α / size · Σ x² over neighbouring channels (Krizhevsky et al., 2012), so
 * dx = d S^(−β) − 2 α β / size · x Σ' d x S^(−β−1), Σ' over the channels that x is a neighbour of.
 */
const lrn: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const x = b.input(0);
  const channels = channelsOf(b, x);
  const size = b.int('size', 1);
  const [alpha, beta, bias] = [b.float('alpha', 1e-4), b.float('beta', 0.75), b.float('bias', 1)];
  const band = new Float32Array(channels * channels);
  const before = (size - 1) >> 1;
  for (let c = 0; c < channels; c++) {
    for (let k = Math.max(0, c - before); k <= Math.min(channels - 1, c - before + size - 1); k++) {
      band[c * channels + k] = 1;
    }
  }
  const flat = b.int64([0, channels, -1]);
  const [X, D] = [x.name, gradient].map((value) => b.emit('Reshape', [value, flat]));
  const neighbours = b.floats(band, [channels, channels]);
  const constant = (value: number) => b.floats([value], []);
  const squares = b.emit('MatMul', [neighbours, b.emit('Mul', [X, X])]);
  const S = b.emit('Add', [b.emit('Mul', [squares, constant(alpha / size)]), constant(bias)]);
  const direct = b.emit('Mul', [D, b.emit('Pow', [S, constant(-beta)])]);
  const weighted = b.emit('Div', [b.emit('Mul', [direct, X]), S]);
  const transposed = b.emit('Transpose', [neighbours], { perm: { ints: [1, 0] } });
  const spread = b.emit('Mul', [b.emit('MatMul', [transposed, weighted]), constant((2 * alpha * beta) / size)]);
  const result = b.emit('Sub', [direct, b.emit('Mul', [X, spread])]);
  return [b.emit('Reshape', [result, b.int64([0, channels, ...spatialSizes(b, x)])])];
};

export const normalizationRules: Record<string, Rule> = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  GroupNormalization: groupNormalization,
  LayerNormalization: layerNormalization,
  LRN: lrn,
};
