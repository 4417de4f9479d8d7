import { short } from '../text/numbers.js';
import type { Picture } from './types.js';

/** What a canvas takes: RGBA, 8 bits, straight alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Samples of a pixel. */
export function channelsOf({ channels, width, height, data }: Picture): number {
  return channels ?? data.length / (width * height);
}

/** Samples of a pixel that are colour: 1 or 3. */
export function coloursOf(picture: Picture): number {
  return channelsOf(picture) === 1 ? 1 : 3;
}

/** A picture for a canvas: halves round up, as the library rounds an image to 8 bits. */
export function toPixels(picture: Picture): Pixels {
  const { width, height, data } = picture;
  const channels = channelsOf(picture);
  const result = new Uint8ClampedArray(width * height * 4);
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; to < result.length; from += channels, to += 4) {
    result[to] = Math.floor(data[from] + 0.5);
    result[to + 1] = Math.floor(data[from + green] + 0.5);
    result[to + 2] = Math.floor(data[from + blue] + 0.5);
    result[to + 3] = channels === 4 ? Math.floor(data[from + 3] + 0.5) : 255;
  }
  return { width, height, data: result };
}

/** The largest whole zoom with which a picture is no wider or higher than `size`, at least 1. */
export function zoomFor(width: number, height: number, size: number): number {
  return Math.max(1, Math.floor(size / Math.max(width, height, 1)));
}

/** How light a colour is, 0…255. */
export function lumaOf(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

const hues = ['red', 'orange', 'yellow', 'green', 'green', 'green', 'cyan', 'blue', 'blue', 'purple', 'pink', 'red'];

/** `dark orange`: a colour in words. */
export function colourName(red: number, green: number, blue: number): string {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const luma = lumaOf(red, green, blue);
  if (luma < 20) return 'black';
  if (luma > 240) return 'white';
  const lightness = luma < 85 ? 'dark ' : luma > 170 ? 'light ' : '';
  const chroma = most - least;
  if (chroma < 16) return `${lightness}gray`;
  const sector =
    most === red ? (green - blue) / chroma : most === green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
  const hue = hues[(Math.round(sector * 2) + 12) % 12];
  return `${lightness}${chroma < 40 ? `grayish ${hue}` : hue}`;
}

/** The sentence of a picture: its size, its colour on average and its range of levels. */
export function describePicture(picture: Picture): string {
  const { width, height, data } = picture;
  const [channels, colours] = [channelsOf(picture), coloursOf(picture)];
  const sums = [0, 0, 0];
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < data.length; at += channels) {
    for (let c = 0; c < colours; c++) {
      const value = data[at + c];
      sums[c] += value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const [red, green, blue] = sums.map((sum) => sum / (width * height));
  const name = colours === 1 ? colourName(red, red, red) : colourName(red, green, blue);
  return `${width} × ${height} pixels, ${name} on average, levels ${short(low)} to ${short(high)}`;
}
