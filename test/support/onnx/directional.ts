import { InferenceSession, Tensor } from '#ort';
import { differentiate } from '../../../src/models/gradient/differentiate.js';
import { normals } from './build.js';

export interface DirectionalOptions {
  /** Height and width of the input; three channels. */
  readonly size: number;
  /** Default false: [N, 3, H, W]. */
  readonly channelsLast?: boolean;
  readonly directions: number;
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

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Calls `use` with a function that runs a model, and lets go of the model after it. */
async function withSession<T>(
  bytes: Uint8Array,
  use: (run: (feeds: Record<string, Tensor>) => Promise<Record<string, Tensor>>) => Promise<T>,
): Promise<T> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  try {
    return await use(async (feeds) => (await session.run(feeds)) as Record<string, Tensor>);
  } finally {
    await session.release();
  }
}

/**
 * Relative errors of a network's gradient along random smooth directions, for a random weighting of the logits.
 *
 * (L(x + εd) − L(x − εd)) / 2ε, by the network itself, is the mean of gradient · d between the two ends, which is taken
 * here over the middles of `points` equal parts. With one point this is the central difference. A network with Relu and
 * max pooling has so many kinks that ε must be below 1e-4 for one point, where float32 leaves no two digits of the
 * difference; more points average over the kinks and allow ε to stay above the noise. Directions are smooth because a
 * network averages noise out: its derivative along a smooth one is ten times larger, and so are the digits.
 */
export async function directionalErrors(bytes: Uint8Array, options: DirectionalOptions): Promise<number[]> {
  const { size, channelsLast = false, directions, step, points, seed = 0 } = options;
  const dims = channelsLast ? [size, size, 3] : [3, size, size];
  const noise = normals(3 * size * size, seed);
  const x = smooth(options, 2, seed + 1).map((value, i) => value + 0.1 * noise[i]);
  const cotangent = normals(1000, seed + 2);
  const ways = Array.from({ length: directions }, (_, i) => smooth(options, 1, seed + 3 + i));
  const feed = (way: Float32Array, offsets: readonly number[]) =>
    new Tensor('float32', along(x, way, offsets), [offsets.length, ...dims]);

  const differences: number[] = [];
  await withSession(bytes, async (run) => {
    for (const way of ways) {
      // One after the other, for the sake of memory.
      // oxlint-disable-next-line no-await-in-loop
      const [logits] = Object.values(await run({ input: feed(way, [-step, step]) }));
      const data = logits.data as Float32Array;
      differences.push((dot(data.subarray(1000), cotangent) - dot(data.subarray(0, 1000), cotangent)) / (2 * step));
    }
  });

  const offsets = Array.from({ length: points }, (_, i) => step * ((2 * i + 1) / points - 1));
  const everywhere = new Float32Array(points * 1000);
  for (let n = 0; n < points; n++) everywhere.set(cotangent, n * 1000);
  const errors: number[] = [];
  await withSession(await differentiate(bytes), async (run) => {
    for (const [i, way] of ways.entries()) {
      const feeds = { input: feed(way, offsets), d_logits: new Tensor('float32', everywhere, [points, 1000]) };
      // oxlint-disable-next-line no-await-in-loop
      const gradients = (await run(feeds)).d_input.data as Float32Array;
      let mean = 0;
      for (let n = 0; n < points; n++) mean += dot(gradients.subarray(n * x.length, (n + 1) * x.length), way) / points;
      errors.push(Math.abs(mean - differences[i]) / Math.abs(differences[i]));
    }
  });
  return errors;
}
