import { plural, short } from '../text/numbers.js';
import { channelsOf, coloursOf, toPixels, type Pixels } from './pixels.js';
import type { Copies, Picture } from './types.js';

/** Numbers that one copy takes in {@link Copies}. */
const stride = 5;

export function copyCount(copies: Copies): number {
  return copies.length / stride;
}

/** One copied sample. */
export interface Copy {
  readonly x: number;
  readonly y: number;
  readonly channel: number;
  readonly fromX: number;
  readonly fromY: number;
}

export function copyAt(copies: Copies, index: number): Copy {
  const [x, y, channel, fromX, fromY] = copies.subarray(index * stride, (index + 1) * stride);
  return { x, y, channel, fromX, fromY };
}

/** The picture with its first `count` copies made, in order: later ones see earlier ones, as in the deflection itself. */
export function applyCopies(picture: Picture, copies: Copies, count: number): Picture {
  const data = picture.data.slice();
  const channels = channelsOf(picture);
  for (let at = 0; at < Math.min(count * stride, copies.length); at += stride) {
    const to = (copies[at + 1] * picture.width + copies[at]) * channels + copies[at + 2];
    data[to] = data[(copies[at + 4] * picture.width + copies[at + 3]) * channels + copies[at + 2]];
  }
  return { ...picture, data };
}

/** For each pixel of a picture how many of the first `count` copies went into it. */
export function copiedInto(copies: Copies, count: number, width: number, height: number): Uint16Array {
  const result = new Uint16Array(width * height);
  for (let at = 0; at < Math.min(count * stride, copies.length); at += stride) {
    result[copies[at + 1] * width + copies[at]]++;
  }
  return result;
}

/** A picture whose moved pixels stand out: they keep their colour, and all others are grayed and dimmed. */
export function markedPixels(picture: Picture, copied: Uint16Array): Pixels {
  const pixels = toPixels(picture);
  for (let i = 0, at = 0; i < copied.length; i++, at += 4) {
    const luma = 0.299 * pixels.data[at] + 0.587 * pixels.data[at + 1] + 0.114 * pixels.data[at + 2];
    // A moved pixel is light whatever its colour was, on a dark ground: they can be told apart without colour.
    for (let c = 0; c < 3; c++) {
      pixels.data[at + c] = copied[i] === 0 ? 0.35 * luma : 160 + 0.37 * pixels.data[at + c];
    }
  }
  return pixels;
}

export const channelNames = ['red', 'green', 'blue'] as const;

function channelName(picture: Picture, channel: number): string {
  return coloursOf(picture) === 1 ? 'gray' : channelNames[channel];
}

/** `red of (12, 5) taken from (9, 7)`. */
export function copyText(picture: Picture, { x, y, channel, fromX, fromY }: Copy): string {
  return `${channelName(picture, channel)} of (${x}, ${y}) taken from (${fromX}, ${fromY})`;
}

/** The sentence of a deflection in progress. */
export function describeCopies(picture: Picture, copies: Copies, count: number): string {
  const copied = copiedInto(copies, count, picture.width, picture.height);
  const pixels = copied.reduce((sum, times) => sum + (times > 0 ? 1 : 0), 0);
  const share = short((100 * pixels) / copied.length, 2);
  const total = copyCount(copies);
  return `${count} of ${plural(total, 'sample')} copied, into ${plural(pixels, 'pixel')}, ${share} % of the picture`;
}

/** What the loupe says of a pixel: the copies into it, in order. */
export function describePlace(picture: Picture, copies: Copies, count: number, x: number, y: number): string {
  const here: string[] = [];
  for (let i = 0; i < Math.min(count, copyCount(copies)); i++) {
    const copy = copyAt(copies, i);
    if (copy.x === x && copy.y === y) here.push(copyText(picture, copy));
  }
  return here.length === 0 ? `(${x}, ${y}) was not moved` : here.join('; ');
}

/** The index of the next copy, after `from` in steps of 1 or −1, among the first `count`; it goes round. */
export function nextCopy(count: number, from: number, step: 1 | -1): number {
  return count === 0 ? -1 : (from + step + count) % count;
}
