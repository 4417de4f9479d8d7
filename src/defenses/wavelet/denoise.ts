import { boolean, integer, knownOptions, number, oneOf, outOfRange } from '../../core/checks.js';
import { checkImage, copyAlpha, type FullImage, type Image, isByteData, newImage } from '../../core/image.js';
import { type PixelData, prepareOut, toByte, type Transform } from '../../core/image.js';
import { type KernelOptions, usesKernels } from '../../core/kernels/backend.js';
import { prepareChain, runChain } from './chain.js';
import { defaultLevels, filterBank, type WaveletName, waveletNames } from './filters.js';
import type { HeldChannel, SigmaScale, WaveletSettings } from './shrinkage.js';
import type { ThresholdMethod } from './thresholds.js';

/** Thresholds and limits of a picture, to be used again on others: see {@link holdThresholds}. */
export interface HeldThresholds {
  /** For each circular shift (row by row of shifts), for each colour channel. */
  readonly shifts: readonly (readonly HeldChannel[])[];
}

export interface WaveletOptions extends KernelOptions {
  /** db1…db10, sym2…sym10, coif1…coif5, bior1.3, bior2.2, bior4.4. Default `'db1'`. */
  wavelet?: WaveletName;
  /** Levels of decomposition, 1…32. Default: three fewer than fit into the shorter side, at least 1. */
  levels?: number;
  /** One threshold per sub-band, or the universal one for all. Default `'BayesShrink'`. */
  method?: ThresholdMethod;
  /** Soft shrinks what stays by the threshold, hard leaves it. Default `'soft'`. */
  threshold?: 'soft' | 'hard';
  /** Standard deviation of the noise in [0,1] units, at least 0, or `'estimate'`d from the picture. Default 0.04. */
  sigma?: number | 'estimate';
  /** Whether colour is denoised as Y, Cb and Cr; gray pictures have no colour to convert. Default true. */
  ycbcr?: boolean;
  /**
   * What a given sigma means for Y, Cb and Cr; it changed between versions of scikit-image, and it decides everything:
   * - `'published'` (default): as given, of each channel scaled to [0,1] by its minimum and maximum, which its result is
   *   clipped to; the picture is clipped to 0…255. The development version of January 2018 (commit a33e149cc), which
   *   the notebook ran.
   * - `'rescaled'`: of the RGB picture, carried through the colour transform; no clipping of Float32Array pictures.
   *   scikit-image 0.16 and later by default.
   * - `'unscaled'`: divided by the channel's range: practically off. 0.16 and later with `rescale_sigma=False`.
   */
  sigmaScale?: SigmaScale;
  /** Average over circular shifts of 0…n pixels on both axes, (n + 1)² runs: 0…64. Default 0. */
  cycleSpin?: number;
  /** Thresholds and limits from {@link holdThresholds} with the same other options. Default: the picture's own. */
  held?: HeldThresholds;
}

const optionNames = 'wavelet levels method threshold sigma ycbcr sigmaScale cycleSpin held backend out'.split(' ');

/** @internal Checks the options for a picture. */
export function resolveWavelet(image: FullImage, options: WaveletOptions, caller: string) {
  knownOptions(options, caller, optionNames);
  const wavelet = oneOf(options.wavelet ?? 'db1', 'wavelet', waveletNames);
  const bank = filterBank(wavelet);
  const sigma = options.sigma ?? 0.04;
  const settings: WaveletSettings = {
    wavelet,
    bank,
    levels: integer(options.levels ?? defaultLevels(image.width, image.height, bank.length), 'levels', 1, 32),
    method: oneOf(options.method ?? 'BayesShrink', 'method', ['BayesShrink', 'VisuShrink']),
    hard: oneOf(options.threshold ?? 'soft', 'threshold', ['soft', 'hard']) === 'hard',
    sigma: sigma === 'estimate' ? sigma : number(sigma, "sigma (or 'estimate')", 0),
    ycbcr: boolean(options.ycbcr ?? true, 'ycbcr') && image.channels !== 1,
    sigmaScale: oneOf(options.sigmaScale ?? 'published', 'sigmaScale', ['published', 'rescaled', 'unscaled']),
    kernels: usesKernels(options.backend),
  };
  const cycleSpin = integer(options.cycleSpin ?? 0, 'cycleSpin', 0, 64);
  const shifts = (cycleSpin + 1) ** 2;
  const { held } = options;
  if (held !== undefined) {
    const colours = image.channels === 1 ? 1 : 3;
    const fits =
      held.shifts.length === shifts &&
      held.shifts.every((channels) => channels.length === colours) &&
      held.shifts[0][0].thresholds.length === settings.levels;
    if (!fits) {
      throw outOfRange(`thresholds of ${shifts} shifts, ${colours} channels, ${settings.levels} levels`, 'held', held);
    }
  }
  return { settings, cycleSpin, held };
}

