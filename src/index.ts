export type { ActivationMap, FullImage, Image, OutOption, PixelData } from './core/image.js';
export { createRandom, freshSeed, type RandomSource, type Seed } from './core/random.js';
export { pythonRandom } from './core/python-random.js';
export { fromYCbCr, toYCbCr, type YCbCrOptions } from './core/colour.js';
export { resize } from './core/resize.js';
