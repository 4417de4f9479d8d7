import { knownOptions, number } from '../core/checks.js';
import { checkImage, type FullImage, type Image, newImage, type OutOption } from '../core/image.js';
import { type PixelData, prepareOut } from '../core/image.js';
import { randomOr, type RandomSource } from '../core/random.js';
import { resize } from '../core/resize.js';

export interface CropAndRescaleOptions extends OutOption {
  /**
   * Part of each side that is kept, above 0 and up to 1; at least one pixel stays. Default 90/224, the paper's crops of
   * 90 × 90 out of 224 × 224.
   */
  fraction?: number;
  /** Source of randomness. Default: {@link createRandom} with a fresh seed. */
  random?: RandomSource;
}

/** A part of a picture, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** @internal The crop of a picture of this size: draws its column, then its row. */
export function cropBox(width: number, height: number, fraction: number, random: RandomSource): Box {
  const box = { width: Math.max(1, Math.floor(width * fraction)), height: Math.max(1, Math.floor(height * fraction)) };
  const left = random.randint(0, width - box.width);
  return { ...box, left, top: random.randint(0, height - box.height) };
}

/** @internal Part of each side that is kept where nothing else is asked for. */
export const defaultFraction = 90 / 224;

/**
 * Cuts out a part at a random place and rescales it to the picture's size: the image cropping of C. Guo, M. Rana,
 * M. Cissé and L. van der Maaten, "Countering Adversarial Images Using Input Transformations", ICLR 2018.
 *
 * The paper averages the predictions over 30 such crops: one of them shows a sixth of the picture only, so call this
 * with several draws. The sides of the crop (`int(side * fraction)`) and its place (column, then row, each uniform over
 * all that fit) are those of `Crop` in `adversarial/lib/transformations/transforms.py` of
 * facebookresearch/adversarial_image_defenses, whose `--crop_frac` (`adversarial/lib/opts.py`) defaults to 1, no crop.
 * Rescaling is this project's {@link resize}, not Pillow's bilinear filter.
 *
 * Takes 1, 3 or 4 channels of any sample type; alpha is cut and rescaled with the colours that it belongs to.
 * @throws TypeError or RangeError for options out of range
 */
export function cropAndRescale<T extends PixelData>(
  image: Image<T>,
  options: CropAndRescaleOptions = {},
): FullImage<T> {
  const input = checkImage(image);
  knownOptions(options, 'cropAndRescale', ['fraction', 'random', 'out']);
  const fraction = number(options.fraction ?? defaultFraction, 'fraction', Number.MIN_VALUE, 1);
  const random = randomOr(options.random);
  const result = prepareOut(input, options.out);
  const { left, top, width, height } = cropBox(input.width, input.height, fraction, random);
  const crop = newImage(input, width, height);
  const row = width * input.channels;
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * input.width + left) * input.channels;
    crop.data.set(input.data.subarray(start, start + row), y * row);
  }
  result.data.set(resize(crop, input.width, input.height).data);
  return result;
}
