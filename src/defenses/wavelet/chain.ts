import { skimageYCbCr } from '../../core/colour.js';
import { colourChannels, type FullImage, isByteData } from '../../core/image.js';
import { scratchFloats } from '../../core/scratch.js';
import type { FilterBank, WaveletName } from './filters.js';
import { haarBack, haarLevels, haarNext, haarRows, haarRowsBack, haarSize } from './haar.js';
import { type Limits, newLimits, readRow, type RowWriting, writeRow } from './rows.js';
import { estimateSigma, type LevelThresholds, meanSquares, planeThresholds, shrinkBand } from './thresholds.js';
import type { ThresholdMethod } from './thresholds.js';
import { type Band, bandNames, decomposePlane, reconstructPlane } from './transform.js';

/** What sigma is measured in; see {@link WaveletOptions.sigmaScale}. */
export type SigmaScale = 'published' | 'rescaled' | 'unscaled';

/** The options of `denoiseWavelet`, checked and complete. */
export interface WaveletSettings {
  readonly wavelet: WaveletName;
  readonly bank: FilterBank;
  readonly levels: number;
  readonly method: ThresholdMethod;
  readonly hard: boolean;
  readonly sigma: number | 'estimate';
  readonly ycbcr: boolean;
  readonly sigmaScale: SigmaScale;
}

/** What the shrinkage of one channel depends on beside its samples: constants where thresholds are held. */
export interface HeldChannel {
  /** Limits that the shrunk channel is clipped to, in the units of the channel (Y without 16, Cb and Cr without 128). */
  readonly low: number;
  readonly high: number;
  /** Thresholds from the finest level to the coarsest. */
  readonly thresholds: readonly LevelThresholds[];
}

/** Noise of each channel in 0…255 units, before the channel's own range comes in: sigma times the norm of its row. */
function channelSigma(settings: WaveletSettings, channel: number, range: number): number {
  const sigma = settings.sigma as number;
  if (!settings.ycbcr) return sigma * 255;
  switch (settings.sigmaScale) {
    // As given, for a channel scaled to [0,1].
    case 'published':
      return sigma * range;
    // The variance of a weighted sum of independent noises: `_rescale_sigma_rgb2ycbcr`.
    case 'rescaled':
      return sigma * 255 * Math.hypot(...skimageYCbCr.forward.slice(3 * channel, 3 * channel + 3));
    // Divided by the channel's range although the channel is scaled too: practically off.
    case 'unscaled':
      return sigma;
  }
}

interface ChannelStatistics {
  readonly low: number;
  readonly high: number;
  readonly samples: number;
  readonly meanSquares: readonly (readonly [number, number, number])[];
  readonly finestDiagonal: Float32Array | Float64Array;
}

/** Thresholds and limits of one channel of a picture. */
export function holdChannel(settings: WaveletSettings, channel: number, statistics: ChannelStatistics): HeldChannel {
  const { low, high, samples, finestDiagonal } = statistics;
  const range = settings.ycbcr ? high - low : 255;
  const clipped = settings.ycbcr && settings.sigmaScale === 'published';
  const limits = clipped ? { low, high } : { low: -Infinity, high: Infinity };
  if (range === 0) {
    const none = { horizontal: 0, vertical: 0, diagonal: 0 };
    return { ...limits, thresholds: statistics.meanSquares.map(() => none) };
  }
  const sigma = settings.sigma === 'estimate' ? estimateSigma(finestDiagonal) : channelSigma(settings, channel, range);
  const thresholds = planeThresholds(settings.method, {
    samples,
    range,
    sigma,
    meanSquares: statistics.meanSquares,
  });
  return { ...limits, thresholds };
}

/** Refuses pictures whose samples are not numbers before anything is written. */
function checkFinite(limits: Limits, squares: readonly (readonly number[])[]): void {
  const sum = squares.flat().reduce((a, b) => a + b, 0);
  if (!limits.every(Number.isFinite) || !Number.isFinite(sum)) {
    throw new RangeError('Expected finite samples for image.data but received NaN or an infinite value');
  }
}

/** Channels are clipped to what is held, samples to 0…255 where the picture can hold no others or `'published'` says so. */
function howToWrite(output: FullImage, settings: WaveletSettings, held: readonly HeldChannel[]): RowWriting {
  const clip = settings.sigmaScale === 'published' || isByteData(output.data);
  return {
    ycbcr: settings.ycbcr,
    limits: Float64Array.from(held.flatMap(({ low, high }) => [low, high])),
    range: clip ? Float64Array.of(0, 255) : Float64Array.of(-Infinity, Infinity),
  };
}

