import { colourChannels, type FullImage } from '../../core/image.js';
import { scratchFloats } from '../../core/scratch.js';
import { haarBack, type HaarLevel, haarLevels, haarNext, haarRows, haarRowsBack, haarSize } from './haar.js';
import { newLimits, readRow, type RowPair, writeRow } from './rows.js';
import { checkFinite, type HeldChannel, holdChannel, howToWrite, type WaveletSettings } from './shrinkage.js';

/** A picture on its way through the chain for db1. */
export interface HaarForward {
  /** The levels of each channel: the finest approximation is put together from shrunk details, those bands are as found. */
  readonly planes: readonly (readonly HaarLevel[])[];
  readonly shrinkage: readonly HeldChannel[];
  /** Room for two rows of each channel. */
  readonly pair: RowPair;
}

/**
 * @internal The chain for db1 up to the finest level, two rows at a time, colour and finest level fused. It works in
 * {@link scratchFloats}: 4/3 of a float per sample.
 */
export function forwardHaar(input: FullImage, settings: WaveletSettings, held?: readonly HeldChannel[]): HaarForward {
  const { width, height } = input;
  const colours = colourChannels(input);
  const { ycbcr, levels, hard } = settings;
  const pair = new Float32Array(2 * colours * width);
  const limits = newLimits(colours);
  const size = haarSize(width, height, levels);
  const memory = scratchFloats(colours * size);
  const planes = Array.from({ length: colours }, (_, c) => {
    return haarLevels(memory.subarray(c * size, (c + 1) * size), width, height, levels);
  });
  for (let row = 0; 2 * row < height; row++) {
    const two = 2 * row + 1 < height;
    readRow(input, 2 * row, 0, ycbcr, pair, limits);
    if (two) readRow(input, 2 * row + 1, 1, ycbcr, pair, limits);
    for (let c = 0; c < colours; c++) {
      const top = 2 * c * width;
      haarRows(pair, top, two ? top + width : top, width, planes[c][0], row);
    }
  }
  for (const plane of planes) for (let level = 1; level < levels; level++) haarNext(plane[level - 1], plane[level]);
  const squares = planes.map((plane) =>
    plane.map(({ squares: [h, v, d], width: w, height: n }): [number, number, number] => {
      const count = w * n;
      return [h / count, v / count, d / count];
    }),
  );
  checkFinite(limits, squares.flat());
  const shrinkage =
    held ??
    planes.map((plane, c) =>
      holdChannel(settings, c, {
        low: limits[2 * c],
        high: limits[2 * c + 1],
        samples: width * height,
        meanSquares: squares[c],
        finestDiagonal: plane[0].diagonal,
      }),
    );
  planes.forEach((plane, c) => {
    for (let level = levels - 1; level > 0; level--) {
      haarBack(plane[level], shrinkage[c].thresholds[level], hard, plane[level - 1]);
    }
  });
  return { planes, shrinkage, pair };
}

/** @internal The chain for db1: see `runChain`. */
export function runHaar(
  input: FullImage,
  output: FullImage,
  settings: WaveletSettings,
  held?: readonly HeldChannel[],
): readonly HeldChannel[] {
  const { width, height } = input;
  const { planes, shrinkage, pair } = forwardHaar(input, settings, held);
  const writing = howToWrite(output, settings, shrinkage);
  for (let row = 0; 2 * row < height; row++) {
    const two = 2 * row + 1 < height;
    for (let c = 0; c < planes.length; c++) {
      const top = 2 * c * width;
      const bottom = two ? top + width : -1;
      haarRowsBack(planes[c][0], row, shrinkage[c].thresholds[0], settings.hard, pair, top, bottom, width);
    }
    writeRow(output, 2 * row, 0, pair, writing);
    if (two) writeRow(output, 2 * row + 1, 1, pair, writing);
  }
  return shrinkage;
}
