import { short } from '../text/numbers.js';
import { channelsOf, coloursOf, type Pixels } from './pixels.js';
import type { Picture } from './types.js';

/** How far two pictures are apart, over their colour samples. */
export interface Distances {
  /** ‖x′ − x‖₂ in levels. */
  readonly l2: number;
  /** ‖x′ − x‖₂ / ‖x‖₂. */
  readonly relativeL2: number;
  /** The largest change of a sample, in levels. */
  readonly linf: number;
  /** The share of samples that changed. */
  readonly changed: number;
}

/** @throws RangeError where the pictures have different sizes or colours */
export function distancesOf(before: Picture, after: Picture): Distances {
  const colours = coloursOf(before);
  const { width, height } = before;
  if (after.width !== width || after.height !== height || coloursOf(after) !== colours) {
    throw new RangeError(
      `Expected two pictures of ${width} × ${height}, received one of ${after.width} × ${after.height}`,
    );
  }
  const [step, stepAfter] = [channelsOf(before), channelsOf(after)];
  let [squares, energy, linf, changed] = [0, 0, 0, 0];
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < colours; c++) {
      const value = before.data[pixel * step + c];
      const difference = after.data[pixel * stepAfter + c] - value;
      squares += difference * difference;
      energy += value * value;
      linf = Math.max(linf, Math.abs(difference));
      if (difference !== 0) changed++;
    }
  }
  const l2 = Math.sqrt(squares);
  return { l2, relativeL2: l2 === 0 ? 0 : l2 / Math.sqrt(energy), linf, changed: changed / (width * height * colours) };
}

/** The largest power of two, up to 128, with which a difference stays within the range around gray. */
export function gainFor(linf: number): number {
  let gain = 1;
  while (gain < 128 && 2 * gain * linf <= 128) gain *= 2;
  return gain;
}

/** 128 + gain × (after − before): gray where nothing was changed. */
export function differencePixels(before: Picture, after: Picture, gain: number): Pixels {
  const { width, height } = before;
  const [step, stepAfter, colours] = [channelsOf(before), channelsOf(after), coloursOf(before)];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++) {
      const from = Math.min(c, colours - 1);
      data[pixel * 4 + c] = 128 + gain * (after.data[pixel * stepAfter + from] - before.data[pixel * step + from]);
    }
    data[pixel * 4 + 3] = 255;
  }
  return { width, height, data };
}

/** `L2 410 levels (relative 0.031), L∞ 4 levels`. */
export function distanceText({ l2, relativeL2, linf }: Distances): string {
  return `L2 ${short(l2)} levels (relative ${short(relativeL2, 2)}), L∞ ${short(linf)} ${linf === 1 ? 'level' : 'levels'}`;
}

/** The sentence of a difference picture. */
export function describeDifference(distances: Distances, gain: number): string {
  if (distances.linf === 0) return 'nothing differs, so that all is gray';
  const share = short(100 * distances.changed, 3);
  return `${share} % of the samples differ; ${distanceText(distances)}; drawn × ${short(gain)} around gray`;
}
