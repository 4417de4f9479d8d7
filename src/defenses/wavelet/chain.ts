import { colourChannels, type FullImage } from '../../core/image.js';
import { kernelsFor } from '../../core/kernels/instance.js';
import { FilterRun } from '../kernels/filter-bank.js';
import { HaarRun } from '../kernels/haar.js';
import { runHaar } from './haar-chain.js';
import { type Limits, newLimits, readRow, writeRow } from './rows.js';
import { checkFinite, type HeldChannel, holdChannel, howToWrite, type WaveletSettings } from './shrinkage.js';
import { meanSquares, shrinkBand } from './thresholds.js';
import { type Band, bandNames, decomposePlane, reconstructPlane } from './transform.js';

/** The colour channels of a picture as planes of floats, and their limits. */
function readPlanes(input: FullImage, ycbcr: boolean): { planes: Float32Array[]; limits: Limits } {
  const { width, height } = input;
  const colours = colourChannels(input);
  const pair = new Float32Array(2 * colours * width);
  const limits = newLimits(colours);
  const planes = Array.from({ length: colours }, () => new Float32Array(width * height));
  for (let y = 0; y < height; y++) {
    readRow(input, y, 0, ycbcr, pair, limits);
    planes.forEach((plane, c) => plane.set(pair.subarray(2 * c * width, (2 * c + 1) * width), y * width));
  }
  return { planes, limits };
}

/** The chain for any wavelet, one channel after another in double precision. */
function runGeneral(input: FullImage, output: FullImage, settings: WaveletSettings, held?: readonly HeldChannel[]) {
  const { width, height } = input;
  const { bank, levels, hard, ycbcr } = settings;
  const { planes, limits } = readPlanes(input, ycbcr);
  const shrinkage = planes.map((plane, c) => {
    const band: Band = { width, height, data: new Float64Array(plane) };
    const coefficients = decomposePlane(band, bank, levels);
    const squares = meanSquares(coefficients.details);
    checkFinite(limits, squares);
    const channel =
      held?.[c] ??
      holdChannel(settings, c, {
        low: limits[2 * c],
        high: limits[2 * c + 1],
        samples: width * height,
        meanSquares: squares,
        finestDiagonal: coefficients.details[0].diagonal.data,
      });
    coefficients.details.forEach((detail, level) => {
      for (const name of bandNames) shrinkBand(detail[name].data, channel.thresholds[level][name], hard);
    });
    plane.set(reconstructPlane(coefficients, bank).data);
    return channel;
  });
  const writing = howToWrite(output, settings, shrinkage);
  const pair = new Float32Array(2 * planes.length * width);
  for (let y = 0; y < height; y++) {
    planes.forEach((plane, c) => pair.set(plane.subarray(y * width, (y + 1) * width), 2 * c * width));
    writeRow(output, y, 0, pair, writing);
  }
  return shrinkage;
}

/** The chain in TypeScript. */
function runReference(input: FullImage, output: FullImage, settings: WaveletSettings, held?: readonly HeldChannel[]) {
  return (settings.wavelet === 'db1' ? runHaar : runGeneral)(input, output, settings, held);
}

/** Runs the chain for one picture after another like the first, see {@link runChain}. */
export function prepareChain(
  like: FullImage,
  settings: WaveletSettings,
): (input: FullImage, output: FullImage, held?: readonly HeldChannel[]) => void {
  const Run = settings.wavelet === 'db1' ? HaarRun : FilterRun;
  const run = settings.kernels ? Run.begin(like, like, settings, kernelsFor) : undefined;
  return (input, output, held) => {
    if (run?.denoise(input, output, held) === undefined) runReference(input, output, settings, held);
  };
}

/**
 * Denoises `input` into `output` (which may be `input`): colour, decomposition, thresholds, reconstruction, colour.
 * @param held thresholds and limits to use instead of the picture's own
 * @returns the thresholds and limits that were used
 */
export function runChain(
  input: FullImage,
  output: FullImage,
  settings: WaveletSettings,
  held?: readonly HeldChannel[],
): readonly HeldChannel[] {
  const Run = settings.wavelet === 'db1' ? HaarRun : FilterRun;
  const run = settings.kernels ? Run.begin(input, output, settings, kernelsFor) : undefined;
  return run?.denoise(input, output, held)?.held() ?? runReference(input, output, settings, held);
}
