export type { ThreadOptions } from './job.js';
export { defendAsync } from './defend.js';
export { denoiseTotalVariationAsync, denoiseWienerAsync } from './channels.js';
export { denoiseWaveletAsync } from './denoise-wavelet.js';
export { denoiseBilateralAsync, denoiseNonLocalMeansAsync, medianFilterAsync } from './local.js';
export { endThreads } from './pool.js';
export { resizeAsync } from './resize.js';
