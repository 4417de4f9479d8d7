import { outOfRange } from '../core/checks.js';
import { checkImage, firstOutside, type FullImage, type Image, isByteData, newImage, toByte } from '../core/image.js';
import { resize } from '../core/resize.js';
import type { ModelCard } from './card.js';

/** What a prepared picture shows of the original: a rectangle of whole pixels. */
export interface Placement {
  /** Size of the original image. */
  readonly imageWidth: number;
  readonly imageHeight: number;
  /** Left, top, width and height of the part that is shown, in pixels of the original. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture at a model's input size: RGB, 0…255, and where it is in the original image. */
export interface PreparedImage extends FullImage<Float32Array> {
  readonly channels: 3;
  readonly placement: Placement;
}

/** The part of an image that goes into a model: all of it, or the largest part in its middle of the model's shape. */
function place(image: FullImage, width: number, height: number, policy: ModelCard['resize']): Placement {
  const whole = { imageWidth: image.width, imageHeight: image.height, x: 0, y: 0 };
  if (policy === 'stretch') return { ...whole, width: image.width, height: image.height };
  const across = Math.min(image.width, Math.max(1, Math.round((image.height * width) / height)));
  const down = Math.min(image.height, Math.max(1, Math.round((image.width * height) / width)));
  const x = Math.floor((image.width - across) / 2);
  const y = Math.floor((image.height - down) / 2);
  return { ...whole, x, y, width: across, height: down };
}

/** A rectangle of an RGB image, in its own sample type. */
function cutColours(image: FullImage, { x, y, width, height }: Placement): FullImage {
  if (width === image.width && height === image.height) return image;
  const result = newImage(image, width, height);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * 3;
    result.data.set(image.data.subarray(from, from + width * 3), row * width * 3);
  }
  return result;
}

/** A rectangle of a gray image or of one with alpha as RGB floats: gray three times, alpha over white. */
function cutOther({ width: stride, channels, data }: FullImage, { x, y, width, height }: Placement): FullImage {
  const result = new Float32Array(width * height * 3);
  let to = 0;
  for (let row = y; row < y + height; row++) {
    let from = (row * stride + x) * channels;
    for (let column = 0; column < width; column++, from += channels, to += 3) {
      const alpha = channels === 4 ? data[from + 3] / 255 : 1;
      for (let c = 0; c < 3; c++) {
        const sample = data[channels === 4 ? from + c : from];
        result[to + c] = alpha === 1 ? sample : sample * alpha + 255 * (1 - alpha);
      }
    }
  }
  return { width, height, channels: 3, data: result };
}

/**
 * Whether all samples are in 0…255.
 * @throws RangeError for samples that are no numbers, or infinite ones, which would pass through a network silently
 */
export function checkSamples({ data }: FullImage, name = 'image'): boolean {
  if (isByteData(data)) return true;
  const outside = firstOutside(data, 255);
  if (outside < 0) return true;
  for (let i = outside; i < data.length; i++) {
    if (!Number.isFinite(data[i])) throw outOfRange('a finite sample', `${name}.data[${i}]`, data[i]);
  }
  return false;
}

/** Rounds to whole levels, or clamps to 0…255. */
function finish(data: Float32Array, whole: boolean): void {
  if (whole) for (let i = 0; i < data.length; i++) data[i] = toByte(data[i]);
  else for (let i = 0; i < data.length; i++) data[i] = data[i] > 255 ? 255 : data[i] < 0 ? 0 : data[i];
}

/**
 * Brings a picture to a model's input size, by the project's own resize.
 *
 * `stretch` scales both sides, as `target_size` of the notebook does. `crop` takes the largest part of the model's shape
 * from the middle (whole pixels; of an odd remainder the larger half is cut off on the right and at the bottom), then
 * resizes it: nothing outside of the crop touches its border pixels. Gray becomes RGB, alpha is flattened on white. 8-bit
 * pictures give whole levels, as an 8-bit resize does; floats keep their fractions; both are clamped to 0…255.
 *
 * @param share whether the samples may be those of the given image, where nothing has to be changed
 * @throws RangeError for samples that are not finite
 */
export function prepareImage(
  image: Image,
  width: number,
  height: number,
  policy: ModelCard['resize'] = 'crop',
  share = false,
): PreparedImage {
  const input = checkImage(image);
  const inside = checkSamples(input);
  const placement = place(input, width, height, policy);
  const part = input.channels === 3 ? cutColours(input, placement) : cutOther(input, placement);
  const same = part.width === width && part.height === height;
  const { data: sized } = same ? part : resize(part, width, height);
  const own = sized !== input.data || (share && inside);
  const data = own && sized instanceof Float32Array ? sized : new Float32Array(sized);
  // Resized bytes are whole, and so is what was not changed inside of the range.
  const finished = isByteData(sized) || (inside && sized === input.data);
  if (!finished) finish(data, isByteData(input.data));
  return { width, height, channels: 3, data, placement };
}
