import { percent, short } from '../text/numbers.js';
import { colourOf } from './colour-scale.js';
import { channelsOf, lumaOf, type Pixels } from './pixels.js';
import type { ActivationMap, Copies, Picture } from './types.js';

/** How much of a pixel of an overlay is the map's colour. */
const strength = 0.6;

/** The value of a map at a pixel of a picture of another size: that of the nearest place. */
export function mapAt(map: ActivationMap, x: number, y: number, width: number, height: number): number {
  const column = Math.min(map.width - 1, Math.floor(((x + 0.5) / width) * map.width));
  const row = Math.min(map.height - 1, Math.floor(((y + 0.5) / height) * map.height));
  return map.data[row * map.width + column];
}

/** A map over its picture: the picture in gray under the colours of the map. */
export function overlayPixels(picture: Picture, map: ActivationMap): Pixels {
  const { width, height, data: samples } = picture;
  const channels = channelsOf(picture);
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += channels, to += 4) {
      const gray = lumaOf(samples[from], samples[from + green], samples[from + blue]);
      const colour = colourOf(mapAt(map, x, y, width, height));
      for (let c = 0; c < 3; c++) data[to + c] = (1 - strength) * gray + strength * colour[c];
      data[to + 3] = 255;
    }
  }
  return { width, height, data };
}

/** `upper left`, `middle`: where a place lies in a picture. */
export function placeName(x: number, y: number, width: number, height: number): string {
  const row = ['upper', '', 'lower'][Math.min(2, Math.floor((3 * (y + 0.5)) / height))];
  const column = ['left', '', 'right'][Math.min(2, Math.floor((3 * (x + 0.5)) / width))];
  if (row === '' && column === '') return 'in the middle';
  return `at the ${[row || 'middle', column || 'middle'].join(' ')}`;
}

/** The sentence of a map: where it is largest, its mean, and how much of it is above a half. */
export function describeMap({ width, height, data }: ActivationMap): string {
  let [largest, sum, above] = [0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] > data[largest]) largest = i;
    sum += data[i];
    if (data[i] > 0.5) above++;
  }
  const place = placeName(largest % width, Math.floor(largest / width), width, height);
  const parts = `mean ${short(sum / data.length, 2)}; above 0.5 in ${percent(above / data.length, 0)} of the picture`;
  return `largest ${place}; ${parts}`;
}

/** Values in equal bins over [0,1]: the share of them in each. */
export function histogramOf(values: ArrayLike<number>, bins: number): number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (let i = 0; i < values.length; i++) {
    counts[Math.max(0, Math.min(bins - 1, Math.floor(values[i] * bins)))]++;
  }
  return counts.map((count) => count / Math.max(1, values.length));
}

/** The sentence of a histogram. */
export function describeHistogram(
  series: readonly { name: string; values: ArrayLike<number> }[],
  bins: number,
): string {
  return series
    .map(({ name, values }) => {
      const shares = histogramOf(values, bins);
      const most = shares.indexOf(Math.max(...shares));
      const [low, high] = [short(most / bins, 2), short((most + 1) / bins, 2)];
      const large = Array.from(values).filter((value) => value > 0.5).length / Math.max(1, values.length);
      return `${name}: most values, ${percent(shares[most], 0)}, are from ${low} to ${high}; ${percent(large, 0)} are above 0.5`;
    })
    .join('. ');
}

/** Copies counted in a grid of `cells` × `cells` over the picture, rows first. */
export function densityOf(copies: Copies, width: number, height: number, cells: number): Uint32Array {
  const counts = new Uint32Array(cells * cells);
  for (let at = 0; at < copies.length; at += 5) {
    const column = Math.floor((copies[at] / width) * cells);
    counts[Math.floor((copies[at + 1] / height) * cells) * cells + column]++;
  }
  return counts;
}

/** A density for a canvas, one pixel for each cell: the scale goes from none to the largest count. */
export function densityPixels(counts: Uint32Array, cells: number): Pixels {
  const data = new Uint8ClampedArray(cells * cells * 4);
  const most = Math.max(1, ...counts);
  counts.forEach((count, i) => data.set([...colourOf(count / most), 255], i * 4));
  return { width: cells, height: cells, data };
}

/** The sentence of a density; with the map, how its values where samples moved compare with its mean. */
export function describeDensity(
  copies: Copies,
  width: number,
  height: number,
  cells: number,
  map?: ActivationMap,
): string {
  const total = copies.length / 5;
  if (total === 0) return 'no sample was copied';
  const counts = densityOf(copies, width, height, cells);
  const words = `${total} copied samples, at most ${Math.max(...counts)} in one of ${cells} × ${cells} cells`;
  if (map === undefined) return words;
  let moved = 0;
  for (let at = 0; at < copies.length; at += 5) moved += mapAt(map, copies[at], copies[at + 1], width, height);
  let sum = 0;
  for (const value of map.data) sum += value;
  const mean = sum / map.data.length;
  return `${words}; the map is ${short(moved / total, 2)} on average where samples were copied, and ${short(mean, 2)} over the picture`;
}
