import { colourChannels, type FullImage } from '../../core/image.js';
import { greatestFloat, type Kernels, kernelsFor } from '../../core/kernels/instance.js';
import { pitchOf, Places, type Planes } from '../../core/kernels/planes.js';
import type { HeldChannel, WaveletSettings } from '../wavelet/shrinkage.js';
import type { FilterBank } from '../wavelet/filters.js';
import { decomposePlane } from '../wavelet/transform.js';
import { beginFrame, type Frame, readColours, readLimits, setClips, takeFrame, writeColours } from './frame.js';
import {
  beginLevels,
  coefficientCounts,
  decompose,
  type Levels,
  type Plane,
  reconstruct,
  takeLevels,
} from './levels.js';
import { ChannelThresholds, newStatistics, type Statistics, withinLimits } from './thresholds.js';

/** Where everything lies in the memory of the binary, in bytes. */
interface Layout {
  readonly frame: Frame;
  readonly planes: Planes;
  /** Of one channel, one after the other. */
  readonly levels: Levels;
  readonly end: number;
}

function takePlanes(places: Places, { width, height }: FullImage, colours: number): Planes {
  const pitch = pitchOf(width);
  return { place: places.take(colours * height * pitch), pitch, plane: height * pitch };
}

function layoutOf(input: FullImage, output: FullImage, { bank, levels: count }: WaveletSettings): Layout {
  const { width, height } = input;
  const places = new Places();
  const frame = takeFrame(places, input, output);
  const planes = takePlanes(places, input, colourChannels(input));
  const levels = takeLevels(places, bank, count, width, height);
  return { frame, planes, levels, end: places.end };
}

/** Which coefficients are 0, and so count for nothing, must not hang on the rounding of single precision. */
function finestDiagonal({ floats }: Kernels, { place, pitch, columns, rows }: Plane, bank: FilterBank): Float64Array {
  const data = new Float64Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    const from = (place + y * pitch) / 4;
    data.set(floats.subarray(from, from + columns), y * columns);
  }
  return decomposePlane({ width: columns, height: rows, data }, bank, 1).details[0].diagonal.data;
}

/**
 * @internal The chain for any wavelet in WebAssembly, for one picture after another of the same size, channels and sample types,
 * for which nothing new is made.
 */
export class FilterRun {
  readonly #kernels: Kernels;
  readonly #layout: Layout;
  readonly #settings: WaveletSettings;
  readonly #statistics: Statistics;
  readonly #thresholds: ChannelThresholds;
  readonly #channels: readonly Plane[];

  /** @param kernelsOf gives an instance with so many bytes of memory; the run is undefined where there is none */
  static begin(
    input: FullImage,
    output: FullImage,
    settings: WaveletSettings,
    kernelsOf: (bytes: number) => Kernels | undefined,
  ): FilterRun | undefined {
    const layout = layoutOf(input, output, settings);
    const kernels = kernelsOf(layout.end);
    return kernels === undefined ? undefined : new FilterRun(kernels, layout, settings, input);
  }

  private constructor(kernels: Kernels, layout: Layout, settings: WaveletSettings, input: FullImage) {
    this.#kernels = kernels;
    this.#layout = layout;
    this.#settings = settings;
    const colours = colourChannels(input);
    this.#statistics = newStatistics(colours, settings.levels);
    this.#thresholds = new ChannelThresholds(settings, input, coefficientCounts(layout.levels));
    const { place, pitch, plane } = layout.planes;
    this.#channels = Array.from({ length: colours }, (_, c) => {
      return { place: place + c * plane, pitch, columns: input.width, rows: input.height };
    });
  }

  /** Reads all colours of a picture: false where single precision is not enough for them. */
  read(input: FullImage): boolean {
    const { frame, planes, levels } = this.#layout;
    beginFrame(this.#kernels, frame);
    beginLevels(this.#kernels, levels);
    readColours(this.#kernels, frame, input, planes, this.#settings.ycbcr);
    readLimits(this.#kernels, frame, this.#statistics.limits);
    return withinLimits(this.#statistics.limits, greatestFloat);
  }

  /** Denoises a channel that was read; the thresholds, of which those of this channel are valid. */
  denoiseChannel(c: number, held?: readonly HeldChannel[]): ChannelThresholds {
    const { levels } = this.#layout;
    const { sigma, bank, hard } = this.#settings;
    const plane = this.#channels[c];
    const colours = this.#channels.length;
    const estimated = sigma === 'estimate' && held === undefined;
    const diagonals = estimated
      ? this.#channels.map((each, i) => (i === c ? finestDiagonal(this.#kernels, each, bank) : new Float64Array()))
      : undefined;
    decompose(this.#kernels, levels, plane, this.#statistics.squares, c, colours);
    const thresholds = this.#thresholds;
    thresholds.followChannel(diagonals === undefined ? this.#statistics : { ...this.#statistics, diagonals }, c);
    if (held !== undefined) thresholds.hold(held);
    reconstruct(this.#kernels, levels, plane, thresholds.values, c, colours, hard);
    return thresholds;
  }

  /** The denoised samples of a channel, `height × width`. */
  copyChannel(c: number, to: Float32Array): void {
    const { place, pitch, columns, rows } = this.#channels[c];
    for (let y = 0; y < rows; y++) {
      const from = (place + y * pitch) / 4;
      to.set(this.#kernels.floats.subarray(from, from + columns), y * columns);
    }
  }

  /** The whole chain: the thresholds, until the next picture; undefined where single precision is not enough. */
  denoise(input: FullImage, output: FullImage, held?: readonly HeldChannel[]): ChannelThresholds | undefined {
    if (!this.read(input)) return undefined;
    const { frame, planes } = this.#layout;
    for (let c = 0; c < this.#channels.length; c++) this.denoiseChannel(c, held);
    setClips(this.#kernels, frame, this.#thresholds.writing(output));
    writeColours(this.#kernels, frame, output, planes, this.#settings.ycbcr);
    return this.#thresholds;
  }
}

/**
 * @internal Puts rows of a picture together from those of its denoised channels.
 * @param held what channels are clipped to
 */
export function writeFilterRows(
  rows: readonly Float32Array[],
  output: FullImage,
  settings: WaveletSettings,
  held: readonly HeldChannel[],
): void {
  const { width, height } = output;
  const places = new Places();
  const frame = takeFrame(places, output, output);
  const planes = takePlanes(places, output, rows.length);
  const kernels = kernelsFor(places.end);
  if (kernels === undefined) throw new RangeError('There is not enough memory for the rows of a picture');
  beginFrame(kernels, frame);
  rows.forEach((samples, c) => {
    for (let y = 0; y < height; y++) {
      const to = (planes.place + c * planes.plane + y * planes.pitch) / 4;
      kernels.floats.set(samples.subarray(y * width, (y + 1) * width), to);
    }
  });
  const thresholds = new ChannelThresholds(settings, output, []);
  thresholds.hold(held);
  setClips(kernels, frame, thresholds.writing(output));
  writeColours(kernels, frame, output, planes, settings.ycbcr);
}
