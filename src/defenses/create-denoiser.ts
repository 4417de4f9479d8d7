import { oneOf, outOfRange } from '../core/checks.js';
import {
  checkImage,
  type FullImage,
  type Image,
  newImage,
  type PixelData,
  sampleType,
  type Transform,
} from '../core/image.js';
import { type BilateralOptions, prepareBilateral, resolveBilateral } from './bilateral.js';
import { type DenoiserName, denoiserNames, type DenoiserOptions, denoise, minimumSide } from './denoisers.js';
import { type NonLocalMeansOptions, prepareNonLocalMeans, resolveNonLocalMeans } from './non-local-means.js';
import { prepareTotalVariation, resolveTotalVariation, type TotalVariationOptions } from './total-variation.js';
import { prepareWavelet, resolveWavelet, type WaveletOptions } from './wavelet/denoise.js';
import { prepareWiener, resolveWiener, type WienerOptions } from './wiener.js';

/**
 * Denoises a picture into another, which may be itself.
 * @param out default: a new picture
 * @returns `out`
 * @throws TypeError or RangeError where one of them is not like the picture that the denoiser was made for
 */
export type Denoiser = <T extends PixelData>(image: Image<T>, out?: Image<T>) => Image<T>;

/** The chosen denoiser, its options checked, with all the memory that it needs. */
function prepare(name: DenoiserName, like: FullImage, options: DenoiserOptions): Transform {
  // Each resolver refuses options that are not its own: the casts claim nothing that is not checked.
  switch (name) {
    case 'wavelet':
      return prepareWavelet(like, resolveWavelet(like, options as WaveletOptions, 'createDenoiser'));
    case 'tv':
      return prepareTotalVariation(like, resolveTotalVariation(options as TotalVariationOptions));
    case 'bilateral':
      return prepareBilateral(like, resolveBilateral(options as BilateralOptions));
    case 'nlm':
      return prepareNonLocalMeans(like, resolveNonLocalMeans(options as NonLocalMeansOptions));
    case 'wiener':
      return prepareWiener(like, resolveWiener(options as WienerOptions));
    default:
      denoise(name, like, options, newImage(like));
      return (input, result) => denoise(name, input, options, result);
  }
}

/** Refuses a picture that is not like the first one; nothing is made where it is. */
function checkLike({ width, height, channels, data }: FullImage, image: Image, name: string): void {
  const alike =
    image?.width === width &&
    image.height === height &&
    (image.channels ?? channels) === channels &&
    image.data?.length === data.length &&
    sampleType(image.data) === sampleType(data);
  if (alike) return;
  checkImage(image, name);
  const received = `${image.width} × ${image.height}, ${sampleType(image.data)} of ${image.data.length}`;
  throw outOfRange(`an image of ${width} × ${height} × ${channels} in a ${sampleType(data)}`, name, received);
}

/** Refuses memory that begins within that of the input. */
function checkApart(a: PixelData, b: PixelData): void {
  if (a.buffer !== b.buffer || a.byteOffset === b.byteOffset) return;
  const apart = a.byteOffset + a.byteLength <= b.byteOffset || b.byteOffset + b.byteLength <= a.byteOffset;
  if (!apart) throw outOfRange('the input itself or memory apart from it', 'out.data', b);
}

/**
 * A denoiser for many pictures of one size, number of channels and sample type, with everything that does not depend on their
 * samples made once: the batch form of {@link denoiseWavelet}, {@link denoiseTotalVariation}, {@link denoiseBilateral},
 * {@link denoiseNonLocalMeans} and {@link denoiseWiener}, with their results. With `out`, nothing is allocated for a picture
 * after the first ones, where WebAssembly does the work and samples are at most 1 MB (a few hundred bytes above). `'dct'`, wavelets
 * with `cycleSpin` or an estimated sigma, and `backend: 'js'` make their memory anew.
 *
 * @param denoiser `'wavelet'`, `'tv'`, `'bilateral'`, `'nlm'`, `'wiener'`, `'dct'` or `'none'`
 * @param like a picture of that kind; its samples do not matter
 * @param options those of the denoiser, without `out`
 * @throws TypeError or RangeError for options out of range, or a picture that is too small for the denoiser
 */
export function createDenoiser(denoiser: DenoiserName, like: Image, options: DenoiserOptions = {}): Denoiser {
  oneOf(denoiser, 'denoiser', denoiserNames);
  const first = checkImage(like, 'like', minimumSide(denoiser));
  if ('out' in options) throw outOfRange('no out', 'the options of createDenoiser', 'out');
  const transform = prepare(denoiser, first, options);
  const input = { ...first };
  const result = { ...first };
  return (image, out) => {
    checkLike(first, image, 'image');
    const target = out ?? (newImage(first) as unknown as typeof image);
    if (out !== undefined) {
      checkLike(first, out, 'out');
      checkApart(image.data, out.data);
    }
    input.data = image.data;
    result.data = target.data;
    transform(input, result);
    return target;
  };
}
