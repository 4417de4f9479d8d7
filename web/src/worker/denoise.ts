import { defend, denoiseWavelet, holdThresholds, psnr, toYCbCr, waveletDecompose } from 'pixel-deflection';
import { denoiserOptions } from './defense.js';
import { breathe, type Job } from './job.js';
import type { Bands, Picture, SigmaPoint, WaveletSettings } from './protocol.js';
import { asPicture, scoresOf } from './scores.js';

/**
 * The sub-bands that the denoiser shrinks, and its thresholds. Both are in the units of the channel: Y without its 16, Cb
 * and Cr without their 128, which the details do not see.
 */
function bandsOf(image: Picture, { wavelet, method, threshold, sigma, ycbcr }: WaveletSettings): Bands {
  const [held] = holdThresholds(image, { wavelet, method, threshold, sigma, ycbcr }).shifts;
  return {
    channels: ycbcr ? ['Y', 'Cb', 'Cr'] : ['R', 'G', 'B'],
    before: waveletDecompose(ycbcr ? toYCbCr(image) : image, { wavelet }),
    thresholds: held.map(({ thresholds }) => thresholds),
  };
}

/** Denoises a picture, which is at the model's size. */
export const denoise: Job<'denoise'> = async ({ image, ...settings }, { classifier }) => {
  const { denoiser } = settings;
  const options = { deflections: 0, denoiser, denoiserOptions: denoiserOptions(settings), seed: 0 };
  const denoised = asPicture(defend(image, options));
  return {
    image: denoised,
    scores: await scoresOf(classifier, denoised),
    psnr: psnr(image, denoised),
    bands: denoiser === 'wavelet' ? bandsOf(image, settings) : undefined,
  };
};

/** The probability of a class behind the wavelets, for several sigma. */
export const sigmaSweep: Job<'sigmaSweep'> = async (input, { classifier, signal, progress }) => {
  const { images, sigmas, label, ...settings } = input;
  const points: SigmaPoint[] = [];
  for (const sigma of sigmas) {
    await breathe(signal);
    const probabilities: number[] = [];
    for (const image of images) {
      const { probabilities: all } = await scoresOf(
        classifier,
        denoiseWavelet(image, { ...settings, sigma }) as Picture,
      );
      probabilities.push(all[label]);
    }
    const point = { sigma, probabilities };
    points.push(point);
    progress(point);
  }
  return points;
};
