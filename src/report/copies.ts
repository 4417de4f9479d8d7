import type { FullImage } from '../core/image.js';

/**
 * The colour (red, green, blue, 0…255) of a pixel by the channels in which it was overwritten, as bits (1 red, 2 green, 4 blue); all three
 * together are amber. Of none it is black.
 */
export const copyColours: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [255, 96, 84],
  [84, 224, 110],
  [244, 226, 90],
  [92, 148, 255],
  [240, 120, 250],
  [90, 226, 240],
  [255, 196, 60],
];

/** An RGB picture in dark gray: what marks are seen on. */
export function dimmed(image: FullImage<Uint8Array>): FullImage<Uint8Array> {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const gray = 0.299 * image.data[i] + 0.587 * image.data[i + 1] + 0.114 * image.data[i + 2];
    data.fill(16 + 0.32 * gray, i, i + 3);
  }
  return { ...image, data };
}
