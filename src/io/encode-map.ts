import sharp from 'sharp';
import { type ActivationMap, checkMap } from '../core/image.js';

/**
 * Encodes an activation map as a 16-bit gray PNG, the format of the published maps: 0 is stored as 0, 1 as 65535.
 *
 * `readMap` min-max scales what it reads: a map whose least value is 0 and whose greatest is 1 comes back within half a
 * step, 1/131070.
 */
export async function encodeMap(map: ActivationMap): Promise<Buffer> {
  const { width, height, data } = checkMap(map);
  const levels = Uint16Array.from(data, (value) => Math.round(value * 65535));
  return sharp(levels, { raw: { width, height, channels: 1 }, limitInputPixels: false })
    .toColourspace('grey16')
    .png({ adaptiveFiltering: true })
    .toBuffer();
}
