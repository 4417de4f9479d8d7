import { skimageYCbCr } from '../../core/colour.js';
import { type FullImage, isByteData } from '../../core/image.js';
import type { FilterBank, WaveletName } from './filters.js';
import type { Limits, RowWriting } from './rows.js';
import { estimateSigma, type LevelThresholds, planeThresholds } from './thresholds.js';
import type { ThresholdMethod } from './thresholds.js';

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
  /** Whether the chain runs in WebAssembly. */
  readonly kernels: boolean;
}

/** What the shrinkage of one channel depends on beside its samples: constants where thresholds are held. */
export interface HeldChannel {
  /** Limits that the shrunk channel is clipped to, in the units of the channel (Y without 16, Cb and Cr without 128). */
  readonly low: number;
  readonly high: number;
  /** Thresholds from the finest level to the coarsest. */
  readonly thresholds: readonly LevelThresholds[];
}

/** The norm of each row of the colour transform. */
const rowNorms = [0, 1, 2].map((row) => Math.hypot(...skimageYCbCr.forward.slice(3 * row, 3 * row + 3)));

/** @internal Noise of each channel in 0…255 units, where it is not estimated. */
export function channelSigma(settings: WaveletSettings, channel: number, range: number): number {
  const sigma = settings.sigma as number;
  if (!settings.ycbcr) return sigma * 255;
  switch (settings.sigmaScale) {
    // As given, for a channel scaled to [0,1].
    case 'published':
      return sigma * range;
    // The variance of a weighted sum of independent noises: `_rescale_sigma_rgb2ycbcr`.
    case 'rescaled':
      return sigma * 255 * rowNorms[channel];
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

/** @internal Whether channels are clipped to their own limits. */
export function clipsChannels(settings: WaveletSettings): boolean {
  return settings.ycbcr && settings.sigmaScale === 'published';
}

/** Thresholds and limits of one channel of a picture. */
export function holdChannel(settings: WaveletSettings, channel: number, statistics: ChannelStatistics): HeldChannel {
  const { low, high, samples, finestDiagonal } = statistics;
  const range = settings.ycbcr ? high - low : 255;
  const limits = clipsChannels(settings) ? { low, high } : { low: -Infinity, high: Infinity };
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

/** @internal Refuses pictures whose samples are not numbers before anything is written. */
export function checkFinite(limits: Limits, squares: readonly (readonly number[])[]): void {
  const sum = squares.flat().reduce((a, b) => a + b, 0);
  if (!limits.every(Number.isFinite) || !Number.isFinite(sum)) {
    throw new RangeError('Expected finite samples for image.data but received NaN or an infinite value');
  }
}

/** @internal Channels are clipped to what is held, samples to 0…255 where the picture can hold no others or `'published'` says so. */
export function howToWrite(output: FullImage, settings: WaveletSettings, held: readonly HeldChannel[]): RowWriting {
  const clip = settings.sigmaScale === 'published' || isByteData(output.data);
  return {
    ycbcr: settings.ycbcr,
    limits: Float64Array.from(held.flatMap(({ low, high }) => [low, high])),
    range: clip ? Float64Array.of(0, 255) : Float64Array.of(-Infinity, Infinity),
  };
}
