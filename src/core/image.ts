import { outOfRange, wrongType } from './checks.js';

/** The sample types of an image; values always mean 0…255. */
export type PixelData = Uint8Array | Uint8ClampedArray | Float32Array;

/**
 * A picture: rows from top to bottom, interleaved samples, values 0…255 whatever the sample type.
 *
 * The DOM's `ImageData` is one: where `channels` is absent it follows from the length of `data`.
 */
export interface Image<T extends PixelData = PixelData> {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 gray, 3 RGB, 4 RGB with straight (not premultiplied) alpha. Default: `data.length / (width * height)`. */
  readonly channels?: 1 | 3 | 4;
  /** `height × width × channels` samples in C order. */
  readonly data: T;
}

/** An image whose number of channels is written out: what every function of this library returns. */
export interface FullImage<T extends PixelData = PixelData> extends Image<T> {
  readonly channels: 1 | 3 | 4;
}

/**
 * Where a classifier looks: `height × width` values in [0,1], row by row. A pixel with value m is left in its place by a
 * deflection with probability m.
 */
export interface ActivationMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array | Float64Array;
}

/** @internal A transform that was prepared for images of one size, channels and sample type: it writes into `result`. */
export type Transform = (input: FullImage, result: FullImage) => void;

/** Options that every transform of an image has. */
export interface OutOption {
  /**
   * Image to write the result into: same width, height, channels and sample type as the input; it may be the input
   * itself. Default: a new image.
   */
  out?: Image;
}

function isPixelData(data: unknown): data is PixelData {
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray || data instanceof Float32Array;
}

/**
 * Checks an image and fills in its channels.
 * @param minSide the shortest side that the caller can work with, default 1
 * @throws TypeError or RangeError that names what was expected
 */
export function checkImage<T extends PixelData>(image: Image<T>, name = 'image', minSide = 1): FullImage<T> {
  if (typeof image !== 'object' || image === null) {
    throw wrongType('an image { width, height, channels, data }', name, image);
  }
  const { width, height, data } = image;
  for (const [side, value] of [['width', width] as const, ['height', height] as const]) {
    if (!Number.isInteger(value) || value < minSide) {
      throw outOfRange(`an integer of at least ${minSide}`, `${name}.${side}`, value);
    }
  }
  if (!isPixelData(data)) {
    throw wrongType('a Uint8Array, Uint8ClampedArray or Float32Array', `${name}.data`, data);
  }
  const channels = image.channels ?? data.length / (width * height);
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw outOfRange('1, 3 or 4', `${name}.channels`, channels);
  }
  if (data.length !== width * height * channels) {
    throw outOfRange(`${width * height * channels} samples (${width} × ${height} × ${channels})`, `${name}.data`, data);
  }
  return { width, height, channels, data };
}

/**
 * Index of the first value outside of 0 up to `high` (or not a number), or -1; four at a time, as maps and pictures are
 * checked at each use.
 */
export function firstOutside(data: Float32Array | Float64Array, high: number): number {
  let i = 0;
  for (; i + 3 < data.length; i += 4) {
    const a = data[i];
    const b = data[i + 1];
    const c = data[i + 2];
    const d = data[i + 3];
    if (!(a >= 0 && a <= high && b >= 0 && b <= high && c >= 0 && c <= high && d >= 0 && d <= high)) break;
  }
  for (; i < data.length; i++) if (!(data[i] >= 0 && data[i] <= high)) return i;
  return -1;
}

/** Checks an activation map: positive size, right length, every value a number in [0,1]. */
export function checkMap(map: ActivationMap, name = 'map'): ActivationMap {
  if (typeof map !== 'object' || map === null) throw wrongType('a map { width, height, data }', name, map);
  const { width, height, data } = map;
  for (const [side, value] of [['width', width] as const, ['height', height] as const]) {
    if (!Number.isInteger(value) || value < 1) throw outOfRange('an integer of at least 1', `${name}.${side}`, value);
  }
  if (!(data instanceof Float32Array) && !(data instanceof Float64Array)) {
    throw wrongType('a Float32Array or Float64Array', `${name}.data`, data);
  }
  if (data.length !== width * height) {
    throw outOfRange(`${width * height} values (${width} × ${height})`, `${name}.data`, data);
  }
  const bad = firstOutside(data, 1);
  if (bad >= 0) throw outOfRange('values in [0,1]', `${name}.data[${bad}]`, data[bad]);
  return map;
}

/** The sample type by name. A Node Buffer is a Uint8Array. */
export function sampleType(data: PixelData): 'Uint8Array' | 'Uint8ClampedArray' | 'Float32Array' {
  if (data instanceof Float32Array) return 'Float32Array';
  return data instanceof Uint8ClampedArray ? 'Uint8ClampedArray' : 'Uint8Array';
}

