import { integer, knownOptions, number, oneOf, outOfRange } from '../core/checks.js';
import {
  checkImage,
  colourChannels,
  copyAlpha,
  type FullImage,
  type Image,
  isByteData,
  type PixelData,
  prepareOut,
  type Transform,
  toByte,
} from '../core/image.js';
import { type KernelOptions, usesKernels } from '../core/kernels/backend.js';
import { bilateralKernels } from './kernels/bilateral.js';
import { type BorderMode, borderModes, colourPadding } from './padding.js';

export interface BilateralOptions extends KernelOptions {
  /** Side of the square window in pixels; odd, 1 to 999. Default: the larger of 5 and 2⌈3 sigmaSpatial⌉ + 1. */
  windowSize?: number;
  /**
   * Standard deviation of the weight over colour distance, in units of a picture of [0,1]; above 0. As in scikit-image
   * the distance of two colours is divided by the number of channels first. Default: the standard deviation of all
   * colour samples of the picture.
   */
  sigmaColor?: number;
  /** Standard deviation of the weight over distance, in pixels; above 0 and up to 100. Default 1. */
  sigmaSpatial?: number;
  /** Entries of the table of colour weights; 1 to 1000000. Default 1000, the repository's (scikit-image's own: 10000). */
  bins?: number;
  /** What stands outside the picture, in the words of `numpy.pad`. Default `'constant'`. */
  mode?: BorderMode;
  /** The value outside with mode `'constant'`, in units of a picture of [0,1]. Default 0. */
  cval?: number;
  /**
   * How distance in pixels is weighted. `'skimage'`: as scikit-image since 0.16, which reads its table of spatial
   * weights with the wrong row length, so that the window slants and its heaviest pixel is two down and two left.
   * `'centred'`: around the pixel, as the paper, and scikit-image up to 0.15, which the published repository used.
   * Default `'skimage'`.
   */
  spatialWeights?: 'skimage' | 'centred';
}

/** @internal The options of `denoiseBilateral`, checked and complete. */
export interface BilateralSettings extends Required<Omit<BilateralOptions, 'sigmaColor' | 'backend' | 'out'>> {
  /** Undefined: the standard deviation of the colour samples. */
  readonly sigmaColor: number | undefined;
  readonly kernels: boolean;
}

/** @internal What the filter needs of the whole picture: smallest and largest colour sample and their standard deviation, 0…255. */
export interface BilateralStatistics {
  readonly low: number;
  readonly high: number;
  readonly deviation: number;
}

/** The window, ready to use: offsets into the padded samples and the spatial weight at each. */
interface Window {
  readonly margin: number;
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
}

/** The weight at a colour distance d (0…255) is `likeness[min(floor(d × scale), length - 1)]`. */
interface ColourTable {
  readonly likeness: Float64Array;
  readonly scale: number;
}

/** @internal */
export function resolveBilateral(options: BilateralOptions): BilateralSettings {
  knownOptions(options, 'denoiseBilateral', [
    'windowSize',
    'sigmaColor',
    'sigmaSpatial',
    'bins',
    'mode',
    'cval',
    'spatialWeights',
    'backend',
    'out',
  ]);
  const sigmaSpatial = aboveZero(options.sigmaSpatial ?? 1, 'sigmaSpatial', 100);
  const windowSize = integer(
    options.windowSize ?? Math.max(5, 2 * Math.ceil(3 * sigmaSpatial) + 1),
    'windowSize',
    1,
    999,
  );
  if (windowSize % 2 === 0) throw outOfRange('an odd integer', 'windowSize', windowSize);
  const sigmaColor = options.sigmaColor === undefined ? undefined : aboveZero(options.sigmaColor, 'sigmaColor');
  const bins = integer(options.bins ?? 1000, 'bins', 1, 1_000_000);
  const mode = oneOf(options.mode ?? 'constant', 'mode', borderModes);
  const cval = number(options.cval ?? 0, 'cval');
  if (options.cval !== undefined && mode !== 'constant') throw outOfRange(`no value with mode '${mode}'`, 'cval', cval);
  const spatialWeights = oneOf(options.spatialWeights ?? 'skimage', 'spatialWeights', ['skimage', 'centred']);
  const kernels = usesKernels(options.backend);
  return { sigmaSpatial, windowSize, sigmaColor, bins, mode, cval, spatialWeights, kernels };
}

/**
 * The bilateral filter (C. Tomasi and R. Manduchi, "Bilateral Filtering for Gray and Color Images", ICCV 1998): a mean
 * over a window, weighted by nearness and by likeness of colour over all channels together, as
 * `skimage.restoration.denoise_bilateral` of 0.19.3 with its table of colour weights. A picture whose samples are
 * all equal comes back unchanged. Any size; alpha passes through and is no part of the colour.
 *
 * @throws TypeError or RangeError for an option that is unknown or out of range
 */
export function denoiseBilateral<T extends PixelData>(image: Image<T>, options: BilateralOptions = {}): FullImage<T> {
  const input = checkImage(image);
  const settings = resolveBilateral(options);
  const result = prepareOut(input, options.out);
  prepareBilateral(input, settings)(input, result);
  return result;
}

/**
 * @internal The filter of one picture after another like the first, or of rows of one with half a window around them.
 * @param statistics of the whole picture; default: those of what is given
 */
