import { colourChannels, type FullImage, isByteData } from '../../core/image.js';
import type { Limits, RowWriting } from '../wavelet/rows.js';
import { channelSigma, clipsChannels, type HeldChannel, type WaveletSettings } from '../wavelet/shrinkage.js';
import { bandThreshold, estimateSigma } from '../wavelet/thresholds.js';

/** @internal What the thresholds of a picture follow from; rows of it have their own, which can be put together. */
export interface Statistics {
  /** Least and greatest value of each channel. */
  readonly limits: Limits;
  /** For each level and colour the sums of the squared details: horizontal, vertical, diagonal. */
  readonly squares: Float64Array;
  /** The finest diagonal details of each channel, where the noise is to be estimated from them. */
  readonly diagonals?: readonly (Float32Array | Float64Array)[];
}

/** Statistics of nothing. */
export function newStatistics(colours: number, levels: number): Statistics {
  return { limits: new Float64Array(2 * colours), squares: new Float64Array(3 * colours * levels) };
}

/** Whether all values are numbers of at most `greatest`; also where some are not numbers at all. */
export function withinLimits(limits: Limits, greatest: number): boolean {
  for (let i = 0; i < limits.length; i++) if (Math.abs(limits[i]) > greatest) return false;
  return true;
}

/**
 * @internal The thresholds of all channels and what they are clipped to, as `holdChannel` gives them, for one picture after
 * another: nothing is made for each.
 */
export class ChannelThresholds {
  /** For each level and colour: horizontal, vertical, diagonal. */
  readonly values: Float64Array;
  readonly #settings: WaveletSettings;
  readonly #colours: number;
  readonly #samples: number;
  readonly #counts: readonly number[];
  readonly #writing: RowWriting;

  /**
   * @param like the picture whose thresholds they are
   * @param counts coefficients of a sub-band of each level
   */
  constructor(settings: WaveletSettings, like: FullImage, counts: readonly number[]) {
    this.#settings = settings;
    this.#colours = colourChannels(like);
    this.#samples = like.width * like.height;
    this.#counts = counts;
    this.values = new Float64Array(3 * this.#colours * settings.levels);
    const limits = new Float64Array(2 * this.#colours);
    this.#writing = { ycbcr: settings.ycbcr, limits, range: new Float64Array(2) };
  }

  /**
   * Those of a picture.
   * @throws RangeError where samples are not numbers
   */
  follow(statistics: Statistics): void {
    for (let c = 0; c < this.#colours; c++) this.followChannel(statistics, c);
  }

  /** Those of one channel. */
  followChannel({ limits, squares, diagonals }: Statistics, c: number): void {
    const { ycbcr, levels, method, sigma } = this.#settings;
    const low = limits[2 * c];
    const high = limits[2 * c + 1];
    const range = ycbcr ? high - low : 255;
    let finite = Number.isFinite(high - low);
    const clipped = clipsChannels(this.#settings);
    this.#writing.limits[2 * c] = clipped ? low : -Infinity;
    this.#writing.limits[2 * c + 1] = clipped ? high : Infinity;
    let noise = 0;
    if (sigma !== 'estimate') noise = channelSigma(this.#settings, c, range);
    else if (diagonals !== undefined && range !== 0) noise = estimateSigma(diagonals[c]);
    for (let level = 0; level < levels; level++) {
      const at = 3 * (level * this.#colours + c);
      for (let i = at; i < at + 3; i++) {
        finite &&= Number.isFinite(squares[i]);
        const mean = squares[i] / this.#counts[level];
        this.values[i] = range === 0 ? 0 : bandThreshold(method, mean, noise, range, this.#samples);
      }
    }
    if (!finite) throw new RangeError('Expected finite samples for image.data but received NaN or an infinite value');
  }

  /** Those that are held. */
  hold(held: readonly HeldChannel[]): void {
    for (const [c, { low, high, thresholds }] of held.entries()) {
      this.#writing.limits[2 * c] = low;
      this.#writing.limits[2 * c + 1] = high;
      for (const [level, { horizontal, vertical, diagonal }] of thresholds.entries()) {
        this.values.set([horizontal, vertical, diagonal], 3 * (level * this.#colours + c));
      }
    }
  }

  /** They as what can be held. */
  held(): HeldChannel[] {
    const { limits } = this.#writing;
    return Array.from({ length: this.#colours }, (_, c) => ({
      low: limits[2 * c],
      high: limits[2 * c + 1],
      thresholds: Array.from({ length: this.#settings.levels }, (__, level) => {
        const at = 3 * (level * this.#colours + c);
        return { horizontal: this.values[at], vertical: this.values[at + 1], diagonal: this.values[at + 2] };
      }),
    }));
  }

  /** How they are written: `howToWrite`. */
  writing({ data }: FullImage): RowWriting {
    const clip = this.#settings.sigmaScale === 'published' || isByteData(data);
    this.#writing.range[0] = clip ? 0 : -Infinity;
    this.#writing.range[1] = clip ? 255 : Infinity;
    return this.#writing;
  }
}
