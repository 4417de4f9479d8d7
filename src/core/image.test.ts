import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryImage, noise } from '../../test/support/pictures.js';
import {
  type ActivationMap,
  checkImage,
  checkMap,
  colourChannels,
  copyAlpha,
  type FullImage,
  type Image,
  newData,
  newImage,
  prepareOut,
  readPlane,
  sameData,
  sampleType,
  toByte,
  writePlane,
} from './image.js';
import { runs } from '../../test/support/runs.js';

/** What a caller without types may hand over. */
function loose(value: unknown): Image {
  return value as Image;
}

describe('checkImage', () => {
  it('takes every sample type and number of channels', () => {
    fc.assert(
      fc.property(arbitraryImage(), (image) => {
        expect(checkImage(image)).toEqual(image);
        expect(checkImage(image).data).toBe(image.data);
      }),
      { numRuns: runs(50), seed: 1 },
    );
  });

  it('finds the channels of what has none written, such as ImageData', () => {
    // The DOM's ImageData: accessors of its class, no `channels`, a colorSpace beside.
    class ImageData {
      readonly #data = new Uint8ClampedArray(3 * 2 * 4);
      get width() {
        return 3;
      }
      get height() {
        return 2;
      }
      get data() {
        return this.#data;
      }
      get colorSpace() {
        return 'srgb';
      }
    }
    const picture = new ImageData();
    expect(checkImage(picture)).toEqual({ width: 3, height: 2, channels: 4, data: picture.data });
    for (const channels of [1, 3, 4]) {
      expect(checkImage({ width: 5, height: 2, data: new Uint8Array(10 * channels) }).channels).toBe(channels);
    }
  });

  it('takes a Buffer, which may be a part of a larger one', () => {
    const data = Buffer.alloc(100, 7).subarray(10, 22);
    expect(checkImage({ width: 2, height: 2, channels: 3, data }).data).toBe(data);
    expect(sampleType(data)).toBe('Uint8Array');
    const result = newData(data, 5);
    expect(result).toEqual(new Uint8Array(5));
    expect(Buffer.isBuffer(result)).toBe(false);
  });

  it('says what is wrong', () => {
    const data = new Uint8Array(12);
    const wrong: [unknown, string][] = [
      [null, 'Expected an image { width, height, channels, data } for image but received null'],
      ['a.png', 'Expected an image { width, height, channels, data } for image but received "a.png"'],
      [{ width: 0, height: 2, data }, 'Expected an integer of at least 1 for image.width but received 0'],
      [{ width: 2, height: -2, data }, 'Expected an integer of at least 1 for image.height but received -2'],
      [{ width: 1.5, height: 2, data }, 'Expected an integer of at least 1 for image.width but received 1.5'],
      [{ width: 2, data }, 'Expected an integer of at least 1 for image.height but received undefined'],
      [
        { width: 2, height: 2, data: [...data] },
        'Expected a Uint8Array, Uint8ClampedArray or Float32Array for image.data but received an array of 12',
      ],
      [
        { width: 2, height: 2, data: new Float64Array(12) },
        'Expected a Uint8Array, Uint8ClampedArray or Float32Array for image.data but received Float64Array of 12',
      ],
      [{ width: 3, height: 2, data }, 'Expected 1, 3 or 4 for image.channels but received 2'],
      [{ width: 5, height: 1, data }, 'Expected 1, 3 or 4 for image.channels but received 2.4'],
      [{ width: 2, height: 2, channels: 2, data }, 'Expected 1, 3 or 4 for image.channels but received 2'],
      [
        { width: 2, height: 3, channels: 3, data },
        'Expected 18 samples (2 × 3 × 3) for image.data but received Uint8Array of 12',
      ],
    ];
    for (const [image, text] of wrong) expect(() => checkImage(loose(image))).toThrow(text);
  });

  it('knows the shortest side that its caller can work with', () => {
    const image = { width: 5, height: 1, channels: 1 as const, data: new Uint8Array(5) };
    expect(() => checkImage(image, 'photo', 2)).toThrow(
      'Expected an integer of at least 2 for photo.height but received 1',
    );
  });
});