export function prepareBilateral(
  like: FullImage,
  settings: BilateralSettings,
  statistics?: BilateralStatistics,
): Transform {
  const { windowSize, sigmaColor, sigmaSpatial, bins, mode, cval, spatialWeights, kernels } = settings;
  const { width, height } = like;
  const colours = colourChannels(like);
  const margin = (windowSize - 1) / 2;
  const { data, fill } = colourPadding(like, margin, mode);
  const window = spatialWindow(margin, (width + 2 * margin) * colours, colours, sigmaSpatial, spatialWeights);
  const tables = { size: windowSize, spatial: window.weights, likeness: new Float64Array(bins), scale: 0 };
  const around = { width: width + 2 * margin, height: height + 2 * margin, channels: colours, data };
  const run = kernels ? bilateralKernels(around, like, tables) : undefined;
  const own = { low: 0, high: 0, deviation: 0 };
  return (input, result) => {
    const { low, high, deviation } = statistics ?? readStatistics(input, own);
    if (low === high) {
      result.data.set(input.data);
      return;
    }
    // scikit-image shifts a picture with negative samples up to 0, but neither `cval` nor the table's own maximum.
    const shift = Math.min(low, 0);
    fill(input, cval * 255 + shift);
    setLikeness(tables.likeness, sigmaColor === undefined ? deviation : sigmaColor * 255, high);
    // A division of C integers in scikit-image: 333 bins, not 333⅓, for three channels.
    tables.scale = Math.floor(bins / colours) / (high - shift);
    if (!run?.(around, result)) filter(data, window, tables, result);
    copyAlpha(input, result);
  };
}

function aboveZero(value: number, name: string, high = Infinity): number {
  if (number(value, name, 0, high) === 0) throw outOfRange('a number above 0', name, value);
  return value;
}

/** @internal */
export function bilateralStatistics(image: FullImage): BilateralStatistics {
  return readStatistics(image, { low: 0, high: 0, deviation: 0 });
}

function readStatistics(image: FullImage, to: { -readonly [key in keyof BilateralStatistics]: number }) {
  const { data, channels } = image;
  const colours = colourChannels(image);
  const count = image.width * image.height * colours;
  let low = Infinity;
  let high = -Infinity;
  let sum = 0;
  for (let i = 0; i < data.length; i += channels) {
    for (let j = i; j < i + colours; j++) {
      low = Math.min(low, data[j]);
      high = Math.max(high, data[j]);
      sum += data[j];
    }
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < data.length; i += channels) {
    for (let j = i; j < i + colours; j++) squares += (data[j] - mean) ** 2;
  }
  to.low = low;
  to.high = high;
  to.deviation = Math.sqrt(squares / count);
  return to;
}

/** Weights exp(-d²/2σ²) of the colour distances d = 0, high / bins, 2 high / bins, … */
function setLikeness(likeness: Float64Array, sigma: number, high: number): void {
  const bins = likeness.length;
  for (let b = 0; b < bins; b++) likeness[b] = Math.exp(-0.5 * ((b * high) / bins / sigma) ** 2);
}

function spatialWindow(
  margin: number,
  stride: number,
  colours: number,
  sigma: number,
  spatialWeights: 'skimage' | 'centred',
): Window {
  const size = 2 * margin + 1;
  const offsets = new Int32Array(size * size);
  const weights = new Float64Array(size * size);
  for (let k = 0; k < size * size; k++) {
    const row = Math.floor(k / size) - margin;
    const column = (k % size) - margin;
    offsets[k] = row * stride + column * colours;
    // scikit-image reads entry k of a table of (size + 1)² weights whose origin is at row and column margin + 1.
    const dy = spatialWeights === 'centred' ? row : Math.floor(k / (size + 1)) - margin - 1;
    const dx = spatialWeights === 'centred' ? column : (k % (size + 1)) - margin - 1;
    weights[k] = Math.exp(-0.5 * (Math.hypot(dx, dy) / sigma) ** 2);
  }
  return { margin, offsets, weights };
}

function filter(padded: Float32Array, window: Window, table: ColourTable, result: FullImage): void {
  const { width, height, channels, data } = result;
  const { offsets, weights, margin } = window;
  const { likeness, scale } = table;
  const colour = channels !== 1;
  const step = colour ? 3 : 1;
  const last = likeness.length - 1;
  const bytes = isByteData(data);
  for (let y = 0, to = 0; y < height; y++) {
    let at = ((y + margin) * (width + 2 * margin) + margin) * step;
    for (let x = 0; x < width; x++, at += step, to += channels) {
      const r = padded[at];
      const g = colour ? padded[at + 1] : 0;
      const b = colour ? padded[at + 2] : 0;
      let total = 0;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = 0; k < offsets.length; k++) {
        const i = at + offsets[k];
        const dr = padded[i] - r;
        let squared = dr * dr;
        let dg = 0;
        let db = 0;
        if (colour) {
          dg = padded[i + 1] - g;
          db = padded[i + 2] - b;
          squared += dg * dg + db * db;
        }
        const bin = Math.sqrt(squared) * scale;
        const weight = weights[k] * likeness[bin < last ? bin | 0 : last];
        total += weight;
        red += weight * dr;
        if (colour) {
          green += weight * dg;
          blue += weight * db;
        }
      }
      // All weights can underflow to 0 where the window is slanted and narrow: the pixel then stays.
      const inverse = total > 0 ? 1 / total : 0;
      // Means of differences and not of samples: exact where the window is flat, whatever the weights.
      red = r + red * inverse;
      data[to] = bytes ? toByte(red) : red;
      if (colour) {
        green = g + green * inverse;
        blue = b + blue * inverse;
        data[to + 1] = bytes ? toByte(green) : green;
        data[to + 2] = bytes ? toByte(blue) : blue;
      }
    }
  }
}
