import { colourChannels, type FullImage } from '../../core/image.js';
import { haarLevels, haarRows, haarSize } from './haar.js';
import { newLimits, readRow } from './rows.js';

/** @internal The finest diagonal band of each colour channel, as the chain for db1 has it. */
export function finestDiagonals(input: FullImage, ycbcr: boolean): Float32Array[] {
  const { width, height } = input;
  const colours = colourChannels(input);
  const pair = new Float32Array(2 * colours * width);
  const limits = newLimits(colours);
  const size = haarSize(width, height, 1);
  const levels = Array.from({ length: colours }, () => haarLevels(new Float32Array(size), width, height, 1)[0]);
  for (let row = 0; 2 * row < height; row++) {
    const two = 2 * row + 1 < height;
    readRow(input, 2 * row, 0, ycbcr, pair, limits);
    if (two) readRow(input, 2 * row + 1, 1, ycbcr, pair, limits);
    levels.forEach((level, c) => {
      const top = 2 * c * width;
      haarRows(pair, top, two ? top + width : top, width, level, row);
    });
  }
  return levels.map(({ diagonal }) => diagonal);
}