/** The chain for db1: two rows at a time, colour and finest level fused. Scratch: 4/3 of a float per sample. */
function runHaar(input: FullImage, output: FullImage, settings: WaveletSettings, held?: readonly HeldChannel[]) {
  const { width, height } = input;
  const colours = colourChannels(input);
  const { ycbcr, levels, hard } = settings;
  const pair = new Float32Array(2 * colours * width);
  const limits = newLimits(colours);
  const size = haarSize(width, height, levels);
  const memory = scratchFloats(colours * size);
  const planes = Array.from({ length: colours }, (_, c) => {
    return haarLevels(memory.subarray(c * size, (c + 1) * size), width, height, levels);
  });
  for (let row = 0; 2 * row < height; row++) {
    const two = 2 * row + 1 < height;
    readRow(input, 2 * row, 0, ycbcr, pair, limits);
    if (two) readRow(input, 2 * row + 1, 1, ycbcr, pair, limits);
    for (let c = 0; c < colours; c++) {
      const top = 2 * c * width;
      haarRows(pair, top, two ? top + width : top, width, planes[c][0], row);
    }
  }
  for (const plane of planes) for (let level = 1; level < levels; level++) haarNext(plane[level - 1], plane[level]);
  const squares = planes.map((plane) =>
    plane.map(({ squares: [h, v, d], width: w, height: n }): [number, number, number] => {
      const count = w * n;
      return [h / count, v / count, d / count];
    }),
  );
  checkFinite(limits, squares.flat());
  const shrinkage =
    held ??
    planes.map((plane, c) =>
      holdChannel(settings, c, {
        low: limits[2 * c],
        high: limits[2 * c + 1],
        samples: width * height,
        meanSquares: squares[c],
        finestDiagonal: plane[0].diagonal,
      }),
    );
  planes.forEach((plane, c) => {
    for (let level = levels - 1; level > 0; level--) {
      haarBack(plane[level], shrinkage[c].thresholds[level], hard, plane[level - 1]);
    }
  });
  const writing = howToWrite(output, settings, shrinkage);
  for (let row = 0; 2 * row < height; row++) {
    const two = 2 * row + 1 < height;
    for (let c = 0; c < colours; c++) {
      const top = 2 * c * width;
      haarRowsBack(planes[c][0], row, shrinkage[c].thresholds[0], hard, pair, top, two ? top + width : -1, width);
    }
    writeRow(output, 2 * row, 0, pair, writing);
    if (two) writeRow(output, 2 * row + 1, 1, pair, writing);
  }
  return shrinkage;
}

/** The colour channels of a picture as planes of floats, and their limits. */
function readPlanes(input: FullImage, ycbcr: boolean): { planes: Float32Array[]; limits: Limits } {
  const { width, height } = input;
  const colours = colourChannels(input);
  const pair = new Float32Array(2 * colours * width);
  const limits = newLimits(colours);
  const planes = Array.from({ length: colours }, () => new Float32Array(width * height));
  for (let y = 0; y < height; y++) {
    readRow(input, y, 0, ycbcr, pair, limits);
    planes.forEach((plane, c) => plane.set(pair.subarray(2 * c * width, (2 * c + 1) * width), y * width));
  }
  return { planes, limits };
}

/** The chain for any wavelet, one channel after another in double precision. */
function runGeneral(input: FullImage, output: FullImage, settings: WaveletSettings, held?: readonly HeldChannel[]) {
  const { width, height } = input;
  const { bank, levels, hard, ycbcr } = settings;
  const { planes, limits } = readPlanes(input, ycbcr);
  const shrinkage = planes.map((plane, c) => {
    const band: Band = { width, height, data: new Float64Array(plane) };
    const coefficients = decomposePlane(band, bank, levels);
    const squares = meanSquares(coefficients.details);
    checkFinite(limits, squares);
    const channel =
      held?.[c] ??
      holdChannel(settings, c, {
        low: limits[2 * c],
        high: limits[2 * c + 1],
        samples: width * height,
        meanSquares: squares,
        finestDiagonal: coefficients.details[0].diagonal.data,
      });
    coefficients.details.forEach((detail, level) => {
      for (const name of bandNames) shrinkBand(detail[name].data, channel.thresholds[level][name], hard);
    });
    plane.set(reconstructPlane(coefficients, bank).data);
    return channel;
  });
  const writing = howToWrite(output, settings, shrinkage);
  const pair = new Float32Array(2 * planes.length * width);
  for (let y = 0; y < height; y++) {
    planes.forEach((plane, c) => pair.set(plane.subarray(y * width, (y + 1) * width), 2 * c * width));
    writeRow(output, y, 0, pair, writing);
  }
  return shrinkage;
}

/**
 * Denoises `input` into `output` (which may be `input`): colour, decomposition, thresholds, reconstruction, colour.
 * @param held thresholds and limits to use instead of the picture's own
 * @returns the thresholds and limits that were used
 */
export function runChain(
  input: FullImage,
  output: FullImage,
  settings: WaveletSettings,
  held?: readonly HeldChannel[],
): readonly HeldChannel[] {
  const run = settings.wavelet === 'db1' ? runHaar : runGeneral;
  return run(input, output, settings, held);
}
