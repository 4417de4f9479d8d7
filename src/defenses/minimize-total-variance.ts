import { integer, knownOptions, number } from '../core/checks.js';
import { checkImage, colourChannels, copyAlpha, type FullImage, type Image } from '../core/image.js';
import { type OutOption, type PixelData, prepareOut, readPlane, writePlane } from '../core/image.js';
import { randomOr, type RandomSource } from '../core/random.js';

export interface MinimizeTotalVarianceOptions extends OutOption {
  /** Chance that a sample is dropped, 0…1, each sample of each colour channel for itself. Default 0.5. */
  dropRate?: number;
  /** Weight of the total variation against the samples kept, 1e-6…1e6; more is smoother. Default 0.03. */
  weight?: number;
  /** Most rounds of the Bregman iteration, at least 1. Default 100. */
  iterations?: number;
  /** Gauss-Seidel sweeps in each round, at least 1. Default 10. */
  sweeps?: number;
  /** Ends when a round changes the picture, scaled to [0,1], by no more than this root mean square. Default 0.01. */
  tolerance?: number;
  /** Source of randomness. Default: {@link createRandom} with a fresh seed. */
  random?: RandomSource;
}

/** One channel of the split Bregman iteration; all planes are `height × width` and in [0,1] units. */
interface Channel {
  /** The samples, 0 where they were dropped. */
  readonly known: Float64Array;
  /** 1 where a sample was kept. */
  readonly mask: Uint8Array;
  /** The picture as fitted so far. */
  readonly u: Float64Array;
  /** `b - d` of the iteration, along x and along y: all of the two vector fields that the sweeps need. */
  readonly gapX: Float64Array;
  readonly gapY: Float64Array;
  readonly bx: Float64Array;
  readonly by: Float64Array;
}

/** Splits a plane into samples kept and dropped. A dropped 0 counts as kept, since the published mask cannot tell. */
function drop(plane: Float64Array, dropRate: number, random: RandomSource): Channel {
  const mask = new Uint8Array(plane.length).fill(1);
  if (dropRate > 0) {
    for (let i = 0; i < plane.length; i++) {
      if (random.uniform(0, 1) >= dropRate) continue;
      if (Math.abs(plane[i]) >= 1e-6) mask[i] = 0;
      plane[i] = 0;
    }
  }
  const field = () => new Float64Array(plane.length);
  return { known: plane, mask, u: plane.slice(), gapX: field(), gapY: field(), bx: field(), by: field() };
}

/** One Gauss-Seidel sweep over `u` for the quadratic part of the problem, the vector fields held. */
function sweep(channel: Channel, width: number, height: number, fidelity: number, lambda: number): void {
  const { known, mask, u, gapX, gapY } = channel;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      let sum = gapX[i] + gapY[i];
      let neighbours = 0;
      if (y > 0) {
        sum += u[i - width] - gapY[i - width];
        neighbours++;
      }
      if (y < height - 1) {
        sum += u[i + width];
        neighbours++;
      }
      if (x > 0) {
        sum += u[i - 1] - gapX[i - 1];
        neighbours++;
      }
      if (x < width - 1) {
        sum += u[i + 1];
        neighbours++;
      }
      if (mask[i] === 1) u[i] = (lambda * sum + fidelity * known[i]) / (fidelity + neighbours * lambda);
      // A picture of a single pixel has nothing to fit a dropped sample to.
      else if (neighbours > 0) u[i] = sum / neighbours;
    }
  }
}

/** The shrinkage of the gradient towards 0 and the Bregman update, as scikit-image and the published code have them. */
function shrink(channel: Channel, width: number, height: number, lambda: number): void {
  const { u, gapX, gapY, bx, by } = channel;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const tx = (x < width - 1 ? u[i + 1] - u[i] : 0) + bx[i];
      const ty = (y < height - 1 ? u[i + width] - u[i] : 0) + by[i];
      const length = lambda * Math.sqrt(tx * tx + ty * ty);
      const part = length / (length + 1);
      // d = part * t and b = t - d
      bx[i] = tx - part * tx;
      by[i] = ty - part * ty;
      gapX[i] = bx[i] - part * tx;
      gapY[i] = by[i] - part * ty;
    }
  }
}

/**
 * Drops samples at random and fits the picture of least total variation to the rest: total variance minimization, C. Guo,
 * M. Rana, M. Cissé and L. van der Maaten, "Countering Adversarial Images Using Input Transformations", ICLR 2018, by
 * the split Bregman method (T. Goldstein and S. Osher, SIAM J. Imaging Sciences 2, 2009).
 *
 * The algorithm and its numbers are those of `reconstruct` in `adversarial/lib/transformations/tvm.py` with the solver of
 * `_tv_bregman.patch` (isotropic; 100 rounds of 10 sweeps, ends below 0.01); drop rate 0.5 and weight 0.03 are in
 * `adversarial/lib/constants.py` of facebookresearch/adversarial_image_defenses. It differs in two places:
 * - a dropped sample at the border is the mean of the neighbours it has, where the published code divides their sum by
 *   four and darkens it;
 * - with a drop rate of 0 the published code calls `skimage.restoration.denoise_tv_bregman`; here the same solver runs
 *   with nothing dropped, which goes to the same picture but for the pixels at the border.
 *
 * Draws one number from `random` for each sample, channel by channel, row by row (none at a drop rate of 0).
 *
 * Takes 1, 3 or 4 channels of any sample type; alpha passes through.
 * @throws TypeError or RangeError for options out of range
 */
export function minimizeTotalVariance<T extends PixelData>(
  image: Image<T>,
  options: MinimizeTotalVarianceOptions = {},
): FullImage<T> {
  const input = checkImage(image);
  const names = ['dropRate', 'weight', 'iterations', 'sweeps', 'tolerance', 'random', 'out'];
  knownOptions(options, 'minimizeTotalVariance', names);
  const dropRate = number(options.dropRate ?? 0.5, 'dropRate', 0, 1);
  const fidelity = 1 / number(options.weight ?? 0.03, 'weight', 1e-6, 1e6);
  const iterations = integer(options.iterations ?? 100, 'iterations', 1);
  const sweeps = integer(options.sweeps ?? 10, 'sweeps', 1);
  const tolerance = number(options.tolerance ?? 0.01, 'tolerance', 0);
  const random = randomOr(options.random);
  const result = prepareOut(input, options.out);

  const { width, height } = input;
  const channels = Array.from({ length: colourChannels(input) }, (_, c) =>
    drop(readPlane(input, c, 1 / 255), dropRate, random),
  );
  const lambda = 2 * fidelity;
  const before = new Float64Array(width * height);
  let change = Infinity;
  for (let round = 0; round < iterations && change > tolerance; round++) {
    let sum = 0;
    for (const channel of channels) {
      before.set(channel.u);
      for (let n = 0; n < sweeps; n++) sweep(channel, width, height, fidelity, lambda);
      shrink(channel, width, height, lambda);
      for (let i = 0; i < before.length; i++) sum += (channel.u[i] - before[i]) * (channel.u[i] - before[i]);
    }
    change = Math.sqrt(sum / (before.length * channels.length));
  }
  for (let c = 0; c < channels.length; c++) writePlane(result, c, channels[c].u, 255);
  copyAlpha(input, result);
  return result;
}
