export type { ActivationMap, FullImage, Image, OutOption, PixelData } from './core/image.js';
export { createRandom, freshSeed, type RandomSource, type Seed } from './core/random.js';
export { pythonRandom } from './core/python-random.js';
export { fromYCbCr, toYCbCr, type YCbCrOptions } from './core/colour.js';
export { resize } from './core/resize.js';
export type { Backend, KernelOptions } from './core/kernels/backend.js';
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
export { createDenoiser, type Denoiser } from './defenses/create-denoiser.js';
export { type DenoiserName, denoiserNames, type DenoiserOptions } from './defenses/denoisers.js';
export { centreMap, normalizeMap, resizeMap } from './core/map.js';
export { psnr, ssim } from './core/quality.js';
export { type BilateralOptions, denoiseBilateral } from './defenses/bilateral.js';
export { type DctOptions, denoiseDct } from './defenses/dct.js';
export { denoiseNonLocalMeans, type NonLocalMeansOptions } from './defenses/non-local-means.js';
export { denoiseTotalVariation, type TotalVariationOptions } from './defenses/total-variation.js';
export { denoiseWiener, type WienerOptions } from './defenses/wiener.js';
export { reduceBitDepth, type ReduceBitDepthOptions } from './defenses/reduce-bit-depth.js';
export { medianFilter, type MedianFilterOptions } from './defenses/median-filter.js';
export { resizeAndPad, type ResizeAndPadOptions } from './defenses/resize-and-pad.js';
export { cropAndRescale, type CropAndRescaleOptions } from './defenses/crop-and-rescale.js';
export { minimizeTotalVariance, type MinimizeTotalVarianceOptions } from './defenses/minimize-total-variance.js';
export { quiltImage, type QuiltOptions } from './defenses/quilt-image.js';
export {
  createPatchDatabase,
  decodePatches,
  encodePatches,
  type PatchDatabase,
  type PatchOptions,
} from './defenses/patches.js';
export type { Chain, ChainStep, TransformName, TransformOptions } from './defenses/chain/chain.js';
export { type ChainFacts, checkChain, isRandom } from './defenses/chain/check.js';
export { applyChain, type ApplyChainOptions } from './defenses/chain/run.js';
export { formatChain, parseChain } from './defenses/chain/text.js';
export { transformNames } from './defenses/chain/transforms.js';
