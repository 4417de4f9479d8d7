import { integer, knownOptions, outOfRange, wrongType } from '../core/checks.js';
import { checkImage, type FullImage, type Image, isByteData, toByte } from '../core/image.js';
import { randomOr, type RandomSource } from '../core/random.js';

/** Small square colour pictures, out of which {@link quiltImage} builds a picture anew. */
export interface PatchDatabase {
  /** Side of each patch in pixels. */
  readonly patchSize: number;
  readonly channels: 3;
  /** How many patches there are. */
  readonly count: number;
  /** `count × patchSize × patchSize × 3` samples in C order. */
  readonly data: Uint8Array;
}

export interface PatchOptions {
  /** Side of each patch in pixels, 1 to 64. Default 5, as published. */
  patchSize?: number;
  /** Most patches to take, shared evenly among the pictures, at least 1. Default 100,000 (published: 1,000,000). */
  count?: number;
  /** Source of randomness. Default: {@link createRandom} with a fresh seed. */
  random?: RandomSource;
}

const maxPatchSize = 64;
/** Bytes before the patches in a file: "PDPB", version, channels, patch size (uint16), count (uint32). */
const headerLength = 12;
const mark = [0x50, 0x44, 0x50, 0x42];
const version = 1;

/** @internal The colours of a picture as `height × width × 3` bytes: gray repeated, alpha left out, floats rounded. */
export function rgbBytes(image: FullImage): Uint8Array {
  const { data, channels } = image;
  const rgb = new Uint8Array(image.width * image.height * 3);
  const round = !isByteData(data);
  const [second, third] = channels === 1 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = round ? toByte(data[from]) : data[from];
    rgb[to + 1] = round ? toByte(data[from + second]) : data[from + second];
    rgb[to + 2] = round ? toByte(data[from + third]) : data[from + third];
  }
  return rgb;
}

/** @internal Copies the square at (left, top) of a picture of `width × 3` bytes a row to `data[offset…]`. */
export function copyPatch(
  rgb: Uint8Array,
  width: number,
  left: number,
  top: number,
  size: number,
  data: Uint8Array,
  offset: number,
): void {
  for (let y = 0; y < size; y++) {
    const start = ((top + y) * width + left) * 3;
    data.set(rgb.subarray(start, start + size * 3), offset + y * size * 3);
  }
}

/**
 * Takes patches out of pictures, for {@link quiltImage}: of each picture its share of `count` at places drawn at random,
 * or every one exactly once, row by row, where it has no more than that.
 *
 * Patch size, count and the draw (row, then column, uniform over all that fit, with repetition) follow
 * `adversarial/index_patches.py` and `adversarial/lib/opts.py` of facebookresearch/adversarial_image_defenses.
 *
 * @param images pictures of 1 (repeated), 3 or 4 channels (alpha is left out) and any sample type (floats are rounded),
 *   each at least `patchSize` wide and high
 * @throws TypeError or RangeError for options out of range, no pictures, or one that is too small
 */
export function createPatchDatabase(images: readonly Image[], options: PatchOptions = {}): PatchDatabase {
  knownOptions(options, 'createPatchDatabase', ['patchSize', 'count', 'random']);
  const patchSize = integer(options.patchSize ?? 5, 'patchSize', 1, maxPatchSize);
  const most = integer(options.count ?? 100_000, 'count', 1, 2 ** 31 - 1);
  if (!Array.isArray(images)) throw wrongType('an array of images', 'images', images);
  if (images.length === 0) throw outOfRange('at least one image', 'images', images);
  const random = randomOr(options.random);
  const inputs = images.map((image, i) => checkImage<Image['data']>(image, `images[${i}]`, patchSize));
  const shares = inputs.map(({ width, height }, i) => {
    const share = Math.floor(((i + 1) * most) / inputs.length) - Math.floor((i * most) / inputs.length);
    return Math.min(share, (width - patchSize + 1) * (height - patchSize + 1));
  });
  const count = shares.reduce((sum, share) => sum + share, 0);
  const length = patchSize * patchSize * 3;
  const data = new Uint8Array(count * length);
  let offset = 0;
  for (const [i, image] of inputs.entries()) {
    const rgb = rgbBytes(image);
    const columns = image.width - patchSize + 1;
    const rows = image.height - patchSize + 1;
    const all = shares[i] === columns * rows;
    for (let n = 0; n < shares[i]; n++, offset += length) {
      const top = all ? Math.floor(n / columns) : random.randint(0, rows - 1);
      const left = all ? n % columns : random.randint(0, columns - 1);
      copyPatch(rgb, image.width, left, top, patchSize, data, offset);
    }
  }
  return { patchSize, channels: 3, count, data };
}

/** Checks that a value is a patch database whose parts fit together, with at least one patch. */
export function checkPatches(patches: PatchDatabase, name = 'patches'): PatchDatabase {
  if (typeof patches !== 'object' || patches === null) {
    throw wrongType('a patch database { patchSize, channels, count, data }', name, patches);
  }
  const { patchSize, channels, count, data } = patches;
  integer(patchSize, `${name}.patchSize`, 1, maxPatchSize);
  integer(channels, `${name}.channels`, 3, 3);
  integer(count, `${name}.count`, 1, 2 ** 31 - 1);
  if (!(data instanceof Uint8Array)) throw wrongType('a Uint8Array', `${name}.data`, data);
  const length = count * patchSize * patchSize * 3;
  if (data.length !== length) {
    throw outOfRange(`${length} samples (${count} × ${patchSize} × ${patchSize} × 3)`, `${name}.data`, data);
  }
  return patches;
}

/**
 * A patch database as bytes, to be kept in a file: 12 bytes of header (the letters `PDPB`, version 1, channels 3, patch
 * size as uint16 and count as uint32, little-endian), then the samples.
 */
export function encodePatches(patches: PatchDatabase): Uint8Array {
  const { patchSize, count, data } = checkPatches(patches);
  const bytes = new Uint8Array(headerLength + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([...mark, version, 3]);
  view.setUint16(6, patchSize, true);
  view.setUint32(8, count, true);
  bytes.set(data, headerLength);
  return bytes;
}

/**
 * The patch database that {@link encodePatches} made bytes of; its samples are a copy.
 * @throws TypeError or RangeError that says what is wrong: not such bytes, another version, cut short, or too long
 */
export function decodePatches(bytes: Uint8Array): PatchDatabase {
  if (!(bytes instanceof Uint8Array)) throw wrongType('a Uint8Array', 'bytes', bytes);
  if (bytes.length < headerLength || mark.some((letter, i) => bytes[i] !== letter)) {
    throw outOfRange('a patch database (beginning with PDPB)', 'bytes', bytes);
  }
  if (bytes[4] !== version) throw outOfRange(`version ${version}`, 'the patch database', `version ${bytes[4]}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = integer(bytes[5], 'the channels of the patch database', 3, 3) as 3;
  const patchSize = integer(view.getUint16(6, true), 'the patch size of the patch database', 1, maxPatchSize);
  const count = integer(view.getUint32(8, true), 'the count of the patch database', 1, 2 ** 31 - 1);
  const length = headerLength + count * patchSize * patchSize * 3;
  if (bytes.length !== length) {
    throw outOfRange(`${length} bytes (${count} patches of ${patchSize} × ${patchSize} × 3)`, 'bytes', bytes);
  }
  return { patchSize, channels, count, data: new Uint8Array(bytes.subarray(headerLength)) };
}
