import { InferenceSession, Tensor } from '#ort';
import { differentiate } from '../../../src/models/gradient/differentiate.js';
import { normals } from './build.js';

export interface DirectionalOptions {
  /** Height and width of the input; three channels. */
  readonly size: number;
  /** Default false: [N, 3, H, W]. */
  readonly channelsLast?: boolean;
  readonly directions: number;
  /** Of the directions, how many to take the gradient for: those of the largest derivative. Default all. */
  readonly checked?: number;
  /** Whether each pixel of a direction is drawn for itself. Default false: smooth directions. */
  readonly rough?: boolean;
  /** How far to go to each side, where the picture and the directions have root mean square 1. */
  readonly step: number;
  /** At how many points between the two ends the gradient is taken. */
  readonly points: number;
  /** Default 0. */
  readonly seed?: number;
}

/** A smooth random picture of root mean square 1: cosines of up to `waves` half periods along each side. */
function smooth({ size, channelsLast = false }: DirectionalOptions, waves: number, seed: number): Float32Array {
  const weights = normals(3 * (waves + 1) ** 2, seed);
  const cosines = Array.from({ length: waves + 1 }, (_, wave) =>
    Float64Array.from({ length: size }, (_, i) => Math.cos((Math.PI * wave * (i + 0.5)) / size)),
  );
  const picture = new Float64Array(3 * size * size);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        let value = 0;
        for (let i = 0; i < (waves + 1) ** 2; i++) {
          const [down, across] = [Math.floor(i / (waves + 1)), i % (waves + 1)];
          value += weights[channel * (waves + 1) ** 2 + i] * cosines[down][y] * cosines[across][x];
        }
        picture[channelsLast ? (y * size + x) * 3 + channel : (channel * size + y) * size + x] = value;
      }
    }
  }
  const root = Math.sqrt(picture.reduce((sum, value) => sum + value * value, 0) / picture.length);
  return Float32Array.from(picture, (value) => value / root);
}

/** x + offset · direction for each offset, one after the other. */
function along(x: Float32Array, direction: Float32Array, offsets: readonly number[]): Float32Array {
  const data = new Float32Array(offsets.length * x.length);
  for (const [n, offset] of offsets.entries()) {
    for (let i = 0; i < x.length; i++) data[n * x.length + i] = x[i] + offset * direction[i];
  }
  return data;
}

/** The sum of products over the length of b. */
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Runs a model for each direction, and returns what `read` makes of the output asked for. */
async function forEachWay(
  bytes: Uint8Array,
  ways: readonly Float32Array[],
  output: 'logits' | 'd_input',
  feed: (way: Float32Array) => Record<string, InstanceType<typeof Tensor>>,
  read: (data: Float32Array, way: Float32Array) => number,
): Promise<number[]> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const results: number[] = [];
  const name = output === 'logits' ? session.outputNames[0] : output;
  try {
    for (const way of ways) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other keeps the memory of one
      const outputs = await session.run(feed(way));
      results.push(read(outputs[name].data as Float32Array, way));
    }
  } finally {
    await session.release();
  }
  return results;
}

/**
 * Relative errors of a network's gradient along random directions, for a random weighting of the logits.
 *
 * (L(x + εd) − L(x − εd)) / 2ε, by the network itself, is the mean of gradient · d between the two ends, which is taken
 * here over the middles of `points` equal parts. With one point this is the central difference. A network with Relu and
 * max pooling has so many kinks that ε must be below 1e-4 for one point, where float32 leaves no two digits of the
 * difference; more points average over the kinks and allow ε to stay above the noise. Directions are smooth there because
 * a network averages noise out: its derivative along a smooth one is ten times larger, and so are the digits.
 */
export async function directionalErrors(bytes: Uint8Array, options: DirectionalOptions): Promise<number[]> {
  const { size, channelsLast = false, directions, checked = directions, step, points, seed = 0 } = options;
  const dims = channelsLast ? [size, size, 3] : [3, size, size];
  const noise = normals(3 * size * size, seed);
  const x = smooth(options, 2, seed + 1).map((value, i) => value + 0.1 * noise[i]);
  const cotangent = normals(1000, seed + 2);
  const ways = Array.from({ length: directions }, (_, i) =>
    options.rough ? normals(3 * size * size, seed + 3 + i) : smooth(options, 1, seed + 3 + i),
  );
  const feed = (way: Float32Array, offsets: readonly number[]) =>
    new Tensor('float32', along(x, way, offsets), [offsets.length, ...dims]);

  const differences = await forEachWay(
    bytes,
    ways,
    'logits',
    (way) => ({ input: feed(way, [-step, step]) }),
    (data) => (dot(data.subarray(1000), cotangent) - dot(data.subarray(0, 1000), cotangent)) / (2 * step),
  );

  const order = [...differences.keys()].toSorted((a, b) => Math.abs(differences[b]) - Math.abs(differences[a]));
  const chosen = order.slice(0, checked);
  const offsets = Array.from({ length: points }, (_, i) => step * ((2 * i + 1) / points - 1));
  const everywhere = new Float32Array(points * 1000);
  for (let n = 0; n < points; n++) everywhere.set(cotangent, n * 1000);
  const means = await forEachWay(
    await differentiate(bytes),
    chosen.map((i) => ways[i]),
    'd_input',
    (way) => ({ input: feed(way, offsets), d_logits: new Tensor('float32', everywhere, [points, 1000]) }),
    (data, way) => offsets.reduce((sum, _, n) => sum + dot(data.subarray(n * x.length), way) / points, 0),
  );
  return means.map((mean, n) => Math.abs(mean / differences[chosen[n]] - 1));
}