describe('checkMap', () => {
  it('takes both float types and returns the map itself', () => {
    for (const data of [Float32Array.of(0, 0.5, 1, 0.25), Float64Array.of(0, 0.5, 1, 0.25)]) {
      const map = { width: 2, height: 2, data };
      expect(checkMap(map)).toBe(map);
    }
  });

  it('says what is wrong', () => {
    const wrong: [unknown, string][] = [
      [undefined, 'Expected a map { width, height, data } for map but received undefined'],
      [
        { width: 0, height: 1, data: new Float32Array(0) },
        'Expected an integer of at least 1 for map.width but received 0',
      ],
      [
        { width: 1, height: 1, data: [0] },
        'Expected a Float32Array or Float64Array for map.data but received an array of 1',
      ],
      [
        { width: 2, height: 2, data: new Float32Array(5) },
        'Expected 4 values (2 × 2) for map.data but received Float32Array of 5',
      ],
      [
        { width: 2, height: 1, data: Float32Array.of(0, NaN) },
        'Expected values in [0,1] for map.data[1] but received NaN',
      ],
      [
        { width: 2, height: 1, data: Float64Array.of(-0.1, 0) },
        'Expected values in [0,1] for map.data[0] but received -0.1',
      ],
      [
        { width: 1, height: 1, data: Float64Array.of(1.5) },
        'Expected values in [0,1] for map.data[0] but received 1.5',
      ],
    ];
    for (const [map, text] of wrong) expect(() => checkMap(map as ActivationMap)).toThrow(text);
  });
});

describe('prepareOut', () => {
  it('makes a new zeroed image of the same kind where none is given', () => {
    fc.assert(
      fc.property(arbitraryImage(), (image) => {
        const out = prepareOut(image, undefined);
        expect(out).toEqual({ ...image, data: newData(image.data, image.data.length) });
        expect(sameData(out, image)).toBe(false);
      }),
      { numRuns: runs(40), seed: 2 },
    );
  });

  it('takes the input itself, a view of the same memory, and memory apart', () => {
    const image = noise(4, 3, 3, 'bytes', 1);
    expect(prepareOut(image, image).data).toBe(image.data);
    const view = { ...image, data: new Uint8Array(image.data.buffer) };
    expect(sameData(prepareOut(image, view), image)).toBe(true);
    const memory = new ArrayBuffer(80);
    const first = { ...image, data: new Uint8Array(memory, 0, 36) };
    const second = { ...image, data: new Uint8Array(memory, 36, 36) };
    expect(prepareOut(first, second).data).toBe(second.data);
    expect(prepareOut(second, first).data).toBe(first.data);
  });

  it('refuses memory that overlaps the input in part', () => {
    const memory = new ArrayBuffer(200);
    for (const shift of [1, 35]) {
      const low: FullImage = { width: 4, height: 3, channels: 3, data: new Uint8Array(memory, 8, 36) };
      const high = { ...low, data: new Uint8Array(memory, 8 + shift, 36) };
      for (const [input, out] of [
        [low, high],
        [high, low],
      ]) {
        expect(() => prepareOut(input, out)).toThrow(
          'Expected the input itself or memory apart from it for out.data but received Uint8Array of 36',
        );
      }
    }
    const floats: FullImage = { width: 2, height: 2, channels: 3, data: new Float32Array(memory, 0, 12) };
    expect(() => prepareOut(floats, { ...floats, data: new Float32Array(memory, 44, 12) })).toThrow(RangeError);
    expect(prepareOut(floats, { ...floats, data: new Float32Array(memory, 48, 12) }).data.byteOffset).toBe(48);
  });

  it('refuses another size, other channels and another sample type', () => {
    const image = noise(4, 3, 3, 'bytes', 1);
    for (const other of [noise(3, 4, 3, 'bytes', 1), noise(4, 3, 4, 'bytes', 1), noise(4, 3, 1, 'bytes', 1)]) {
      const received = `${other.width} × ${other.height} × ${other.channels}`;
      expect(() => prepareOut(image, other)).toThrow(
        `Expected an image of 4 × 3 × 3 for out but received "${received}"`,
      );
    }
    expect(() => prepareOut(image, noise(4, 3, 3, 'clamped', 1))).toThrow(
      'Expected the sample type of the input (Uint8Array) for out.data but received Uint8ClampedArray of 36',
    );
    expect(() => prepareOut(image, noise(4, 3, 3, 'floats', 1))).toThrow(TypeError);
    expect(() => prepareOut(image, loose(7))).toThrow(
      'Expected an image { width, height, channels, data } for out but received 7',
    );
    expect(prepareOut(image, { ...image, data: Buffer.alloc(36) }).data).toBeInstanceOf(Uint8Array);
  });
});

