import { boolean, integer, knownOptions, number } from '../core/checks.js';
import {
  checkImage,
  type FullImage,
  type Image,
  isByteData,
  type PixelData,
  prepareOut,
  toByte,
} from '../core/image.js';
import { randomOr, type RandomSource } from '../core/random.js';

export interface ResizeAndPadOptions {
  /**
   * Shorter side of the result in pixels, at least 2. Default: 331/299 of the picture's, rounded (331 for 299, the
   * published size), and at least one pixel more than the picture's.
   */
  size?: number;
  /**
   * Least shorter side that the picture is resized to before it is padded, 1 to `size` - 1; the greatest is `size` - 1.
   * Default: 310/299 of the picture's, rounded (310 for 299), or `size` - 1 where that is less.
   */
  minSize?: number;
  /**
   * Whether the picture is first mirrored left to right with a chance of one half. Default false: the paper has two
   * random layers, resizing and padding; the mirror is in the loop around them in the authors' contest entry only.
   */
  flip?: boolean;
  /** Value of the padding, 0…255. Default 127.5: mid-gray, which is the 0 of a picture scaled to [-1,1]. */
  padding?: number;
  /** Source of randomness. Default: {@link createRandom} with a fresh seed. */
  random?: RandomSource;
  /** Image of the result's size to write into, apart from the input. Default: a new one. */
  out?: Image;
}

/**
 * Source positions of nearest-neighbour resizing along one axis in TensorFlow 1 (`align_corners` false):
 * `min(floor(i * scale), from - 1)`, computed in single precision as there, since it decides where `i * scale` is nearly
 * whole.
 */
function nearest(from: number, to: number): Int32Array {
  const scale = Math.fround(from / to);
  return Int32Array.from({ length: to }, (_, i) => Math.min(Math.floor(Math.fround(i * scale)), from - 1));
}

/** @internal Sizes of a picture and of its result, and what is drawn from. */
interface PlacementRequest {
  readonly width: number;
  readonly height: number;
  readonly wide: number;
  readonly high: number;
  readonly minSize: number;
  readonly size: number;
  readonly flip: boolean;
}

/**
 * @internal Where each sample of the result comes from: for the rows and the columns of the result the row and the column
 * of the picture, -1 where padding stands. Draws the mirror (only with `flip`), the size, the row, the column.
 */
export function drawPlacement(
  request: PlacementRequest,
  random: RandomSource,
): { rows: Int32Array; columns: Int32Array } {
  const { width, height, wide, high, minSize, size, flip } = request;
  const shorter = Math.min(width, height);
  const mirrored = flip && random.randint(0, 1) === 1;
  const drawn = random.randint(minSize, size - 1);
  const insideWidth = Math.round((drawn * width) / shorter);
  const insideHeight = Math.round((drawn * height) / shorter);
  const top = random.randint(0, high - insideHeight);
  const left = random.randint(0, wide - insideWidth);
  const rows = new Int32Array(high).fill(-1);
  const columns = new Int32Array(wide).fill(-1);
  rows.set(nearest(height, insideHeight), top);
  columns.set(
    nearest(width, insideWidth).map((x) => (mirrored ? width - 1 - x : x)),
    left,
  );
  return { rows, columns };
}

/**
 * Resizes a picture to a random size and pads it at a random place to a fixed one: C. Xie, J. Wang, Z. Zhang, Z. Ren and
 * A. Yuille, "Mitigating Adversarial Effects Through Randomization", ICLR 2018.
 *
 * The numbers are those of `defense.py` of cihangxie/NIPS2017_adv_challenge_defense: a picture of 299 × 299 is resized by
 * nearest neighbour to r × r, r uniform in [310, 331), and padded to 331 × 331, the place uniform over all that fit.
 * There the values are in [-1,1] when `tf.pad` fills in zeros, so that the padding is mid-gray here (128 in 8 bits). The
 * authors add up the predictions of 30 draws. For other pictures the sizes grow with the shorter side, and the longer
 * one follows: `ceil(size * longer / shorter)`.
 *
 * Draws from `random`, in this order: the mirror (only with `flip`), r, the row, the column.
 *
 * Takes 1, 3 or 4 channels of any sample type. The result is larger than the input, always of the same size for the same
 * input size and options; alpha is resized with the colours and the padding is opaque.
 * @throws TypeError or RangeError for options out of range
 */
export function resizeAndPad<T extends PixelData>(image: Image<T>, options: ResizeAndPadOptions = {}): FullImage<T> {
  const input = checkImage(image);
  knownOptions(options, 'resizeAndPad', ['size', 'minSize', 'flip', 'padding', 'random', 'out']);
  const { width, height, channels } = input;
  const shorter = Math.min(width, height);
  const size = integer(options.size ?? Math.max(Math.round((shorter * 331) / 299), shorter + 1), 'size', 2);
  const usualMin = Math.max(1, Math.min(Math.round((shorter * 310) / 299), size - 1));
  const minSize = integer(options.minSize ?? usualMin, 'minSize', 1, size - 1);
  const flip = boolean(options.flip ?? false, 'flip');
  const padding = number(options.padding ?? 127.5, 'padding', 0, 255);
  const random = randomOr(options.random);

  const [wide, high] = [width, height].map((side) => Math.ceil((size * side) / shorter));
  const result = prepareOut(input, options.out, wide, high);

  const { rows, columns } = drawPlacement({ width, height, wide, high, minSize, size, flip }, random);
  const { data } = result;
  data.fill(isByteData(data) ? toByte(padding) : padding);
  if (channels === 4) for (let i = 3; i < data.length; i += 4) data[i] = 255;
  for (let y = 0, to = 0; y < high; y++) {
    const row = rows[y] * width;
    for (let x = 0; x < wide; x++, to += channels) {
      if (rows[y] < 0 || columns[x] < 0) continue;
      const from = (row + columns[x]) * channels;
      for (let c = 0; c < channels; c++) data[to + c] = input.data[from + c];
    }
  }
  return result;
}
