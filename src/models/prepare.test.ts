import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { picture } from '../../test/support/pictures.js';
import { maxDifference } from '../../test/support/shared.js';
import type { FullImage, Image } from '../core/image.js';
import { resize } from '../core/resize.js';
import { prepareImage } from './prepare.js';

/** The columns and rows of an image from (x, y) on. */
function cut(image: FullImage, x: number, y: number, width: number, height: number): Image {
  const data = Array.from({ length: width * height * 3 }, (_, i) => {
    const [column, row] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return image.data[((y + row) * image.width + x + column) * 3 + (i % 3)];
  });
  return { width, height, channels: 3, data: Float32Array.from(data) };
}

describe('prepareImage', () => {
  it('crops the middle, the larger half of an odd rest on the right and at the bottom, then resizes', () => {
    const wide = picture(31, 20);
    const prepared = prepareImage(wide, 10, 10);
    expect(prepared.placement).toEqual({ imageWidth: 31, imageHeight: 20, x: 5, y: 0, width: 20, height: 20 });
    const expected = resize(cut(wide, 5, 0, 20, 20), 10, 10);
    expect(
      maxDifference(
        prepared.data,
        expected.data.map((v) => Math.min(255, Math.max(0, v))),
      ),
    ).toBe(0);
    expect(prepareImage(picture(20, 33), 10, 10).placement).toMatchObject({ x: 0, y: 6, width: 20, height: 20 });
  });

  it('crops to the shape of the model, not to a square', () => {
    const { placement } = prepareImage(picture(40, 40), 20, 10);
    expect(placement).toMatchObject({ x: 0, y: 10, width: 40, height: 20 });
  });

  it('stretches both sides where it is told to', () => {
    const image = picture(31, 20);
    const prepared = prepareImage(image, 12, 9, 'stretch');
    expect(prepared.placement).toEqual({ imageWidth: 31, imageHeight: 20, x: 0, y: 0, width: 31, height: 20 });
    const expected = resize(image, 12, 9).data.map((v) => Math.min(255, Math.max(0, v)));
    expect(maxDifference(prepared.data, expected)).toBe(0);
  });

  it('gives whole levels for 8-bit pictures and fractions for floats, both in 0…255', () => {
    for (const channels of [1, 3, 4] as const) {
      const bytes = prepareImage(picture(19, 23, channels, 'bytes'), 12, 12);
      expect(bytes.data.every((v) => Number.isInteger(v) && v >= 0 && v <= 255)).toBe(true);
    }
    const floats = prepareImage(picture(19, 23), 12, 12);
    expect(floats.data.some((v) => !Number.isInteger(v))).toBe(true);
    const edge = {
      width: 4,
      height: 4,
      channels: 1 as const,
      data: new Float32Array(16).map((_, i) => (i % 4 < 2 ? -7 : 300)),
    };
    const { data } = prepareImage(edge, 8, 8);
    expect([Math.min(...data), Math.max(...data)]).toEqual([0, 255]);
  });

  it('makes gray RGB and flattens alpha on white', () => {
    const gray = prepareImage({ width: 2, height: 1, channels: 1, data: Uint8Array.of(10, 200) }, 2, 1, 'stretch');
    expect([...gray.data]).toEqual([10, 10, 10, 200, 200, 200]);
    const alpha = Uint8Array.of(100, 50, 0, 255, 100, 50, 0, 0, 100, 50, 0, 51);
    const flat = prepareImage({ width: 3, height: 1, data: alpha }, 3, 1);
    expect([...flat.data]).toEqual([100, 50, 0, 255, 255, 255, 224, 214, 204]);
  });

  it('copies a picture of the right size', () => {
    const image = picture(9, 7);
    const { data } = prepareImage(image, 9, 7);
    expect(data).toEqual(image.data);
    expect(data.buffer).not.toBe(image.data.buffer);
  });

  it('shows the largest part that has the shape of the model, inside of the image', () => {
    const side = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(side, side, side, side, (imageWidth, imageHeight, width, height) => {
        const image = { width: imageWidth, height: imageHeight, data: new Uint8Array(imageWidth * imageHeight) };
        const { placement: p } = prepareImage(image, width, height);
        expect(p.x >= 0 && p.y >= 0 && p.x + p.width <= imageWidth && p.y + p.height <= imageHeight).toBe(true);
        expect(p.width === imageWidth || p.height === imageHeight).toBe(true);
        // Of the right shape to half a pixel, or one pixel wide.
        const off = Math.min(
          Math.abs(p.width - (p.height * width) / height),
          Math.abs(p.height - (p.width * height) / width),
        );
        expect(off <= 0.5 || p.width === 1 || p.height === 1).toBe(true);
      }),
    );
  });

  it('refuses samples that are no numbers', () => {
    const image = picture(5, 5);
    image.data[7] = NaN;
    expect(() => prepareImage(image, 5, 5)).toThrow('Expected a finite sample for image.data[7] but received NaN');
    image.data[7] = Infinity;
    expect(() => prepareImage(image, 9, 9)).toThrow('Expected a finite sample for image.data[7] but received Infinity');
  });
});
