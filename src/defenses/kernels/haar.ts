import { colourChannels, type FullImage } from '../../core/image.js';
import { greatestFloat, type Kernels, kernelsFor } from '../../core/kernels/instance.js';
import { finestDiagonals } from '../wavelet/haar-diagonal.js';
import type { Limits } from '../wavelet/rows.js';
import { checkFinite, type HeldChannel, holdChannel, howToWrite, type WaveletSettings } from '../wavelet/shrinkage.js';
import { beginFrame, limitsOf, setClips } from './frame.js';
import { haarDecompose, type HaarLayout, haarLayout, haarReconstruct } from './haar-levels.js';

/** @internal What the thresholds of a picture follow from; rows of it have their own, which can be put together. */
export interface HaarStatistics {
  /** Least and greatest value of each channel. */
  readonly limits: Limits;
  /** For each level and colour the sums of the squared details: horizontal, vertical, diagonal. */
  readonly squares: Float64Array;
  /** The finest diagonal details of each channel, where the noise is to be estimated from them. */
  readonly diagonals?: readonly Float32Array[];
}

/**
 * @internal Thresholds of a picture of that many pixels.
 * @returns undefined where its values are too great for single precision
 */
export function haarShrinkage(
  { width, height }: FullImage,
  settings: WaveletSettings,
  { limits, squares, diagonals }: HaarStatistics,
): readonly HeldChannel[] | undefined {
  if (limits.some((limit) => Math.abs(limit) > greatestFloat)) return undefined;
  checkFinite(limits, [Array.from(squares)]);
  const colours = limits.length / 2;
  return Array.from({ length: colours }, (_, c) =>
    holdChannel(settings, c, {
      low: limits[2 * c],
      high: limits[2 * c + 1],
      samples: width * height,
      meanSquares: Array.from({ length: settings.levels }, (__, level): [number, number, number] => {
        const at = 3 * (level * colours + c);
        const blocks = Math.ceil(width / 2 ** (level + 1)) * Math.ceil(height / 2 ** (level + 1));
        return [squares[at] / blocks, squares[at + 1] / blocks, squares[at + 2] / blocks];
      }),
      finestDiagonal: diagonals?.[c] ?? new Float32Array(),
    }),
  );
}

/**
 * @internal A chain for db1 in WebAssembly, in two steps: after the first one the coefficients of a picture, or of rows
 * of one that begin and end at a block of the coarsest level, are in the memory of its instance.
 */
export class HaarRun {
  readonly #kernels: Kernels;
  readonly #layout: HaarLayout;
  readonly #settings: WaveletSettings;

  /** @param kernelsOf gives an instance with so many bytes of memory; the run is undefined where there is none */
  static begin(
    input: FullImage,
    output: FullImage,
    settings: WaveletSettings,
    kernelsOf: (bytes: number) => Kernels | undefined,
  ): HaarRun | undefined {
    const layout = haarLayout(input, output, settings.levels);
    const kernels = kernelsOf(layout.end);
    return kernels === undefined ? undefined : new HaarRun(kernels, layout, settings);
  }

  private constructor(kernels: Kernels, layout: HaarLayout, settings: WaveletSettings) {
    this.#kernels = kernels;
    this.#layout = layout;
    this.#settings = settings;
  }

  /** @param estimated whether the noise is to be estimated */
  decompose(input: FullImage, estimated: boolean): HaarStatistics {
    const { frame, squares, levels } = this.#layout;
    // Blocks are sums: halves of the samples come in, and doubled ones go out.
    beginFrame(this.#kernels, frame, 0.5);
    haarDecompose(this.#kernels, this.#layout, input, this.#settings.ycbcr);
    const count = 3 * colourChannels(input) * levels.length;
    return {
      limits: limitsOf(this.#kernels, frame, input).map((limit) => 2 * limit),
      squares: this.#kernels.doubles.slice(squares / 8, squares / 8 + count),
      // Which coefficients are 0, and so count for nothing, must not hang on the rounding of single precision.
      ...(estimated ? { diagonals: finestDiagonals(input, this.#settings.ycbcr) } : {}),
    };
  }

  /** Shrinks the details and puts the picture together. */
  reconstruct(output: FullImage, shrinkage: readonly HeldChannel[]): void {
    const settings = this.#settings;
    setClips(this.#kernels, this.#layout.frame, howToWrite(output, settings, shrinkage), settings.ycbcr ? 2 : 1);
    haarReconstruct(this.#kernels, this.#layout, output, settings, shrinkage);
  }
}

/** @internal The chain for db1 in WebAssembly: see `runChain`. Undefined where that is not possible. */
export function runHaarKernels(
  input: FullImage,
  output: FullImage,
  settings: WaveletSettings,
  held?: readonly HeldChannel[],
): readonly HeldChannel[] | undefined {
  const run = HaarRun.begin(input, output, settings, kernelsFor);
  if (run === undefined) return undefined;
  const statistics = run.decompose(input, settings.sigma === 'estimate' && held === undefined);
  const own = haarShrinkage(input, settings, statistics);
  if (own === undefined) return undefined;
  const shrinkage = held ?? own;
  run.reconstruct(output, shrinkage);
  return shrinkage;
}
