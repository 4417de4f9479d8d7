import { copyAlpha, type FullImage, newImage, type PixelData } from '../../core/image.js';
import { kernelsFor } from '../../core/kernels/instance.js';
import { FilterRun, writeFilterRows } from '../../defenses/kernels/filter-bank.js';
import type { HeldChannel, WaveletSettings } from '../../defenses/wavelet/shrinkage.js';

export interface FilterChannel {
  readonly settings: WaveletSettings;
  readonly channel: number;
  readonly source: FullImage;
  readonly held?: readonly HeldChannel[];
  /** Where the denoised channel goes, before colours are put together. */
  readonly plane?: Float32Array;
}

/** One channel denoised, and its thresholds; undefined where that is not possible in single precision. */
export function filterChannel({
  settings,
  channel,
  source,
  held,
  plane,
}: FilterChannel): { readonly shrinkage: HeldChannel; readonly plane?: Float32Array } | undefined {
  const run = FilterRun.begin(source, source, settings, kernelsFor);
  if (!run?.read(source)) return undefined;
  const shrinkage = run.denoiseChannel(channel, held).held()[channel];
  const samples = plane ?? new Float32Array(source.width * source.height);
  run.copyChannel(channel, samples);
  return plane === undefined ? { shrinkage, plane: samples } : { shrinkage };
}

export interface FilterRows {
  readonly settings: WaveletSettings;
  /** Of all channels. */
  readonly shrinkage: readonly HeldChannel[];
  readonly planes: readonly Float32Array[];
  /** The rows as they were: their alpha. */
  readonly source: FullImage;
  readonly target?: FullImage;
}

/** Rows of the result from those of its denoised channels. */
export function filterRows({ settings, shrinkage, planes, source, target }: FilterRows): PixelData | undefined {
  const result = target ?? newImage(source);
  copyAlpha(source, result);
  writeFilterRows(planes, result, settings, shrinkage);
  return target === undefined ? result.data : undefined;
}
