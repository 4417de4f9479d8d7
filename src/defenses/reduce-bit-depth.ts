import { integer, knownOptions } from '../core/checks.js';
import { checkImage, colourChannels, copyAlpha, type FullImage, type Image } from '../core/image.js';
import { isByteData, type OutOption, type PixelData, prepareOut, toByte } from '../core/image.js';

export interface ReduceBitDepthOptions extends OutOption {
  /** Bits that are kept of each sample, an integer from 1 to 8. Default 5, the paper's choice for ImageNet. */
  bits?: number;
}

/** The nearest whole number, halves to the even one, as `numpy.rint` rounds. */
function roundHalfEven(value: number): number {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

/**
 * Reduces each sample to `2^bits` evenly spaced levels from 0 to 255: the first squeezer of W. Xu, D. Evans and Y. Qi,
 * "Feature Squeezing: Detecting Adversarial Examples in Deep Neural Networks", NDSS 2018.
 *
 * The formula is that of `reduce_precision_py` in `utils/squeeze.py` of mzweilin/EvadeML-Zoo, on values in [0,1]; the
 * default is the `bit_depth_5` of its ImageNet run (`Reproduce_FeatureSqueezing.md`). C. Guo et al. (ICLR 2018) quantise
 * a little differently, to multiples of `1 / 2^bits`, in `adversarial/lib/defenses.py` of
 * facebookresearch/adversarial_image_defenses.
 *
 * Takes 1, 3 or 4 channels of any sample type; 8-bit results are the nearest whole numbers to the levels, float results
 * are the levels themselves (values outside 0…255 go to levels outside, nothing is clipped). Alpha passes through.
 * @throws TypeError or RangeError for options out of range
 */
export function reduceBitDepth<T extends PixelData>(
  image: Image<T>,
  options: ReduceBitDepthOptions = {},
): FullImage<T> {
  const input = checkImage(image);
  knownOptions(options, 'reduceBitDepth', ['bits', 'out']);
  const steps = 2 ** integer(options.bits ?? 5, 'bits', 1, 8) - 1;
  const result = prepareOut(input, options.out);
  const level = (value: number) => (roundHalfEven((value / 255) * steps) / steps) * 255;
  const from = input.data;
  const to = result.data;
  const colours = colourChannels(input);
  const table = isByteData(from) ? Uint8Array.from({ length: 256 }, (_, value) => toByte(level(value))) : undefined;
  for (let i = 0; i < from.length; i += input.channels) {
    for (let c = i; c < i + colours; c++) to[c] = table === undefined ? level(from[c]) : table[from[c]];
  }
  copyAlpha(input, result);
  return result;
}
