export type { ActivationMap, FullImage, Image, OutOption, PixelData } from './core/image.js';
export { createRandom, freshSeed, type RandomSource, type Seed } from './core/random.js';
export { pythonRandom } from './core/python-random.js';
export { fromYCbCr, toYCbCr, type YCbCrOptions } from './core/colour.js';
export { resize } from './core/resize.js';
export {
  deflectPixels,
  deflectionAlgorithms,
  type Deflected,
  type DeflectionAlgorithm,
  type DeflectionOptions,
} from './defenses/deflect.js';
export {
  denoiseWavelet,
  holdThresholds,
  type HeldThresholds,
  type WaveletOptions,
} from './defenses/wavelet/denoise.js';
export { denoiseWaveletVjp } from './defenses/wavelet/vjp.js';
export { type WaveletName, waveletNames } from './defenses/wavelet/filters.js';
export {
  waveletDecompose,
  waveletReconstruct,
  waveletThresholds,
  type WaveletCoefficients,
  type WaveletThresholds,
} from './defenses/wavelet/parts.js';
export {
  defend,
  type Defended,
  type DefendOptions,
  type DefenseReport,
  type PresetName,
  presets,
} from './defenses/defend.js';
export { type DenoiserName, denoiserNames, type DenoiserOptions } from './defenses/denoisers.js';
export { centreMap, normalizeMap, resizeMap } from './core/map.js';
export { psnr, ssim } from './core/quality.js';
