import { skimageYCbCr } from '../../core/colour.js';
import { outOfRange } from '../../core/checks.js';
import { checkImage, colourChannels, type FullImage, type Image, isByteData, readPlane } from '../../core/image.js';
import { writePlane } from '../../core/image.js';
import { holdThresholds, resolveWavelet, roll, type WaveletOptions } from './denoise.js';
import { pullHaar } from './haar-vjp.js';
import type { HeldChannel, WaveletSettings } from './shrinkage.js';
import { shrink } from './thresholds.js';
import { type Band, bandNames, decomposePlane, reconstructPlane } from './transform.js';
import { decomposeTransposed, reconstructTransposed } from './transpose.js';

/** Replaces three planes by a 3 × 3 matrix times them, or by its transpose. */
function mix(planes: Float64Array[], m: readonly number[], transposed: boolean): void {
  const [a, b, c, d, e, f, g, h, k] = transposed ? [0, 3, 6, 1, 4, 7, 2, 5, 8].map((i) => m[i]) : m;
  const [first, second, third] = planes;
  for (let i = 0; i < first.length; i++) {
    const x = first[i];
    const y = second[i];
    const z = third[i];
    first[i] = a * x + b * y + c * z;
    second[i] = d * x + e * y + f * z;
    third[i] = g * x + h * y + k * z;
  }
}

function size({ width, height, channels }: FullImage): string {
  return `${width} × ${height} × ${channels}`;
}

/** Sets gradients to 0 where a value was clipped. */
function maskClipped(gradient: Float64Array, values: Float64Array, low: number, high: number): void {
  for (let i = 0; i < values.length; i++) if (values[i] < low || values[i] > high) gradient[i] = 0;
}

/**
 * The chain of one shift, forward to find where it is linear, then backward. Forward each channel is colour transform C,
 * decomposition W, shrinkage S, reconstruction R, clipping K and C⁻¹; backward their transposes in reverse order.
 */
function pull(image: FullImage, cotangent: FullImage, settings: WaveletSettings, held: readonly HeldChannel[]) {
  const { width, height } = image;
  const { bank, levels, hard, ycbcr, sigmaScale } = settings;
  const { forward, backward } = skimageYCbCr;
  const colours = colourChannels(image);
  const planes = Array.from({ length: colours }, (_, c) => readPlane(image, c));
  if (ycbcr) mix(planes, forward, false);
  const results: Float64Array[] = [];
  const kept = planes.map((plane, c) => {
    const coefficients = decomposePlane({ width, height, data: plane }, bank, levels);
    const active = coefficients.details.map((detail, level) => {
      return bandNames.map((name) => {
        const threshold = held[c].thresholds[level][name];
        const { data } = detail[name];
        const mask = Uint8Array.from(data, (value) => {
          return (hard ? Math.abs(value) >= threshold : Math.abs(value) > threshold) ? 1 : 0;
        });
        data.forEach((value, i) => (data[i] = shrink(value, threshold, hard)));
        return mask;
      });
    });
    results.push(reconstructPlane(coefficients, bank).data);
    return active;
  });
  const gradients = Array.from({ length: colours }, (_, c) => readPlane(cotangent, c));
  const unclipped = results.map((values) => values.slice());
  unclipped.forEach((values, c) => {
    values.forEach((value, i) => (values[i] = Math.min(Math.max(value, held[c].low), held[c].high)));
  });
  if (ycbcr) mix(unclipped, backward, false);
  if (sigmaScale === 'published' || isByteData(image.data)) {
    gradients.forEach((gradient, c) => maskClipped(gradient, unclipped[c], 0, 255));
  }
  if (ycbcr) mix(gradients, backward, true);
  const pulled = gradients.map((gradient, c) => {
    maskClipped(gradient, results[c], held[c].low, held[c].high);
    const band: Band = { width, height, data: gradient };
    const coefficients = reconstructTransposed(band, bank, levels);
    coefficients.details.forEach((detail, level) => {
      bandNames.forEach((name, b) => {
        const mask = kept[c][level][b];
        detail[name].data.forEach((value, i) => (detail[name].data[i] = value * mask[i]));
      });
    });
    return decomposeTransposed(coefficients, bank).data;
  });
  if (ycbcr) mix(pulled, forward, true);
  return pulled;
}

function newGradient(image: FullImage): FullImage<Float32Array> {
  return { ...image, data: new Float32Array(image.data.length) };
}

/**
 * The vector-Jacobian product of {@link denoiseWavelet}: the gradient, with respect to the picture's samples, of the sum
 * of its results weighted by `cotangent`. Thresholds and clipping limits are held at those of the picture (or at
 * `options.held`), rounding to 8 bits counts as the identity, and alpha as itself; so an adaptive attack can go through
 * the wavelet step (A. Athalye, N. Carlini and D. Wagner, "Obfuscated gradients give a false sense of security", 2018).
 *
 * @param image the picture at which the derivative is taken, values 0…255
 * @param cotangent weights of the results: an image of the same width, height and channels, any finite Float32Array values
 * @param options those of the denoising; `out` has no meaning here and is refused
 * @returns a new Float32Array image of the same width, height and channels
 */
export function denoiseWaveletVjp(
  image: Image,
  cotangent: Image<Float32Array>,
  options: Omit<WaveletOptions, 'out'> = {},
): FullImage<Float32Array> {
  const input = checkImage(image, 'image', 2);
  const weights = checkImage(cotangent, 'cotangent');
  if (weights.width !== input.width || weights.height !== input.height || weights.channels !== input.channels) {
    throw outOfRange(`a cotangent of ${size(input)}`, 'cotangent', size(weights));
  }
  if ('out' in options) throw outOfRange('no option out', 'the options of denoiseWaveletVjp', 'out');
  const { settings, cycleSpin } = resolveWavelet(input, options, 'denoiseWaveletVjp');
  const haar = settings.wavelet === 'db1';
  // Thresholds are those of the chain as it runs; in TypeScript db1 finds the same ones on its way.
  const found = haar && !settings.kernels;
  const held = options.held ?? (found ? undefined : holdThresholds(input, options));
  const result = newGradient(input);
  const shifts = (cycleSpin + 1) ** 2;
  for (let shift = 0; shift < shifts; shift++) {
    const down = Math.floor(shift / (cycleSpin + 1));
    const right = shift % (cycleSpin + 1);
    const gradient = shifts === 1 ? result : newGradient(input);
    const moved = shift === 0 ? input : roll(input, down, right);
    const movedWeights = shift === 0 ? weights : roll(weights, down, right);
    if (haar) pullHaar(moved, movedWeights, settings, held?.shifts[shift], gradient);
    else pull(moved, movedWeights, settings, held!.shifts[shift]).forEach((plane, c) => writePlane(gradient, c, plane));
    if (shifts === 1) break;
    const back = roll(gradient, -down, -right);
    for (let i = 0; i < result.data.length; i++) result.data[i] += back.data[i] / shifts;
  }
  if (input.channels === 4) for (let i = 3; i < result.data.length; i += 4) result.data[i] = weights.data[i];
  return result;
}
