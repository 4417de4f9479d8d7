import { knownOptions } from '../core/checks.js';
import type { FullImage } from '../core/image.js';
import type { Backend } from '../core/kernels/backend.js';
import { type BilateralOptions, denoiseBilateral } from './bilateral.js';
import { type DctOptions, denoiseDct } from './dct.js';
import { denoiseNonLocalMeans, type NonLocalMeansOptions } from './non-local-means.js';
import { denoiseTotalVariation, type TotalVariationOptions } from './total-variation.js';
import { denoiseWavelet, type WaveletOptions } from './wavelet/denoise.js';
import { denoiseWiener, type WienerOptions } from './wiener.js';

/** The denoisers that follow a deflection, by name; the repository calls 'tv' TVM and 'wiener' deconv. */
export const denoiserNames = ['wavelet', 'tv', 'bilateral', 'nlm', 'wiener', 'dct', 'none'] as const;
export type DenoiserName = (typeof denoiserNames)[number];

/** Options of one of the denoisers; each refuses those that it does not have. */
export type DenoiserOptions =
  | Omit<WaveletOptions, 'out'>
  | Omit<TotalVariationOptions, 'out'>
  | Omit<BilateralOptions, 'out'>
  | Omit<NonLocalMeansOptions, 'out'>
  | Omit<WienerOptions, 'out'>
  | Omit<DctOptions, 'out'>;

/**
 * Options that make a denoiser the one of January 2018, where its own default follows a later scikit-image: the bilateral
 * filter's window has been slanted since version 0.16. (`denoiseWavelet` has the published defaults itself.)
 */
export const publishedOptions: Partial<Record<DenoiserName, DenoiserOptions>> = {
  bilateral: { spatialWeights: 'centred' },
};

/** The shortest side that a denoiser works on. */
export function minimumSide(denoiser: DenoiserName): number {
  return denoiser === 'wavelet' ? 2 : 1;
}

const withoutKernels = new Set<DenoiserName>(['dct', 'none']);

/**
 * Denoises `image` into `out`.
 * @param backend for the denoisers that have both forms, where `options` say nothing of it
 * @throws TypeError or RangeError for options that the denoiser does not have, before `out` is written
 */
export function denoise(
  name: DenoiserName,
  image: FullImage,
  options: DenoiserOptions,
  out: FullImage,
  backend?: Backend,
): void {
  // Each denoiser checks its own options, those of another included: the casts claim nothing that is not checked.
  const all: object = withoutKernels.has(name) ? { ...options, out } : { backend, ...options, out };
  switch (name) {
    case 'wavelet':
      denoiseWavelet(image, all as WaveletOptions);
      break;
    case 'tv':
      denoiseTotalVariation(image, all as TotalVariationOptions);
      break;
    case 'bilateral':
      denoiseBilateral(image, all as BilateralOptions);
      break;
    case 'nlm':
      denoiseNonLocalMeans(image, all as NonLocalMeansOptions);
      break;
    case 'wiener':
      denoiseWiener(image, all as WienerOptions);
      break;
    case 'dct':
      denoiseDct(image, all as DctOptions);
      break;
    case 'none':
      knownOptions(options, "the denoiser 'none'", []);
      out.data.set(image.data);
  }
}
