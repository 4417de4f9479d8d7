import { colourChannels, type FullImage } from '../../core/image.js';
import { greatestFloat, type Kernels } from '../../core/kernels/instance.js';
import { finestDiagonals } from '../wavelet/haar-diagonal.js';
import type { HeldChannel, WaveletSettings } from '../wavelet/shrinkage.js';
import { beginFrame, readLimits, setClips } from './frame.js';
import { haarDecompose, type HaarLayout, haarLayout, haarReconstruct } from './haar-levels.js';
import { ChannelThresholds, newStatistics, type Statistics, withinLimits } from './thresholds.js';

/** @internal The thresholds of a picture of that size. */
export function haarThresholds(settings: WaveletSettings, like: FullImage): ChannelThresholds {
  const blocks = Array.from({ length: settings.levels }, (_, level) => {
    const side = 2 ** (level + 1);
    return Math.ceil(like.width / side) * Math.ceil(like.height / side);
  });
  return new ChannelThresholds(settings, like, blocks);
}

/**
 * @internal A chain for db1 in WebAssembly, in two steps: after the first one the coefficients of a picture, or of rows
 * of one that begin and end at a block of the coarsest level, are in the memory of its instance. It can be used for one
 * picture after another of the same size, channels and sample types, for which nothing new is made.
 */
export class HaarRun {
  readonly #kernels: Kernels;
  readonly #layout: HaarLayout;
  readonly #settings: WaveletSettings;
  readonly #statistics: Statistics;
  readonly #thresholds: ChannelThresholds;

  /** @param kernelsOf gives an instance with so many bytes of memory; the run is undefined where there is none */
  static begin(
    input: FullImage,
    output: FullImage,
    settings: WaveletSettings,
    kernelsOf: (bytes: number) => Kernels | undefined,
  ): HaarRun | undefined {
    const layout = haarLayout(input, output, settings.levels);
    const kernels = kernelsOf(layout.end);
    return kernels === undefined ? undefined : new HaarRun(kernels, layout, settings, input);
  }

  private constructor(kernels: Kernels, layout: HaarLayout, settings: WaveletSettings, input: FullImage) {
    this.#kernels = kernels;
    this.#layout = layout;
    this.#settings = settings;
    this.#statistics = newStatistics(colourChannels(input), settings.levels);
    this.#thresholds = haarThresholds(settings, input);
  }

  /**
   * The first step.
   * @param estimated whether the noise is to be estimated
   * @returns what thresholds follow from, until the next picture
   */
  decompose(input: FullImage, estimated: boolean): Statistics {
    const { frame, squares } = this.#layout;
    const statistics = this.#statistics;
    // Blocks are sums: halves of the samples come in, and doubled ones go out.
    beginFrame(this.#kernels, frame, 0.5);
    haarDecompose(this.#kernels, this.#layout, input, this.#settings.ycbcr);
    readLimits(this.#kernels, frame, statistics.limits, 2);
    for (let i = 0; i < statistics.squares.length; i++) statistics.squares[i] = this.#kernels.doubles[squares / 8 + i];
    // Which coefficients are 0, and so count for nothing, must not hang on the rounding of single precision.
    return estimated ? { ...statistics, diagonals: finestDiagonals(input, this.#settings.ycbcr) } : statistics;
  }

  /** The second step: shrinks the details and puts the picture together. */
  reconstruct(output: FullImage, thresholds: ChannelThresholds): void {
    const settings = this.#settings;
    const { frame } = this.#layout;
    setClips(this.#kernels, frame, thresholds.writing(output), settings.ycbcr ? 2 : 1);
    haarReconstruct(this.#kernels, this.#layout, output, settings, thresholds.values);
  }

  /** Both steps: the thresholds, until the next picture; undefined where single precision is not enough. */
  denoise(input: FullImage, output: FullImage, held?: readonly HeldChannel[]): ChannelThresholds | undefined {
    const statistics = this.decompose(input, this.#settings.sigma === 'estimate' && held === undefined);
    const thresholds = this.#thresholds;
    if (!withinLimits(statistics.limits, greatestFloat)) return undefined;
    thresholds.follow(statistics);
    if (held !== undefined) thresholds.hold(held);
    this.reconstruct(output, thresholds);
    return thresholds;
  }
}
