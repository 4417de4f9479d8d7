import type { ActivationMap } from '../core/image.js';
import { decodeNumbers, type Decoded } from './decode.js';
import { aboutFile, PictureProblem } from './errors.js';
import { loadPicture } from './picture-bytes.js';
import { readerOptions, type ReadImageOptions } from './read-image.js';

/** The one number of each pixel; colour or transparency has no meaning in a map. */
function grayLevels(decoded: Decoded<Uint8Array | Uint16Array>): Float64Array {
  const { width, height, channels, data } = decoded;
  const opaque = data instanceof Uint16Array ? 65535 : 255;
  const levels = new Float64Array(width * height);
  for (let i = 0, j = 0; i < levels.length; i++, j += channels) {
    const [red, green, blue] = [data[j], data[j + 1], data[j + 2]];
    if (red !== green || red !== blue) {
      throw new PictureProblem(
        `a colour at pixel ${i % width}, ${Math.floor(i / width)} (${red}, ${green}, ${blue}), expected a gray map`,
      );
    }
    if (channels === 4 && data[j + 3] !== opaque) {
      throw new PictureProblem('a map with transparent pixels, expected an opaque gray map');
    }
    levels[i] = red;
  }
  return levels;
}

/** Scales numbers in place so that the least is 0 and the greatest 1; all equal: all 0 (matplotlib's `Normalize`). */
function stretch(levels: Float64Array): void {
  let low = Infinity;
  let high = -Infinity;
  for (const level of levels) {
    if (level < low) low = level;
    if (level > high) high = level;
  }
  const range = high - low;
  for (let i = 0; i < levels.length; i++) levels[i] = range === 0 ? 0 : (levels[i] - low) / range;
}

/**
 * Reads an activation map from a gray picture, as the published repository does (`get_map` of its `utils.py`): the
 * stored numbers, at 16 bits where the file has them, min-max scaled to [0,1] in float64; a map of one value is all 0.
 *
 * Any format that {@link readImage} reads will do, lossless ones are meant. Colour profiles are ignored: the numbers
 * count, not how they look. RGB is accepted where the three channels are equal everywhere.
 *
 * @param source path of a file, or its content
 * @returns `height × width` values in [0,1]
 * @throws ImageFileError as {@link readImage}, and where the map has colours, transparent pixels or several frames
 */
export async function readMap(source: string | Uint8Array, options: ReadImageOptions = {}): Promise<ActivationMap> {
  const maxPixels = readerOptions(source, options, 'readMap');
  return aboutFile(typeof source === 'string' ? source : undefined, async () => {
    const picture = await loadPicture(source, maxPixels);
    if (picture.structure.frames > 1) throw new PictureProblem('an animation, expected a single gray map');
    const decoded = await decodeNumbers(picture, maxPixels);
    const data = grayLevels(decoded);
    stretch(data);
    return { width: decoded.width, height: decoded.height, data };
  });
}
