import type { DeflectionOptions } from '../deflect.js';
import type { BilateralOptions } from '../bilateral.js';
import type { CompressJpegOptions } from '../compress-jpeg.js';
import type { CropAndRescaleOptions } from '../crop-and-rescale.js';
import type { DctOptions } from '../dct.js';
import type { MedianFilterOptions } from '../median-filter.js';
import type { MinimizeTotalVarianceOptions } from '../minimize-total-variance.js';
import type { NonLocalMeansOptions } from '../non-local-means.js';
import type { QuiltOptions } from '../quilt-image.js';
import type { ReduceBitDepthOptions } from '../reduce-bit-depth.js';
import type { ResizeAndPadOptions } from '../resize-and-pad.js';
import type { TotalVariationOptions } from '../total-variation.js';
import type { WaveletOptions } from '../wavelet/denoise.js';
import type { WienerOptions } from '../wiener.js';

/** What the caller of a chain supplies, and so no step of it. */
type Supplied = 'out' | 'random' | 'onCopy' | 'map' | 'held' | 'backend';

/**
 * Options of each transform that a chain can have, by its name; their defaults are those of the transform itself. A picture
 * keeps its size through every step.
 */
export interface TransformOptions {
  /**
   * Counts belong to a picture of 224 × 224 and are scaled to the picture's own size, as in `defend`, unless `scale` is
   * false (default true). `deflections` is by default the notebook's: 200, with a map 1500; at most 10⁷.
   */
  deflect: Omit<DeflectionOptions, Supplied> & { scale?: boolean };
  wavelet: Omit<WaveletOptions, Supplied>;
  tv: Omit<TotalVariationOptions, Supplied>;
  bilateral: Omit<BilateralOptions, Supplied>;
  nlm: Omit<NonLocalMeansOptions, Supplied>;
  wiener: Omit<WienerOptions, Supplied>;
  dct: Omit<DctOptions, Supplied>;
  jpeg: Omit<CompressJpegOptions, Supplied>;
  'bit-depth': Omit<ReduceBitDepthOptions, Supplied>;
  median: Omit<MedianFilterOptions, Supplied>;
  /**
   * For a classifier of a fixed input size: in place of a larger picture (310…330 of 331 pixels) a smaller one is resized
   * and padded to the picture's own size. `minScale` is the least shorter side that is drawn, as a part of the picture's,
   * above 0 and up to 1 (default 310/331); the greatest is a pixel less than the picture's.
   */
  'resize-pad': Omit<ResizeAndPadOptions, Supplied | 'size' | 'minSize'> & { minScale?: number };
  crop: Omit<CropAndRescaleOptions, Supplied>;
  tvm: Omit<MinimizeTotalVarianceOptions, Supplied>;
  quilt: Omit<QuiltOptions, Supplied | 'patches'>;
}

export type TransformName = keyof TransformOptions;

/** One step of a chain: a transform and its options, all of which have defaults. */
export type ChainStep = {
  [K in TransformName]: { readonly transform: K; readonly options: TransformOptions[K] };
}[TransformName];

/** Transforms one after the other. An empty chain leaves a picture as it is. */
export type Chain = readonly ChainStep[];
