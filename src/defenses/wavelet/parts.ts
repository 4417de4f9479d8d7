import { integer, knownOptions, number, oneOf, outOfRange, wrongType } from '../../core/checks.js';
import { checkImage, colourChannels, type FullImage, type Image, readPlane, writePlane } from '../../core/image.js';
import { defaultLevels, filterBank, type WaveletName, waveletNames } from './filters.js';
import { estimateSigma, type LevelThresholds, meanSquares, planeThresholds, shrinkBand } from './thresholds.js';
import type { ThresholdMethod } from './thresholds.js';
import { bandNames, decomposePlane, type PlaneCoefficients, reconstructPlane } from './transform.js';

/** A decomposed picture. Coefficients are in the picture's own units (0…255, doubled by each level of the low pass). */
export interface WaveletCoefficients {
  readonly wavelet: WaveletName;
  readonly width: number;
  readonly height: number;
  /** One entry for gray, three for colour: the picture's own channels; alpha is left out. */
  readonly channels: readonly PlaneCoefficients[];
}

/** For each colour channel the thresholds of its levels, finest first, in the units of the coefficients. */
export type WaveletThresholds = readonly (readonly LevelThresholds[])[];

/**
 * Decomposes the colour channels of a picture (convert with `toYCbCr` first where that is wanted).
 *
 * The sub-bands are those of `pywt.wavedec2(channel, wavelet, mode='symmetric', level)`, in double precision, finest
 * level first.
 * @param options.wavelet default `'db1'`
 * @param options.levels 1…32; default three fewer than fit into the shorter side, at least 1
 * @throws RangeError for a side of 1
 */
export function waveletDecompose(
  image: Image,
  options: { wavelet?: WaveletName; levels?: number } = {},
): WaveletCoefficients {
  const input = checkImage(image, 'image', 2);
  knownOptions(options, 'waveletDecompose', ['wavelet', 'levels']);
  const wavelet = oneOf(options.wavelet ?? 'db1', 'wavelet', waveletNames);
  const bank = filterBank(wavelet);
  const { width, height } = input;
  const levels = integer(options.levels ?? defaultLevels(width, height, bank.length), 'levels', 1, 32);
  const channels = Array.from({ length: colourChannels(input) }, (_, c) => {
    return decomposePlane({ width, height, data: readPlane(input, c) }, bank, levels);
  });
  return { wavelet, width, height, channels };
}

/**
 * The thresholds of each channel, level and sub-band.
 * @param options.method `'BayesShrink'` (default) or `'VisuShrink'`
 * @param options.sigma noise in [0,1] units of the channels (of 255), at least 0, or `'estimate'`; default 0.04
 */
export function waveletThresholds(
  coefficients: WaveletCoefficients,
  options: { method?: ThresholdMethod; sigma?: number | 'estimate' } = {},
): WaveletThresholds {
  knownOptions(options, 'waveletThresholds', ['method', 'sigma']);
  const method = oneOf(options.method ?? 'BayesShrink', 'method', ['BayesShrink', 'VisuShrink']);
  const given = options.sigma ?? 0.04;
  if (given !== 'estimate') number(given, "sigma (or 'estimate')", 0);
  return coefficients.channels.map(({ width, height, details }) => {
    const sigma = given === 'estimate' ? estimateSigma(details[0].diagonal.data) : given * 255;
    return planeThresholds(method, {
      samples: width * height,
      range: 255,
      sigma,
      meanSquares: meanSquares(details),
    });
  });
}

/** The same channel with its details shrunk; the original is left as it is. */
function shrunk(channel: PlaneCoefficients, thresholds: readonly LevelThresholds[], hard: boolean): PlaneCoefficients {
  const details = channel.details.map((detail, level) => {
    const [horizontal, vertical, diagonal] = bandNames.map((name) => {
      const band = { ...detail[name], data: detail[name].data.slice() };
      shrinkBand(band.data, thresholds[level][name], hard);
      return band;
    });
    return { horizontal, vertical, diagonal };
  });
  return { ...channel, details };
}

/**
 * Puts a picture together from its coefficients: the opposite of {@link waveletDecompose}.
 * @param options.thresholds from {@link waveletThresholds}: details are shrunk by them first; default: they are not
 * @param options.threshold `'soft'` (default) or `'hard'`
 * @returns a new Float32Array image of 1 or 3 channels
 */
export function waveletReconstruct(
  coefficients: WaveletCoefficients,
  options: { thresholds?: WaveletThresholds; threshold?: 'soft' | 'hard' } = {},
): FullImage<Float32Array> {
  knownOptions(options, 'waveletReconstruct', ['thresholds', 'threshold']);
  const hard = oneOf(options.threshold ?? 'soft', 'threshold', ['soft', 'hard']) === 'hard';
  const { width, height, channels } = coefficients;
  const { thresholds } = options;
  if (channels.length !== 1 && channels.length !== 3)
    throw wrongType('1 or 3 channels', 'coefficients.channels', channels);
  if (thresholds !== undefined) {
    const fits =
      thresholds.length === channels.length && thresholds.every((t, c) => t.length === channels[c].details.length);
    if (!fits) throw outOfRange('thresholds of the same channels and levels', 'thresholds', thresholds);
  }
  const bank = filterBank(coefficients.wavelet);
  const data = new Float32Array(width * height * channels.length);
  const result: FullImage<Float32Array> = { width, height, channels: channels.length, data };
  channels.forEach((channel, c) => {
    const ready = thresholds === undefined ? channel : shrunk(channel, thresholds[c], hard);
    writePlane(result, c, reconstructPlane(ready, bank).data);
  });
  return result;
}
