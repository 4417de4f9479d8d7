import { colourChannels, type FullImage, isByteData } from '../../core/image.js';
import { greatestFloat, type Kernels, kernelsFor } from '../../core/kernels/instance.js';
import { emptyBand, fillBand, pitchOf, Places } from '../../core/kernels/planes.js';
import type { FilterBank } from '../wavelet/filters.js';
import type { Limits } from '../wavelet/rows.js';
import { checkFinite, type HeldChannel, holdChannel, howToWrite, type WaveletSettings } from '../wavelet/shrinkage.js';
import { bandNames, bandSize, decomposePlane } from '../wavelet/transform.js';
import { beginFrame, type Frame, limitsOf, setClips, takeFrame } from './frame.js';

/** A level of one channel: four planes of coefficients. */
interface Level {
  readonly columns: number;
  readonly rows: number;
  /** Bytes of a row, and of a plane. */
  readonly band: number;
  readonly plane: number;
  readonly place: number;
}

/** Where everything lies in the memory of the binary, in bytes. */
interface Layout {
  readonly frame: Frame;
  readonly filters: number;
  readonly taps: number;
  readonly squares: number;
  /** All colours of the picture. */
  readonly planes: number;
  readonly pitch: number;
  readonly plane: number;
  /** Of one channel, one after the other. */
  readonly levels: readonly Level[];
  readonly spare: number;
  readonly end: number;
}

function layoutOf(input: FullImage, output: FullImage, { bank, levels: count }: WaveletSettings): Layout {
  const { width, height } = input;
  const places = new Places();
  const frame = takeFrame(places, input, output);
  const filters = places.take(8 * bank.length);
  const taps = places.take(8 * bank.length);
  const squares = places.take(24 * count);
  const pitch = pitchOf(width);
  const plane = height * pitch;
  const planes = places.take(colourChannels(input) * plane);
  const levels: Level[] = [];
  for (let n = 0, columns = width, rows = height; n < count; n++) {
    columns = bandSize(columns, bank.length);
    rows = bandSize(rows, bank.length);
    const band = pitchOf(columns);
    levels.push({ columns, rows, band, plane: rows * band, place: places.take(4 * rows * band) });
  }
  // Rows of two bands; a split row; the places of an extended row or column.
  const { band, rows } = levels[0];
  const longest = 2 * Math.max(band / 4, rows) + 2 * bank.length;
  const spare = places.take(2 * band * height + 2 * (band + 2 * bank.length + 64) + 4 * longest + 128);
  return { frame, filters, taps, squares, planes, pitch, plane, levels, spare, end: places.end };
}

function setFilters({ floats }: Kernels, { filters, taps }: Layout, bank: FilterBank): void {
  const { length, analysisLow, analysisHigh, synthesisLow, synthesisHigh } = bank;
  floats.set(analysisLow, filters / 4);
  floats.set(analysisHigh, filters / 4 + length);
  // Even samples meet the taps length - 2, length - 4, …, odd ones length - 1, length - 3, …
  for (let j = 0, at = taps / 4; 2 * j < length; j++, at += 4) {
    const even = length - 2 - 2 * j;
    floats.set([synthesisLow[even], synthesisLow[even + 1], synthesisHigh[even], synthesisHigh[even + 1]], at);
  }
}

/** Which coefficients are 0, and so count for nothing, must not hang on the rounding of single precision. */
function finestDiagonal(
  kernels: Kernels,
  { planes, plane, pitch }: Layout,
  input: FullImage,
  c: number,
  bank: FilterBank,
) {
  const { width, height } = input;
  const data = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (planes + c * plane + y * pitch) / 4;
    data.set(kernels.floats.subarray(from, from + width), y * width);
  }
  return decomposePlane({ width, height, data }, bank, 1).details[0].diagonal.data;
}

/** Decomposes the plane of a channel into all levels; the means of the squared details. */
function decompose(kernels: Kernels, layout: Layout, input: FullImage, c: number, length: number) {
  const { run, doubles } = kernels;
  const { filters, squares, spare, levels } = layout;
  doubles.fill(0, squares / 8, squares / 8 + 3 * levels.length);
  let finer = { place: layout.planes + c * layout.plane, band: layout.pitch, columns: input.width, rows: input.height };
  return levels.map((level, n): [number, number, number] => {
    const { place, band, plane, columns, rows } = level;
    const at = squares + 24 * n;
    run.analyse(finer.place, finer.band, finer.columns, finer.rows, filters, length, spare, place, band, plane, at);
    finer = level;
    const [horizontal, vertical, diagonal] = doubles.subarray(at / 8, at / 8 + 3);
    const samples = columns * rows;
    return [horizontal / samples, vertical / samples, diagonal / samples];
  });
}

/** Shrinks the details of a channel, and puts its plane together again. */
function reconstruct(
  { run }: Kernels,
  layout: Layout,
  input: FullImage,
  c: number,
  { bank, hard }: WaveletSettings,
  { thresholds }: HeldChannel,
): void {
  const { taps, spare, levels } = layout;
  for (let n = levels.length - 1; n >= 0; n--) {
    const { place, band, plane } = levels[n];
    bandNames.forEach((name, b) => run.shrinkRow(place + (b + 1) * plane, plane / 4, thresholds[n][name], hard));
    const finer = levels[n - 1];
    const to = n > 0 ? finer.place : layout.planes + c * layout.plane;
    const [stride, width, height] =
      n > 0 ? [finer.band, finer.columns, finer.rows] : [layout.pitch, input.width, input.height];
    run.synthesise(place, band, plane, taps, bank.length / 2, spare, to, stride, width, height);
  }
}

