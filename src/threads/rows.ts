import type { FullImage, PixelData } from '../core/image.js';

/** Some rows of a picture, `from` up to but without `to`. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** The rows as a picture that looks into the memory of the whole. */
export function rowsOf<T extends PixelData>(image: FullImage<T>, { from, to }: Rows): FullImage<T> {
  const stride = image.width * image.channels;
  return { ...image, height: to - from, data: image.data.subarray(from * stride, to * stride) as T };
}

/**
 * Cuts a picture into rows: the same cut whatever the number of threads, so that results do not depend on it.
 * @param pixels about so many in each
 * @param least rows of each at least
 * @param step all but the last begin and end at a multiple of it
 */
export function cutRows({ width, height }: FullImage, pixels: number, least: number, step = 1): Rows[] {
  const count = Math.max(1, Math.floor(height / Math.max(least, step, pixels / width)));
  const borders = Array.from({ length: count }, (_, i) => Math.round((i * height) / count / step) * step);
  return borders.map((from, i) => ({ from, to: borders[i + 1] ?? height }));
}