/** @internal The picture moved down and to the right, what leaves comes in on the other side (`numpy.roll`). */
export function roll<T extends PixelData>(image: FullImage<T>, down: number, right: number): FullImage<T> {
  const { width, height, channels, data } = image;
  const result = newImage(image);
  const shift = (((right % width) + width) % width) * channels;
  const stride = width * channels;
  for (let y = 0; y < height; y++) {
    const from = y * stride;
    const to = ((((y + down) % height) + height) % height) * stride;
    result.data.set(data.subarray(from, from + stride - shift), to + shift);
    result.data.set(data.subarray(from + stride - shift, from + stride), to);
  }
  return result;
}

/** @internal All shifts of a cycle spin, down and to the right. */
export function shiftsOf(cycleSpin: number): [number, number][] {
  return Array.from({ length: (cycleSpin + 1) ** 2 }, (_, i) => [Math.floor(i / (cycleSpin + 1)), i % (cycleSpin + 1)]);
}

/** @internal The mean over all shifts of a cycle spin. */
export class SpinMean {
  readonly #sum: Float64Array;
  #count = 0;

  constructor({ data }: FullImage) {
    this.#sum = new Float64Array(data.length);
  }

  /** Adds the result for a shift. */
  add(result: FullImage<Float32Array>, [down, right]: readonly [number, number]): void {
    const { data } = roll(result, -down, -right);
    for (let i = 0; i < data.length; i++) this.#sum[i] += data[i];
    this.#count++;
  }

  /** Writes the colours of the mean. */
  store({ data, channels }: FullImage): void {
    const bytes = isByteData(data);
    for (let i = 0; i < data.length; i++) {
      if (channels === 4 && i % 4 === 3) continue;
      const mean = this.#sum[i] / this.#count;
      data[i] = bytes ? toByte(mean) : mean;
    }
  }
}

/** Runs the chain once per shift; `each` sees every result. */
function spin(
  input: FullImage,
  { settings, cycleSpin, held }: ReturnType<typeof resolveWavelet>,
  each: (result: FullImage<Float32Array>, shift: [number, number]) => void,
): HeldThresholds {
  const shifts = shiftsOf(cycleSpin).map((shift, i) => {
    const result = { ...input, data: new Float32Array(input.data.length) };
    const shrinkage = runChain(roll(input, ...shift), result, settings, held?.shifts[i]);
    each(result, shift);
    return shrinkage;
  });
  return { shifts };
}

/**
 * Wavelet denoising as `skimage.restoration.denoise_wavelet`: the picture is decomposed, small detail coefficients are
 * shrunk towards 0, and it is put together again; by default in YCbCr with BayesShrink (see {@link WaveletOptions.method})
 * and soft thresholds, as the paper uses it.
 *
 * Takes pictures of at least 2 × 2 with 1, 3 or 4 channels; alpha passes through. 8-bit results are rounded once.
 * `cycleSpin` follows R. Coifman and D. Donoho, "Translation-invariant de-noising", 1995, as
 * `skimage.restoration.cycle_spin` with `max_shifts=n`.
 * @throws TypeError or RangeError for options out of range, a side of 1, samples that are not finite
 */
export function denoiseWavelet<T extends PixelData>(image: Image<T>, options: WaveletOptions = {}): FullImage<T> {
  const input = checkImage(image, 'image', 2);
  const resolved = resolveWavelet(input, options, 'denoiseWavelet');
  const result = prepareOut(input, options.out);
  prepareWavelet(input, resolved)(input, result);
  return result;
}

/** @internal For one picture after another like the first. */
export function prepareWavelet(like: FullImage, resolved: ReturnType<typeof resolveWavelet>): Transform {
  const { settings, cycleSpin, held } = resolved;
  const chain = cycleSpin === 0 ? prepareChain(like, settings) : undefined;
  return (input, result) => {
    if (chain !== undefined) {
      chain(input, result, held?.shifts[0]);
    } else {
      const mean = new SpinMean(input);
      spin(input, resolved, (each, shift) => mean.add(each, shift));
      mean.store(result);
    }
    copyAlpha(input, result);
  };
}

/**
 * The thresholds and limits that {@link denoiseWavelet} would use for a picture. With them as `held`, the chain is a
 * fixed piecewise linear map, whose derivative {@link denoiseWaveletVjp} takes.
 */
export function holdThresholds(image: Image, options: Omit<WaveletOptions, 'out' | 'held'> = {}): HeldThresholds {
  const input = checkImage(image, 'image', 2);
  const { out, held } = options as WaveletOptions;
  if (out !== undefined || held !== undefined) throw outOfRange('neither out nor held', 'holdThresholds', options);
  return spin(input, resolveWavelet(input, options, 'holdThresholds'), () => {});
}
