import { colourChannels, type FullImage, isByteData } from '../../core/image.js';
import type { Kernels } from '../../core/kernels/instance.js';
import { emptyBand, fillBand, pitchOf, Places } from '../../core/kernels/planes.js';
import type { WaveletSettings } from '../wavelet/shrinkage.js';
import { type Frame, takeFrame } from './frame.js';

/** @internal Where everything lies in the memory of the binary, in bytes. */
export interface HaarLayout {
  readonly frame: Frame;
  /** For each level and colour three doubles, and three floats. */
  readonly squares: number;
  readonly thresholds: number;
  /** Two rows of each colour, `pitch` bytes each. */
  readonly pair: number;
  readonly pitch: number;
  readonly levels: readonly Level[];
  readonly end: number;
}

interface Level {
  /** Size of its bands. */
  readonly width: number;
  readonly height: number;
  /** Bytes of a row of a band. */
  readonly band: number;
  /** Bytes from one row of blocks to the next. */
  readonly stride: number;
  /** Where each colour begins. */
  readonly planes: readonly number[];
}

/** @internal */
export function haarLayout(input: FullImage, output: FullImage, count: number): HaarLayout {
  const colours = colourChannels(input);
  const places = new Places();
  const frame = takeFrame(places, input, output);
  const squares = places.take(24 * colours * count);
  const thresholds = places.take(12 * colours * count);
  const pitch = pitchOf(input.width);
  const pair = places.take(2 * colours * pitch);
  const levels: Level[] = [];
  for (let level = 0, width = input.width, height = input.height; level < count; level++) {
    width = (width + 1) >> 1;
    height = (height + 1) >> 1;
    const band = ((width + 7) & ~7) * 4;
    const at = places.take(4 * band * height * colours);
    // The finest level is made row by row of the picture, the others plane by plane.
    const apart = level === 0 ? 4 * band : 4 * band * height;
    const planes = Array.from({ length: colours }, (_, c) => at + c * apart);
    levels.push({ width, height, band, stride: level === 0 ? 4 * band * colours : 4 * band, planes });
  }
  return { frame, squares, thresholds, pair, pitch, levels, end: places.end };
}

/** @internal Decomposes a picture into all levels. */
export function haarDecompose(kernels: Kernels, layout: HaarLayout, input: FullImage, ycbcr: boolean): void {
  const { run } = kernels;
  const { width, height, channels, data } = input;
  const { frame, squares, pair, pitch, levels } = layout;
  const { band, limits } = frame;
  const colours = colourChannels(input);
  const finest = levels[0];
  kernels.doubles.fill(0, squares / 8, squares / 8 + 3 * colours * levels.length);
  const matrix = ycbcr ? frame.forward : 0;
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    fillBand(kernels, band, input, y, count);
    const to = finest.planes[0] + (y >> 1) * finest.stride;
    run.haarForward(band.place, isByteData(data), channels, width, count, matrix, pair, pitch, to, limits, squares);
  }
  for (let level = 1; level < levels.length; level++) {
    const { planes, stride, width: across, height: down } = levels[level - 1];
    const coarser = levels[level];
    for (let c = 0; c < colours; c++) {
      const at = squares + 24 * (level * colours + c);
      run.haarNext(planes[c], stride, across, down, coarser.planes[c], coarser.band, at);
    }
  }
}

/**
 * @internal Shrinks all details, and puts the picture together again.
 * @param shrinkage the three thresholds of each colour of each level
 */
export function haarReconstruct(
  kernels: Kernels,
  layout: HaarLayout,
  output: FullImage,
  { ycbcr, hard }: WaveletSettings,
  shrinkage: Float64Array,
): void {
  const { run } = kernels;
  const { width, height, channels, data } = output;
  const { frame, thresholds, pair, pitch, levels } = layout;
  const { band, clips } = frame;
  const colours = colourChannels(output);
  kernels.floats.set(shrinkage, thresholds / 4);
  const last = levels.length - 1;
  for (let level = last; level > 0; level--) {
    const { planes, stride, width: across, height: down } = levels[level - 1];
    const coarser = levels[level];
    // The coarsest approximation is half of what it is, others come doubled from the level below.
    const factor = level === last ? 2 : 0.5;
    for (let c = 0; c < colours; c++) {
      const at = thresholds + 12 * (level * colours + c);
      run.haarBack(coarser.planes[c], coarser.band, across, down, factor, at, hard, planes[c], stride, pair);
    }
  }
  const finest = levels[0];
  const matrix = ycbcr ? frame.backward : 0;
  const bytes = isByteData(data);
  const factor = last === 0 ? 2 : 0.5;
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    const from = finest.planes[0] + (y >> 1) * finest.stride;
    if (channels === 4) fillBand(kernels, band, output, y, count);
    const to = band.place;
    run.haarBackward(to, bytes, channels, width, count, matrix, pair, pitch, from, factor, thresholds, hard, clips);
    emptyBand(kernels, band, output, y, count);
  }
}
