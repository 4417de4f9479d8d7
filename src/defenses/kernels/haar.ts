import { skimageYCbCr } from '../../core/colour.js';
import { colourChannels, type FullImage, isByteData } from '../../core/image.js';
import { greatestFloat, kernelsFor } from '../../core/kernels/instance.js';
import { type Band, emptyBand, fillBand, pitchOf, Places, takeBand } from '../../core/kernels/planes.js';
import { finestDiagonals } from '../wavelet/haar-diagonal.js';
import { checkFinite, type HeldChannel, holdChannel, howToWrite, type WaveletSettings } from '../wavelet/shrinkage.js';

/** Where everything lies in the memory of the binary, in bytes. */
interface Layout {
  readonly forward: number;
  readonly backward: number;
  readonly clips: number;
  readonly limits: number;
  readonly squares: number;
  readonly thresholds: number;
  readonly pair: number;
  readonly pitch: number;
  readonly samples: Band;
  readonly levels: readonly LevelLayout[];
  readonly end: number;
}

interface LevelLayout {
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
  const { width, height } = input;
  const colours = colourChannels(input);
  const places = new Places();
  const forward = places.take(36);
  const backward = places.take(36);
  const clips = places.take(32);
  const limits = places.take(32 * colours);
  const squares = places.take(24 * colours * count);
  const thresholds = places.take(12 * colours * count);
  const pitch = pitchOf(width);
  const pair = places.take(2 * colours * pitch);
  // Bytes may become floats.
  const samples = takeBand(places, isByteData(input.data) ? output : input);
  const levels: LevelLayout[] = [];
  for (let level = 0, w = width, h = height; level < count; level++) {
    w = (w + 1) >> 1;
    h = (h + 1) >> 1;
    const band = ((w + 7) & ~7) * 4;
    const at = places.take(4 * band * h * colours);
    // The finest level is made row by row of the picture, the others plane by plane.
    const apart = level === 0 ? 4 * band : 4 * band * h;
    const planes = Array.from({ length: colours }, (_, c) => at + c * apart);
    levels.push({ width: w, height: h, band, stride: level === 0 ? 4 * band * colours : 4 * band, planes });
  }
  return { forward, backward, clips, limits, squares, thresholds, pair, pitch, samples, levels, end: places.end };
}

/** @internal The chain for db1 in WebAssembly: see `runChain`. Undefined where that is not possible. */
export function runHaarKernels(
  input: FullImage,
  output: FullImage,
  settings: WaveletSettings,
  held?: readonly HeldChannel[],
): readonly HeldChannel[] | undefined {
  const { width, height, channels } = input;
  const colours = colourChannels(input);
  const { ycbcr, levels, hard } = settings;
  const layout = layoutOf(input, output, levels);
  const kernels = kernelsFor(layout.end);
  if (kernels === undefined) return undefined;
  const { run, floats, doubles } = kernels;
  const { pair, pitch, samples, limits, squares, thresholds, clips } = layout;
  floats.set(skimageYCbCr.forward, layout.forward / 4);
  floats.set(skimageYCbCr.backward, layout.backward / 4);
  for (let c = 0; c < colours; c++) {
    floats.fill(Infinity, limits / 4 + 8 * c, limits / 4 + 8 * c + 4);
    floats.fill(-Infinity, limits / 4 + 8 * c + 4, limits / 4 + 8 * c + 8);
  }
  doubles.fill(0, squares / 8, squares / 8 + 3 * colours * levels);

  const [finest] = layout.levels;
  const bytes = isByteData(input.data);
  const matrix = ycbcr ? layout.forward : 0;
  for (let y = 0; y < height; y += samples.rows) {
    const count = Math.min(samples.rows, height - y);
    fillBand(kernels, samples, input, y, count);
    const to = finest.planes[0] + (y >> 1) * finest.stride;
    run.haarForward(samples.place, bytes, channels, width, count, matrix, pair, pitch, to, limits, squares);
  }
  for (let level = 1; level < levels; level++) {
    const finer = layout.levels[level - 1];
    const { band, planes } = layout.levels[level];
    planes.forEach((to, c) => {
      const at = squares + 24 * (level * colours + c);
      run.haarNext(finer.planes[c], finer.stride, finer.width, finer.height, to, band, at);
    });
  }
  const ends = Float64Array.from({ length: 2 * colours }, (_, i) => {
    const four = floats.subarray(limits / 4 + 4 * i, limits / 4 + 4 * i + 4);
    return i % 2 === 0 ? Math.min(...four) : Math.max(...four);
  });
  if (ends.some((end) => Math.abs(end) > greatestFloat)) return undefined;
  const meanSquares = Array.from({ length: colours }, (_, c) =>
    layout.levels.map((level, n): [number, number, number] => {
      const at = squares / 8 + 3 * (n * colours + c);
      const blocks = level.width * level.height;
      return [doubles[at] / blocks, doubles[at + 1] / blocks, doubles[at + 2] / blocks];
    }),
  );
  checkFinite(ends, meanSquares.flat());
  // Which coefficients are 0, and so count for nothing, must not hang on the rounding of single precision.
  const diagonals = settings.sigma === 'estimate' ? finestDiagonals(input, ycbcr) : undefined;
  const shrinkage =
    held ??
    meanSquares.map((means, c) =>
      holdChannel(settings, c, {
        low: ends[2 * c],
        high: ends[2 * c + 1],
        samples: width * height,
        meanSquares: means,
        finestDiagonal: diagonals?.[c] ?? new Float32Array(),
      }),
    );
  const writing = howToWrite(output, settings, shrinkage);
  floats.set(writing.limits, clips / 4);
  floats.set(writing.range, clips / 4 + 6);
  shrinkage.forEach((channel, c) => {
    channel.thresholds.forEach(({ horizontal, vertical, diagonal }, level) => {
      floats.set([horizontal, vertical, diagonal], thresholds / 4 + 3 * (level * colours + c));
    });
  });
  for (let level = levels - 1; level > 0; level--) {
    const finer = layout.levels[level - 1];
    const { band, planes } = layout.levels[level];
    planes.forEach((from, c) => {
      const at = thresholds + 12 * (level * colours + c);
      run.haarBack(from, band, finer.width, finer.height, at, hard, finer.planes[c], finer.stride, pair);
    });
  }
  const back = ycbcr ? layout.backward : 0;
  const rounds = isByteData(output.data);
  for (let y = 0; y < height; y += samples.rows) {
    const count = Math.min(samples.rows, height - y);
    const from = finest.planes[0] + (y >> 1) * finest.stride;
    if (channels === 4) fillBand(kernels, samples, output, y, count);
    run.haarBackward(samples.place, rounds, channels, width, count, back, pair, pitch, from, thresholds, hard, clips);
    emptyBand(kernels, samples, output, y, count);
  }
  return shrinkage;
}
