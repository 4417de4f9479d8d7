import { checkImage, type FullImage, type Image, type PixelData, prepareOut } from '../core/image.js';
import { resize } from '../core/resize.js';
import type { DefendOptions, DefenseReport } from './defense-options.js';
import { DefenseRun } from './defense-run.js';
import { denoise } from './denoisers.js';

export { type DefendOptions, type DefenseReport, type PresetName, presets } from './defense-options.js';

/** The defended picture, and what was done to it. */
export interface Defended<T extends PixelData = PixelData> extends FullImage<T> {
  readonly report: DefenseReport;
}

/**
 * The whole defense in one call: (resize,) deflect pixels, denoise.
 *
 * The published code resizes to 224 × 224 first, and its counts belong to that size. Here a picture keeps its size and
 * counts are scaled to it (see {@link DefendOptions.scale}); `size: 224` does as the published code does.
 *
 * @param image 1, 3 or 4 channels of any sample type; alpha passes through; 8-bit results are rounded once, after the
 *   denoiser
 * @returns the picture and a report; with the reported seed (and stream) the same call gives the same picture
 * @throws TypeError or RangeError for options out of range; `out` is not written then
 */
export function defend<T extends PixelData>(image: Image<T>, options: DefendOptions = {}): Defended<T> {
  const input = checkImage(image);
  const run = new DefenseRun(input, options);
  const { width, height } = run.size;
  const resized = options.size === undefined ? input : resize(input, width, height, { backend: options.backend });
  const target = prepareOut(resized, options.out);
  const deflected = run.deflect(resized);
  denoise(run.denoiser, deflected, run.denoiserOptions, target, options.backend);
  run.lap();
  return { ...target, report: run.report(deflected) };
}
