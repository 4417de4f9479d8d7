import { integer, number } from '../../core/checks.js';
import { type ActivationMap, checkImage, type FullImage, type Image } from '../../core/image.js';
import type { RandomSource } from '../../core/random.js';
import { denoiseBilateral } from '../bilateral.js';
import { compressJpegSync } from '../compress-jpeg.js';
import { cropAndRescale } from '../crop-and-rescale.js';
import { denoiseDct } from '../dct.js';
import { defend, type DefenseReport } from '../defend.js';
import type { DeflectionOptions } from '../deflect.js';
import { medianFilter } from '../median-filter.js';
import { minimizeTotalVariance } from '../minimize-total-variance.js';
import { denoiseNonLocalMeans } from '../non-local-means.js';
import type { PatchDatabase } from '../patches.js';
import { quiltImage } from '../quilt-image.js';
import { reduceBitDepth } from '../reduce-bit-depth.js';
import { resizeAndPad } from '../resize-and-pad.js';
import { denoiseTotalVariation } from '../total-variation.js';
import { denoiseWavelet } from '../wavelet/denoise.js';
import { denoiseWiener } from '../wiener.js';
import type { TransformName, TransformOptions } from './chain.js';

/** A picture between two steps: never rounded. */
export type Picture = FullImage<Float32Array>;

/** What a step is run with besides its options. */
export interface Supply {
  readonly random: RandomSource;
  readonly map?: ActivationMap | undefined;
  /** What `quilt` cannot do without. */
  readonly patches?: PatchDatabase | undefined;
  readonly onCopy?: DeflectionOptions['onCopy'];
  /** Only to have options checked: of a size that no result has, so that no work is begun. */
  readonly out?: Image | undefined;
}

/** A result, and of a deflection what it did. */
type Result = Picture & { readonly report?: DefenseReport };

interface Transform<K extends TransformName> {
  /** The options that a step can have. */
  readonly options: readonly (string & keyof TransformOptions[K])[];
  /** Whether it draws random numbers that its result depends on. */
  readonly random: boolean | ((options: TransformOptions[K]) => boolean);
  run(image: Picture, options: TransformOptions[K], supply: Supply): Result;
  /** Checks options as far as that goes without a picture, or without what is supplied. Undefined: `run` does it. */
  readonly check?: (options: TransformOptions[K]) => void;
}

/**
 * Deflections of a step at most: two hundred for each pixel of 224 × 224, and work of seconds. A chain is run unseen, for many
 * pictures, and one zero too many would never end.
 */
const mostDeflections = 1e7;

/** The sizes that a step of `resize-pad` draws from. */
export function padSizes({ width, height }: Picture, { minScale = 310 / 331 }: TransformOptions['resize-pad']) {
  const size = Math.min(width, height);
  const least = number(minScale, 'minScale', Number.MIN_VALUE, 1) * size;
  return { size, minSize: Math.max(1, Math.min(Math.round(least), size - 1)) };
}

/** What a chain can be made of, by name; each transform checks its options itself. */
export const transforms: { readonly [K in TransformName]: Transform<K> } = {
  deflect: {
    options: ['deflections', 'window', 'bias', 'algorithm', 'scale'],
    random: ({ deflections }) => deflections !== 0,
    run: (image, options, { random, map, onCopy, out }) =>
      defend(image, { ...options, denoiser: 'none', random, map, onCopy, out }),
    // Taken literally, a window ends with the picture.
    check: ({ deflections, scale, window }) => {
      if (deflections !== undefined) integer(deflections, 'deflections', 0, mostDeflections);
      if (scale === false && window !== undefined) integer(window, 'window', 1);
    },
  },
  wavelet: {
    options: ['wavelet', 'levels', 'method', 'threshold', 'sigma', 'ycbcr', 'sigmaScale', 'cycleSpin'],
    random: false,
    run: (image, options, { out }) => denoiseWavelet(image, { ...options, out }),
  },
  tv: {
    options: ['weight', 'eps', 'maxIterations'],
    random: false,
    run: (image, options, { out }) => denoiseTotalVariation(image, { ...options, out }),
  },
  bilateral: {
    options: ['windowSize', 'sigmaColor', 'sigmaSpatial', 'bins', 'mode', 'cval', 'spatialWeights'],
    random: false,
    run: (image, options, { out }) => denoiseBilateral(image, { ...options, out }),
  },
  nlm: {
    options: ['patchSize', 'patchDistance', 'h', 'fast', 'sigma'],
    random: false,
    run: (image, options, { out }) => denoiseNonLocalMeans(image, { ...options, out }),
  },
  wiener: {
    options: ['size', 'noise'],
    random: false,
    run: (image, options, { out }) => denoiseWiener(image, { ...options, out }),
  },
  dct: {
    options: ['sigma', 'blockSize'],
    random: false,
    run: (image, options, { out }) => denoiseDct(image, { ...options, out }),
  },
  jpeg: {
    options: ['quality', 'chromaSubsampling'],
    random: false,
    run: (image, options, { out }) => compressJpegSync(image, { ...options, out }),
  },
  'bit-depth': {
    options: ['bits'],
    random: false,
    run: (image, options, { out }) => reduceBitDepth(image, { ...options, out }),
  },
  median: {
    options: ['size'],
    random: false,
    run: (image, options, { out }) => medianFilter(image, { ...options, out }),
  },
  'resize-pad': {
    options: ['minScale', 'flip', 'padding'],
    random: true,
    run: (image, options, { random, out }) => {
      const { flip, padding } = options;
      return resizeAndPad(checkImage(image, 'image', 2), { ...padSizes(image, options), flip, padding, random, out });
    },
  },
  crop: {
    options: ['fraction'],
    random: ({ fraction }) => fraction !== 1,
    run: (image, options, { random, out }) => cropAndRescale(image, { ...options, random, out }),
  },
  tvm: {
    options: ['dropRate', 'weight', 'iterations', 'sweeps', 'tolerance'],
    random: ({ dropRate }) => dropRate !== 0,
    run: (image, options, { random, out }) => minimizeTotalVariance(image, { ...options, random, out }),
  },
  quilt: {
    options: ['overlap', 'neighbors'],
    random: ({ neighbors = 1 }) => neighbors > 1,
    run: (image, options, { random, patches, out }) =>
      quiltImage(image, { ...options, patches: patches as PatchDatabase, random, out }),
    // The most of both is a matter of the patches.
    check: ({ overlap = 0, neighbors = 1 }) => {
      integer(overlap, 'overlap', 0);
      integer(neighbors, 'neighbors', 1);
    },
  },
};

/** The names of all transforms. */
export const transformNames = Object.keys(transforms) as TransformName[];

/** The transform of a name, for a step whose options are known to be its own. */
export function transformOf(name: TransformName): Transform<TransformName> {
  return transforms[name] as unknown as Transform<TransformName>;
}
