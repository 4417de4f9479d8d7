import { checkImage, type FullImage, type Image, type PixelData, prepareOut } from '../core/image.js';
import type { BilateralOptions } from '../defenses/bilateral.js';
import type { Defended } from '../defenses/defend.js';
import type { DefendOptions } from '../defenses/defense-options.js';
import { DefenseRun } from '../defenses/defense-run.js';
import { denoise } from '../defenses/denoisers.js';
import type { NonLocalMeansOptions } from '../defenses/non-local-means.js';
import type { TotalVariationOptions } from '../defenses/total-variation.js';
import type { WaveletOptions } from '../defenses/wavelet/denoise.js';
import type { WienerOptions } from '../defenses/wiener.js';
import { denoiseTotalVariationAsync, denoiseWienerAsync } from './channels.js';
import { denoiseWaveletAsync } from './denoise-wavelet.js';
import { runJob, type ThreadOptions, withoutThreads } from './job.js';
import { denoiseBilateralAsync, denoiseNonLocalMeansAsync } from './local.js';
import { resizeAsync } from './resize.js';

/** Denoises `deflected` into `out` on threads; what has no such form, on the calling one. */
async function denoiseAsync(
  run: DefenseRun,
  deflected: FullImage,
  options: DefendOptions & ThreadOptions,
  out: FullImage,
) {
  const { backend, threads, signal } = options;
  const all: object = { backend, ...run.denoiserOptions, threads, signal, out };
  switch (run.denoiser) {
    case 'wavelet':
      return denoiseWaveletAsync(deflected, all as WaveletOptions);
    case 'tv':
      return denoiseTotalVariationAsync(deflected, all as TotalVariationOptions);
    case 'bilateral':
      return denoiseBilateralAsync(deflected, all as BilateralOptions);
    case 'nlm':
      return denoiseNonLocalMeansAsync(deflected, all as NonLocalMeansOptions);
    case 'wiener':
      return denoiseWienerAsync(deflected, all as WienerOptions);
    default:
      return runJob(options, async () => denoise(run.denoiser, deflected, run.denoiserOptions, out));
  }
}

/**
 * {@link defend} with its resizing and denoising on threads. Deflections follow one another, on the calling thread: they
 * take less time than to copy the picture. The denoisers `'dct'` and `'none'` run there too.
 */
export async function defendAsync<T extends PixelData>(
  image: Image<T>,
  options: DefendOptions & ThreadOptions = {},
): Promise<Defended<T>> {
  const input = checkImage(image);
  const rest = withoutThreads(options);
  const { backend, threads, signal } = options;
  const run = new DefenseRun(input, rest);
  const { width, height } = run.size;
  const resized =
    options.size === undefined ? input : await resizeAsync(input, width, height, { backend, threads, signal });
  const target = prepareOut(resized, options.out);
  signal?.throwIfAborted();
  const deflected = run.deflect(resized);
  await denoiseAsync(run, deflected, options, target);
  run.lap();
  return { ...target, report: run.report(deflected) };
}
