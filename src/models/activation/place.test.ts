import { describe, expect, it } from 'vitest';
import { checkMap } from '../../core/image.js';
import { prepareImage } from '../prepare.js';
import { bilinear as bilinearInto, placeMap } from './place.js';

/** A whole array of another size. */
function bilinear(values: readonly number[], width: number, height: number, toWidth: number, toHeight: number) {
  const data = new Float32Array(toWidth * toHeight);
  const range = bilinearInto(values, width, height, {
    data,
    stride: toWidth,
    x: 0,
    y: 0,
    width: toWidth,
    height: toHeight,
  });
  expect(range.map(Math.fround)).toEqual([Math.min(...data), Math.max(...data)]);
  return data;
}

const plane = (u: number, v: number) => 3 * u - 2 * v + 1;

const blank = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height) });

describe('bilinear', () => {
  it('has pixel centres at half pixels and holds the ends, as PyTorch with align_corners=False', () => {
    expect([...bilinear([0, 1], 2, 1, 4, 1)]).toEqual([0, 0.25, 0.75, 1]);
    expect([...bilinear([0, 8], 1, 2, 1, 4)]).toEqual([0, 2, 6, 8]);
    // torch.nn.functional.interpolate(tensor([[[[1, 2, 4], [8, 16, 32]]]]), (3, 5), mode='bilinear')
    const expected = [1, 1.4, 2, 3.2, 4, 4.5, 6.3, 9, 14.4, 18, 8, 11.2, 16, 25.6, 32];
    const result = bilinear([1, 2, 4, 8, 16, 32], 3, 2, 5, 3);
    expect(result.every((v, i) => Math.abs(v - expected[i]) < 1e-6)).toBe(true);
  });

  it('keeps planes, inside of the outermost centres', () => {
    const grid = Array.from({ length: 35 }, (_, i) => plane((i % 7) + 0.5, Math.floor(i / 7) + 0.5));
    const result = bilinear(grid, 7, 5, 70, 50);
    for (let y = 5; y < 45; y++) {
      for (let x = 5; x < 65; x++) expect(result[y * 70 + x]).toBeCloseTo(plane((x + 0.5) / 10, (y + 0.5) / 10), 5);
    }
  });
});

describe('placeMap', () => {
  const grid = [0, 1, 2, 3];

  it('fills a stretched image', () => {
    const { placement } = prepareImage(blank(30, 10), 8, 8, 'stretch');
    const map = checkMap(placeMap(grid, 2, 2, placement));
    expect([map.width, map.height, map.data[0], map.data.at(-1)]).toEqual([30, 10, 0, 1]);
  });

  it('fills the part that a network of cropped pictures sees, and is 0 outside', () => {
    const { placement } = prepareImage(blank(30, 10), 8, 8, 'crop');
    const map = checkMap(placeMap([1, 1, 1, 0], 2, 2, placement));
    const columns = Array.from({ length: 30 }, (_, x) => map.data.filter((v, i) => i % 30 === x && v > 0).length);
    expect(columns.every((count, x) => (x >= 10 && x < 20 ? count > 0 : count === 0))).toBe(true);
    expect(Math.max(...map.data)).toBe(1);
  });

  it('is 0 everywhere where the grid is constant', () => {
    const { placement } = prepareImage(blank(9, 9), 4, 4);
    expect(placeMap([5, 5, 5, 5], 2, 2, placement).data.every((v) => v === 0)).toBe(true);
  });
});
