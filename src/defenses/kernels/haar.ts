import { colourChannels, type FullImage, isByteData } from '../../core/image.js';
import { greatestFloat, type Kernels, kernelsFor } from '../../core/kernels/instance.js';
import { emptyBand, fillBand, pitchOf, Places } from '../../core/kernels/planes.js';
import { finestDiagonals } from '../wavelet/haar-diagonal.js';
import { checkFinite, type HeldChannel, holdChannel, howToWrite, type WaveletSettings } from '../wavelet/shrinkage.js';
import { beginFrame, type Frame, limitsOf, setClips, takeFrame } from './frame.js';

/** Where everything lies in the memory of the binary, in bytes. */
interface Layout {
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

function layoutOf(input: FullImage, output: FullImage, count: number): Layout {
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

/** Decomposes a picture into all levels. */
function decompose(kernels: Kernels, layout: Layout, input: FullImage, ycbcr: boolean): void {
  const { run } = kernels;
  const { width, height, channels, data } = input;
  const { frame, squares, pair, pitch, levels } = layout;
  const { band, limits } = frame;
  const colours = colourChannels(input);
  const [finest] = levels;
  kernels.doubles.fill(0, squares / 8, squares / 8 + 3 * colours * levels.length);
  const matrix = ycbcr ? frame.forward : 0;
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    fillBand(kernels, band, input, y, count);
    const to = finest.planes[0] + (y >> 1) * finest.stride;
    run.haarForward(band.place, isByteData(data), channels, width, count, matrix, pair, pitch, to, limits, squares);
  }
  for (let level = 1; level < levels.length; level++) {
    const finer = levels[level - 1];
    levels[level].planes.forEach((to, c) => {
      const at = squares + 24 * (level * colours + c);
      run.haarNext(finer.planes[c], finer.stride, finer.width, finer.height, to, levels[level].band, at);
    });
  }
}

/** Means of the squared details, level by level for each colour. */
function meanSquaresOf(
  { doubles }: Kernels,
  { squares, levels }: Layout,
  colours: number,
): [number, number, number][][] {
  return Array.from({ length: colours }, (_, c) =>
    levels.map(({ width, height }, level): [number, number, number] => {
      const at = squares / 8 + 3 * (level * colours + c);
      const blocks = width * height;
      return [doubles[at] / blocks, doubles[at + 1] / blocks, doubles[at + 2] / blocks];
    }),
  );
}

/** Shrinks all details, and puts the picture together again. */
function reconstruct(
  kernels: Kernels,
  layout: Layout,
  output: FullImage,
  { ycbcr, hard }: WaveletSettings,
  shrinkage: readonly HeldChannel[],
): void {
  const { run, floats } = kernels;
  const { width, height, channels, data } = output;
  const { frame, thresholds, pair, pitch, levels } = layout;
  const { band, clips } = frame;
  const colours = colourChannels(output);
  shrinkage.forEach((channel, c) => {
    channel.thresholds.forEach(({ horizontal, vertical, diagonal }, level) => {
      floats.set([horizontal, vertical, diagonal], thresholds / 4 + 3 * (level * colours + c));
    });
  });
  // The coarsest approximation is half of what it is, others come doubled from the level below.
  const factorOf = (level: number) => (level === levels.length - 1 ? 2 : 0.5);
  for (let level = levels.length - 1; level > 0; level--) {
    const finer = levels[level - 1];
    levels[level].planes.forEach((from, c) => {
      const at = thresholds + 12 * (level * colours + c);
      const to = finer.planes[c];
      run.haarBack(
        from,
        levels[level].band,
        finer.width,
        finer.height,
        factorOf(level),
        at,
        hard,
        to,
        finer.stride,
        pair,
      );
    });
  }
  const [finest] = levels;
  const matrix = ycbcr ? frame.backward : 0;
  const bytes = isByteData(data);
  const factor = factorOf(0);
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    const from = finest.planes[0] + (y >> 1) * finest.stride;
    if (channels === 4) fillBand(kernels, band, output, y, count);
    run.haarBackward(
      band.place,
      bytes,
      channels,
      width,
      count,
      matrix,
      pair,
      pitch,
      from,
      factor,
      thresholds,
      hard,
      clips,
    );
    emptyBand(kernels, band, output, y, count);
  }
}

/** @internal The chain for db1 in WebAssembly: see `runChain`. Undefined where that is not possible. */
export function runHaarKernels(
  input: FullImage,
  output: FullImage,
  settings: WaveletSettings,
  held?: readonly HeldChannel[],
): readonly HeldChannel[] | undefined {
  const { width, height } = input;
  const layout = layoutOf(input, output, settings.levels);
  const kernels = kernelsFor(layout.end);
  if (kernels === undefined) return undefined;
  // Blocks are sums: halves of the samples come in, and doubled ones go out.
  beginFrame(kernels, layout.frame, 0.5);
  decompose(kernels, layout, input, settings.ycbcr);
  const limits = limitsOf(kernels, layout.frame, input).map((limit) => 2 * limit);
  if (limits.some((limit) => Math.abs(limit) > greatestFloat)) return undefined;
  const meanSquares = meanSquaresOf(kernels, layout, colourChannels(input));
  checkFinite(limits, meanSquares.flat());
  // Which coefficients are 0, and so count for nothing, must not hang on the rounding of single precision.
  const estimated = settings.sigma === 'estimate' && held === undefined;
  const diagonals = estimated ? finestDiagonals(input, settings.ycbcr) : undefined;
  const shrinkage =
    held ??
    meanSquares.map((means, c) =>
      holdChannel(settings, c, {
        low: limits[2 * c],
        high: limits[2 * c + 1],
        samples: width * height,
        meanSquares: means,
        finestDiagonal: diagonals?.[c] ?? new Float32Array(),
      }),
    );
  setClips(kernels, layout.frame, howToWrite(output, settings, shrinkage), settings.ycbcr ? 2 : 1);
  reconstruct(kernels, layout, output, settings, shrinkage);
  return shrinkage;
}
