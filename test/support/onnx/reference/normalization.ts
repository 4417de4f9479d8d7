import type { Call, Operators } from './call.js';
import { axisOf, broadcastWalk, make, sizeOf, type Tensor64 } from './tensor.js';

function meanOf(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** (x − mean) / √(variance + epsilon) over runs of `length` values, with the means and the factors. */
function standardize(x: Tensor64, length: number, epsilon: number) {
  const runs = x.data.length / length;
  const data = new Float64Array(x.data.length);
  const means = new Float64Array(runs);
  const factors = new Float64Array(runs);
  for (let run = 0; run < runs; run++) {
    const values = x.data.subarray(run * length, (run + 1) * length);
    means[run] = meanOf(values);
    factors[run] = 1 / Math.sqrt(meanOf(values.map((value) => (value - means[run]) ** 2)) + epsilon);
    for (let i = 0; i < length; i++) data[run * length + i] = (values[i] - means[run]) * factors[run];
  }
  return { data, means, factors };
}

/** The channel of each value of x [N, C, …]. */
function channelAt({ dims }: Tensor64): (i: number) => number {
  const size = sizeOf(dims.slice(2));
  return (i) => Math.floor(i / size) % dims[1];
}

function batchNormalization(call: Call): Tensor64 {
  if (call.int('training_mode', 0) || !call.int('spatial', 1)) throw new Error('BatchNormalization of this kind');
  const x = call.input(0);
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((i) => call.input(i).data);
  const epsilon = call.float('epsilon', 1e-5);
  const channel = channelAt(x);
  return make(
    x.dims,
    x.data.map((value, i) => {
      const c = channel(i);
      return (scale[c] * (value - mean[c])) / Math.sqrt(variance[c] + epsilon) + bias[c];
    }),
  );
}

function instanceNormalization(call: Call): Tensor64 {
  const [x, scale, bias] = [call.input(0), call.input(1).data, call.input(2).data];
  const { data } = standardize(x, sizeOf(x.dims.slice(2)), call.float('epsilon', 1e-5));
  const channel = channelAt(x);
  return make(
    x.dims,
    data.map((value, i) => scale[channel(i)] * value + bias[channel(i)]),
  );
}

/** Scale and bias are one number to a group before opset 21, and one to a channel from then on. */
function groupNormalization(call: Call): Tensor64 {
  const [x, scale, bias] = [call.input(0), call.input(1).data, call.input(2).data];
  const groups = call.int('num_groups', 1);
  const { data } = standardize(x, sizeOf(x.dims.slice(1)) / groups, call.float('epsilon', 1e-5));
  const channel = channelAt(x);
  const at = (i: number) => (call.opset < 21 ? Math.floor(channel(i) / (x.dims[1] / groups)) : channel(i));
  return make(
    x.dims,
    data.map((value, i) => scale[at(i)] * value + bias[at(i)]),
  );
}

function layerNormalization(call: Call): Tensor64[] {
  const [x, scale, bias] = [call.input(0), call.input(1), call.optional(2)];
  const axis = axisOf(call.int('axis', -1), x.dims.length);
  const { data, means, factors } = standardize(x, sizeOf(x.dims.slice(axis)), call.float('epsilon', 1e-5));
  const scaleAt = broadcastWalk(scale.dims, x.dims);
  const biasAt = bias && broadcastWalk(bias.dims, x.dims);
  const y = data.map((value, i) => value * scale.data[scaleAt[i]] + (bias && biasAt ? bias.data[biasAt[i]] : 0));
  const reduced = x.dims.map((size, i) => (i < axis ? size : 1));
  return [make(x.dims, y), make(reduced, means), make(reduced, factors)];
}

/** Krizhevsky, Sutskever and Hinton (2012), section 3.3, with alpha divided by the size. */
function lrn(call: Call): Tensor64 {
  const x = call.input();
  const size = call.int('size', 1);
  const alpha = call.float('alpha', 1e-4);
  const beta = call.float('beta', 0.75);
  const bias = call.float('bias', 1);
  const plane = sizeOf(x.dims.slice(2));
  const channel = channelAt(x);
  return make(
    x.dims,
    x.data.map((value, i) => {
      const c = channel(i);
      const first = Math.max(0, c - Math.floor((size - 1) / 2));
      const last = Math.min(x.dims[1] - 1, c + Math.ceil((size - 1) / 2));
      let squares = 0;
      for (let other = first; other <= last; other++) squares += x.data[i + (other - c) * plane] ** 2;
      return value / (bias + (alpha / size) * squares) ** beta;
    }),
  );
}

export const normalization: Operators = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  GroupNormalization: groupNormalization,
  LayerNormalization: layerNormalization,
  LRN: lrn,
};