/** Samples of a pixel that carry colour: alpha passes through every transform. */
export function colourChannels(image: FullImage): 1 | 3 {
  return image.channels === 1 ? 1 : 3;
}

/** A new zeroed sample array of the same type as `like`. */
export function newData<T extends PixelData>(like: T, length: number): T {
  if (like instanceof Float32Array) return new Float32Array(length) as T;
  if (like instanceof Uint8ClampedArray) return new Uint8ClampedArray(length) as T;
  return new Uint8Array(length) as T;
}

/** A new image with the input's type and channels, zeroed, of the given size (default: the input's). */
export function newImage<T extends PixelData>(
  like: FullImage<T>,
  width = like.width,
  height = like.height,
): FullImage<T> {
  return { width, height, channels: like.channels, data: newData(like.data, width * height * like.channels) };
}

/**
 * The image that a transform writes into: a new one, or the caller's `out` after it was checked.
 * @param width width and height of the result; default: the input's
 * @throws RangeError where `out` has another size or other channels, or shares memory with an input that it cannot replace
 */
export function prepareOut<T extends PixelData>(
  image: FullImage<T>,
  out: Image | undefined,
  width = image.width,
  height = image.height,
): FullImage<T> {
  if (out === undefined) return newImage(image, width, height);
  const full = checkImage(out, 'out');
  if (full.width !== width || full.height !== height || full.channels !== image.channels) {
    throw outOfRange(
      `an image of ${width} × ${height} × ${image.channels}`,
      'out',
      `${full.width} × ${full.height} × ${full.channels}`,
    );
  }
  if (sampleType(full.data) !== sampleType(image.data)) {
    throw wrongType(`the sample type of the input (${sampleType(image.data)})`, 'out.data', full.data);
  }
  const a = image.data;
  const b = full.data;
  const replaces = a.byteOffset === b.byteOffset && width === image.width && height === image.height;
  if (a.buffer === b.buffer && !replaces) {
    const apart = a.byteOffset + a.byteLength <= b.byteOffset || b.byteOffset + b.byteLength <= a.byteOffset;
    if (!apart) throw outOfRange('the input itself or memory apart from it', 'out.data', b);
  }
  return full as FullImage<T>;
}

/** Whether two images share their samples, as when `out` is the input. */
export function sameData(a: Image, b: Image): boolean {
  return a.data.buffer === b.data.buffer && a.data.byteOffset === b.data.byteOffset;
}

/** The input's samples in a new image (in memory of its own for a Node Buffer too), or in `out` after it was checked. */
export function copyTo<T extends PixelData>(image: FullImage<T>, out: Image | undefined): FullImage<T> {
  if (out !== undefined) {
    const result = prepareOut(image, out);
    if (!sameData(image, result)) result.data.set(image.data);
    return result;
  }
  const { data } = image;
  if (data instanceof Float32Array) return { ...image, data: new Float32Array(data) as T };
  if (data instanceof Uint8ClampedArray) return { ...image, data: new Uint8ClampedArray(data) as T };
  return { ...image, data: new Uint8Array(data) as T };
}

/** Copies the alpha channel, if there is one. */
export function copyAlpha(from: FullImage, to: FullImage): void {
  if (from.channels !== 4 || sameData(from, to)) return;
  for (let i = 3; i < from.data.length; i += 4) to.data[i] = from.data[i];
}

/** Whether samples must be rounded and clamped to whole numbers 0…255 when they are stored. */
export function isByteData(data: PixelData): data is Uint8Array | Uint8ClampedArray {
  return !(data instanceof Float32Array);
}

/**
 * Stores a value as a sample of an 8-bit image: rounded to nearest, halves up, clamped to 0…255. One rule for
 * Uint8Array (which would wrap) and Uint8ClampedArray (which would round halves to even).
 */
export function toByte(value: number): number {
  return value >= 255 ? 255 : value > 0 ? (value + 0.5) | 0 : 0;
}

/** One colour channel as a new plane of `height × width` doubles, values 0…255 times `scale`. */
export function readPlane(image: FullImage, channel: number, scale = 1): Float64Array {
  const { data, channels } = image;
  const plane = new Float64Array(image.width * image.height);
  for (let i = 0, j = channel; i < plane.length; i++, j += channels) plane[i] = data[j] * scale;
  return plane;
}

/** Writes a plane into one channel of an image, times `scale`; 8-bit images are rounded and clamped. */
export function writePlane(image: FullImage, channel: number, plane: ArrayLike<number>, scale = 1): void {
  const { data, channels } = image;
  const count = image.width * image.height;
  if (isByteData(data)) {
    for (let i = 0, j = channel; i < count; i++, j += channels) data[j] = toByte(plane[i] * scale);
  } else {
    for (let i = 0, j = channel; i < count; i++, j += channels) data[j] = plane[i] * scale;
  }
}
