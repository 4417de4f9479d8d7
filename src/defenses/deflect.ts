import { integer, knownOptions, number, oneOf, outOfRange, wrongType } from '../core/checks.js';
import { type ActivationMap, checkImage, checkMap, colourChannels, type FullImage, type Image } from '../core/image.js';
import { copyTo, type PixelData } from '../core/image.js';
import { type KernelOptions, usesKernels } from '../core/kernels/backend.js';
import { randomOr, type RandomSource } from '../core/random.js';
import { runDeflections } from './deflect-loops.js';
import { type DeflectionAlgorithm, deflectionAlgorithms, type OnCopy } from './deflection-job.js';

export { type DeflectionAlgorithm, deflectionAlgorithms } from './deflection-job.js';

export interface DeflectionOptions extends KernelOptions {
  /** How many deflections; what one is depends on `algorithm`. An integer of at least 0. Default 200. */
  deflections?: number;
  /**
   * Largest offset of the donor along each axis, in pixels: 1 up to the picture's longer side. Default 10, or the longer
   * side where that is less.
   */
  window?: number;
  /** Where the classifier looks, of the picture's size: a pixel of value m stays with probability m. Default: none. */
  map?: ActivationMap;
  /** Added to every map value (to 0 where there is no map), -1…1. The notebook's `bias_p`. Default 0. */
  bias?: number;
  /**
   * - `'notebook'` (default): a deflection is one turn of the loop, three copies, one per channel, each at its own
   *   place; a copy that the map skips still uses up its turn.
   * - `'repository'`: a deflection is one copy in one channel; skipped ones do not count. A turn once begun goes through
   *   all channels, so that up to two copies more are made than asked for.
   * - `'joint'`: a deflection is one whole pixel, as in the paper; a skip uses it up.
   */
  algorithm?: DeflectionAlgorithm;
  /** Source of randomness. Default: {@link createRandom} with a fresh seed. */
  random?: RandomSource;
  /** Called for each sample copied: `data[y][x][channel] = data[fromY][fromX][channel]`; x is the column, y the row. */
  onCopy?: OnCopy;
}

/** The deflected picture, and what was done to it. */
export interface Deflected<T extends PixelData = PixelData> extends FullImage<T> {
  /** Samples copied; a pixel moved by `'joint'` counts once per colour channel. */
  readonly copies: number;
  /** Samples that the map kept in their place, counted in the same way. */
  readonly skipped: number;
  /**
   * Whether it ended early, where the published loops would run on for very long or for ever: no donor exists (a side of
   * 1), the map keeps everything (`'repository'`), or the limit of 10^6 + 10^4 × deflections random draws was reached.
   */
  readonly capped: boolean;
}

const optionNames = [
  'deflections',
  'window',
  'map',
  'bias',
  'algorithm',
  'random',
  'onCopy',
  'backend',
  'out',
] as const;

/** Whether at least one pixel can be deflected under this map. */
function anyMovable(map: ActivationMap | undefined, bias: number): boolean {
  if (bias < 1 && map === undefined) return true;
  return map !== undefined && map.data.some((value) => value + bias < 1);
}

/**
 * Pixel deflection (A. Prakash et al., "Deflecting Adversarial Attacks with Pixel Deflection", CVPR 2018): samples at
 * random places are overwritten by samples of the same channel nearby, less often where a classifier looks.
 *
 * With {@link pythonRandom}, `'notebook'` and `'repository'` draw their numbers in the order of the published code and
 * give its pictures bit for bit: row, column, then `uniform(0, 1) < map` (only with a map or a bias in the notebook, always
 * in the repository), then offsets in [-window, window]² until the donor lies inside. As published, row 0 and column 0
 * never donate and the offset (0, 0) is allowed. Later copies see earlier ones.
 *
 * Takes 1, 3 or 4 channels of any sample type; alpha is not moved.
 * @throws TypeError or RangeError for options out of range, a map of another size or with values outside [0,1]
 */
export function deflectPixels<T extends PixelData>(image: Image<T>, options: DeflectionOptions = {}): Deflected<T> {
  const input = checkImage(image);
  knownOptions(options, 'deflectPixels', optionNames);
  const { width, height, channels } = input;
  const { map, onCopy } = options;
  const deflections = integer(options.deflections ?? 200, 'deflections', 0);
  const longer = Math.max(width, height);
  const window = integer(options.window ?? Math.min(10, longer), 'window', 1, longer);
  const bias = number(options.bias ?? 0, 'bias', -1, 1);
  const algorithm = oneOf(options.algorithm ?? 'notebook', 'algorithm', deflectionAlgorithms);
  if (onCopy !== undefined && typeof onCopy !== 'function') throw wrongType('a function', 'onCopy', onCopy);
  if (map !== undefined) {
    checkMap(map);
    if (map.width !== width || map.height !== height) {
      throw outOfRange(`a map of the picture's size, ${width} × ${height}`, 'map', `${map.width} × ${map.height}`);
    }
  }
  const kernels = usesKernels(options.backend);
  const random = randomOr(options.random);
  const result = copyTo(input, options.out);
  // Without a donor, or in the repository's count without a pixel to move, the published loops never end.
  const endless = width === 1 || height === 1 || (algorithm === 'repository' && !anyMovable(map, bias));
  if (endless) return { ...result, copies: 0, skipped: 0, capped: deflections > 0 };
  const counts = runDeflections(
    {
      data: result.data,
      width,
      height,
      channels,
      colours: colourChannels(input),
      deflections,
      window,
      keep: map?.data,
      bias,
      drawsUniform: map !== undefined || bias !== 0 || algorithm === 'repository',
      algorithm,
      onCopy,
      kernels,
    },
    random,
  );
  return { ...result, ...counts };
}