/** Reads all colours of a picture as planes; their limits, or undefined where one is too great for single precision. */
function readColourPlanes(kernels: Kernels, layout: Layout, input: FullImage, { bank, ycbcr }: WaveletSettings) {
  const { width, height, channels, data } = input;
  const { frame, planes, pitch, plane } = layout;
  const { band } = frame;
  beginFrame(kernels, frame);
  setFilters(kernels, layout, bank);
  const matrix = ycbcr ? frame.forward : 0;
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    fillBand(kernels, band, input, y, count);
    const to = planes + y * pitch;
    kernels.run.readColours(
      band.place,
      isByteData(data),
      channels,
      width,
      count,
      matrix,
      to,
      pitch,
      plane,
      frame.limits,
    );
  }
  const limits = limitsOf(kernels, frame, input);
  return limits.some((limit) => Math.abs(limit) > greatestFloat) ? undefined : limits;
}

/** Denoises the plane of a channel: its thresholds. */
function denoiseChannel(
  kernels: Kernels,
  layout: Layout,
  input: FullImage,
  c: number,
  settings: WaveletSettings,
  limits: Limits,
  held: HeldChannel | undefined,
): HeldChannel {
  const { bank } = settings;
  const estimated = settings.sigma === 'estimate' && held === undefined;
  const diagonal = estimated ? finestDiagonal(kernels, layout, input, c, bank) : new Float64Array();
  const meanSquares = decompose(kernels, layout, input, c, bank.length);
  checkFinite(limits, meanSquares);
  const samples = input.width * input.height;
  const [low, high] = [limits[2 * c], limits[2 * c + 1]];
  const channel = held ?? holdChannel(settings, c, { low, high, samples, meanSquares, finestDiagonal: diagonal });
  reconstruct(kernels, layout, input, c, settings, channel);
  return channel;
}

/** @internal The chain for any wavelet in WebAssembly: see `runChain`. Undefined where that is not possible. */
export function runFilterKernels(
  input: FullImage,
  output: FullImage,
  settings: WaveletSettings,
  held?: readonly HeldChannel[],
): readonly HeldChannel[] | undefined {
  const layout = layoutOf(input, output, settings);
  const kernels = kernelsFor(layout.end);
  const limits = kernels && readColourPlanes(kernels, layout, input, settings);
  if (kernels === undefined || limits === undefined) return undefined;
  const shrinkage = Array.from({ length: colourChannels(input) }, (_, c) =>
    denoiseChannel(kernels, layout, input, c, settings, limits, held?.[c]),
  );
  writeColourPlanes(kernels, layout.frame, layout, output, settings, shrinkage);
  return shrinkage;
}

/** Puts the colours of a picture together from their planes. */
function writeColourPlanes(
  kernels: Kernels,
  frame: Frame,
  { planes, pitch, plane }: Pick<Layout, 'planes' | 'pitch' | 'plane'>,
  output: FullImage,
  settings: WaveletSettings,
  shrinkage: readonly HeldChannel[],
): void {
  const { width, height, channels, data } = output;
  const { band, clips } = frame;
  setClips(kernels, frame, howToWrite(output, settings, shrinkage));
  const back = settings.ycbcr ? frame.backward : 0;
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    if (channels === 4) fillBand(kernels, band, output, y, count);
    const from = planes + y * pitch;
    kernels.run.writeColours(band.place, isByteData(data), channels, width, count, back, from, pitch, plane, clips);
    emptyBand(kernels, band, output, y, count);
  }
}

/**
 * @internal One channel of the chain for any wavelet, without putting colours together.
 * @param plane where its `height × width` denoised samples go
 * @returns its thresholds; undefined where single precision is not enough, or no memory is there
 */
export function runFilterChannel(
  input: FullImage,
  channel: number,
  settings: WaveletSettings,
  plane: Float32Array,
  held?: HeldChannel,
): HeldChannel | undefined {
  const layout = layoutOf(input, input, settings);
  const kernels = kernelsFor(layout.end);
  const limits = kernels && readColourPlanes(kernels, layout, input, settings);
  if (kernels === undefined || limits === undefined) return undefined;
  const shrinkage = denoiseChannel(kernels, layout, input, channel, settings, limits, held);
  for (
    let y = 0, from = (layout.planes + channel * layout.plane) / 4;
    y < input.height;
    y++, from += layout.pitch / 4
  ) {
    plane.set(kernels.floats.subarray(from, from + input.width), y * input.width);
  }
  return shrinkage;
}

/** @internal Puts rows of a picture together from those of its denoised channels. */
export function writeFilterRows(
  rows: readonly Float32Array[],
  output: FullImage,
  settings: WaveletSettings,
  shrinkage: readonly HeldChannel[],
): void {
  const { width, height } = output;
  const places = new Places();
  const frame = takeFrame(places, output, output);
  const pitch = pitchOf(width);
  const plane = height * pitch;
  const planes = places.take(rows.length * plane);
  const kernels = kernelsFor(places.end)!;
  beginFrame(kernels, frame);
  rows.forEach((samples, c) => {
    for (let y = 0; y < height; y++) {
      kernels.floats.set(samples.subarray(y * width, (y + 1) * width), (planes + c * plane + y * pitch) / 4);
    }
  });
  writeColourPlanes(kernels, frame, { planes, pitch, plane }, output, settings, shrinkage);
}