describe('samples', () => {
  it('become bytes by rounding to nearest, halves up, clamped', () => {
    const rounded: [number, number][] = [
      [0.5, 1],
      [0.4999999999999999, 0],
      [1.5, 2],
      [2.5, 3],
      [254.5, 255],
      [254.4999, 254],
      [255.4, 255],
      [1e20, 255],
      [Infinity, 255],
      [-0.4, 0],
      [-1e20, 0],
      [-Infinity, 0],
      [NaN, 0],
    ];
    for (const [value, byte] of rounded) expect(toByte(value)).toBe(byte);
  });

  it('go into planes and back', () => {
    fc.assert(
      fc.property(arbitraryImage(), (image) => {
        const copy = newImage(image);
        for (let c = 0; c < image.channels; c++) {
          const plane = readPlane(image, c);
          expect(plane.length).toBe(image.width * image.height);
          expect(plane[plane.length - 1]).toBe(image.data[image.data.length - image.channels + c]);
          writePlane(copy, c, plane);
        }
        expect(copy.data).toEqual(image.data);
      }),
      { numRuns: runs(40), seed: 3 },
    );
  });

  it('are scaled on the way', () => {
    const image = noise(5, 4, 3, 'bytes', 2);
    const plane = readPlane(image, 1, 1 / 255);
    expect(plane[7]).toBe(image.data[7 * 3 + 1] * (1 / 255));
    const copy = newImage(image);
    writePlane(copy, 1, plane, 255);
    expect([...copy.data].filter((_, i) => i % 3 === 1)).toEqual([...image.data].filter((_, i) => i % 3 === 1));
    writePlane(copy, 0, plane, -255);
    expect([...copy.data].filter((_, i) => i % 3 === 0)).toEqual(Array.from({ length: 20 }, () => 0));
    const floats = newImage({ ...image, data: new Float32Array(1) } as FullImage<Float32Array>);
    writePlane(floats, 2, plane, 1000);
    expect(floats.data[2]).toBe(Math.fround(plane[0] * 1000));
  });

  it('of alpha are copied alone', () => {
    const from = noise(6, 5, 4, 'bytes', 4);
    const to = newImage(from);
    copyAlpha(from, to);
    expect([...to.data]).toEqual([...from.data].map((value, i) => (i % 4 === 3 ? value : 0)));
    const gray = noise(6, 5, 1, 'bytes', 4);
    const other = newImage(gray);
    copyAlpha(gray, other);
    expect(new Set(other.data)).toEqual(new Set([0]));
    expect([noise(1, 1, 1, 'bytes', 1), noise(1, 1, 3, 'bytes', 1), from].map(colourChannels)).toEqual([1, 3, 3]);
  });

  it('of a new image have the size that is asked for', () => {
    const image = noise(6, 5, 3, 'clamped', 4);
    expect(newImage(image, 2, 3)).toEqual({ width: 2, height: 3, channels: 3, data: new Uint8ClampedArray(18) });
  });
});
