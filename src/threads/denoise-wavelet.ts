import {
  checkImage,
  colourChannels,
  copyAlpha,
  type FullImage,
  type Image,
  type PixelData,
  prepareOut,
} from '../core/image.js';
import { greatestFloat } from '../core/kernels/instance.js';
import { haarThresholds } from '../defenses/kernels/haar.js';
import { type Statistics, withinLimits } from '../defenses/kernels/thresholds.js';
import { resolveWavelet, roll, shiftsOf, SpinMean, type WaveletOptions } from '../defenses/wavelet/denoise.js';
import type { HeldChannel, WaveletSettings } from '../defenses/wavelet/shrinkage.js';
import { type Job, runJob, type ThreadOptions, withoutThreads } from './job.js';
import type { Seat } from './pool.js';
import { cutRows, type Rows, rowsOf } from './rows.js';

/** A chain to run: the picture, where its result goes, and thresholds to use instead of its own. */
interface Chain {
  readonly input: FullImage;
  /** The same in memory that threads see, where there is such. */
  readonly source: FullImage;
  readonly result: FullImage;
  readonly settings: WaveletSettings;
  readonly held?: readonly HeldChannel[];
}

let started = 0;

/** The statistics of a picture from those of its rows. */
function joined(parts: readonly Statistics[]): Statistics {
  const [{ limits, squares, diagonals }] = parts;
  return {
    limits: limits.map((_, i) => (i % 2 === 0 ? Math.min : Math.max)(...parts.map((part) => part.limits[i]))),
    squares: squares.map((_, i) => parts.reduce((sum, part) => sum + part.squares[i], 0)),
    ...(diagonals === undefined
      ? {}
      : { diagonals: diagonals.map((_, c) => concatenated(parts.map((part) => part.diagonals![c]))) }),
  };
}

function concatenated(arrays: readonly (Float32Array | Float64Array)[]): Float32Array {
  const result = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    result.set(array, at);
    at += array.length;
  }
  return result;
}

/**
 * The chain for db1: rows that hold whole blocks of the coarsest level are decomposed on any thread, which keeps their
 * coefficients; once the thresholds are known from all of them, each thread puts together what it has.
 * @returns false where that is not possible
 */
async function runHaarRows(
  job: Job,
  { input, source, result, settings, held }: Chain,
  cut: readonly Rows[],
): Promise<boolean> {
  const estimated = settings.sigma === 'estimate' && held === undefined;
  // A lane stays on its thread: of whole pictures in turn, each thread then needs the same memory.
  const lanes = Math.min(job.threads, cut.length);
  const begunBy = async (lane: number) => {
    const begun: { id: number; rows: Rows; seat: Seat; value: Statistics | undefined }[] = [];
    for (let i = lane; i < cut.length; i += lanes) {
      const id = started++;
      const transfer: ArrayBuffer[] = [];
      const given = { id, settings, estimated, source: job.pack(rowsOf(source, cut[i]), transfer) };
      // oxlint-disable-next-line no-await-in-loop -- one after the other on the same thread
      const { value, seat } = await job.run('haarBegin', given, {
        transfer,
        seat: begun[0]?.seat,
        forget: { name: 'haarEnd', given: { id } },
      });
      begun.push({ id, rows: cut[i], seat, value });
    }
    return begun;
  };
  const byLane = await Promise.all(Array.from({ length: lanes }, (_, lane) => begunBy(lane)));
  const begun = cut.map((_, i) => byLane[i % lanes][Math.floor(i / lanes)]);
  const statistics = begun.map(({ value }) => value);
  const complete = statistics.every((value) => value !== undefined);
  const whole = complete ? joined(statistics) : undefined;
  let shrinkage: readonly HeldChannel[] | undefined;
  if (whole !== undefined && withinLimits(whole.limits, greatestFloat)) {
    const own = haarThresholds(settings, input);
    own.follow(whole);
    shrinkage = held ?? own.held();
  }
  const target = shrinkage && job.target(result);
  await Promise.all(
    begun.map(async ({ id, rows, seat }) => {
      const given = { id, shrinkage, target: target && rowsOf(target, rows) };
      const { value } = await job.run('haarEnd', given, { seat });
      if (value !== undefined) rowsOf(result, rows).data.set(value);
    }),
  );
  job.deliver(target, result);
  return shrinkage !== undefined;
}

/** The chain for other wavelets: each channel on a thread, then rows of all channels. False where that is not possible. */
async function runFilterParts(job: Job, { input, source, result, settings, held }: Chain): Promise<boolean> {
  const { width, height } = input;
  const colours = colourChannels(input);
  const shared = job.planes(colours, width * height);
  const channels = await Promise.all(
    Array.from({ length: colours }, async (_, channel) => {
      const transfer: ArrayBuffer[] = [];
      const packed = job.pack(source, transfer);
      const given = { settings, channel, source: packed, held, plane: shared?.[channel] };
      return (await job.run('filterChannel', given, { transfer })).value;
    }),
  );
  const complete = channels.filter((channel) => channel !== undefined);
  if (complete.length < colours) return false;
  const shrinkage = complete.map((channel) => channel.shrinkage);
  const planes = shared ?? complete.map(({ plane }) => plane!);
  const target = job.target(result);
  await Promise.all(
    cutRows(input, 2 ** 18, 1).map(async (rows) => {
      const transfer: ArrayBuffer[] = [];
      const given = {
        settings,
        shrinkage,
        planes: planes.map((plane) => job.packData(plane.subarray(rows.from * width, rows.to * width), transfer)),
        source: job.pack(rowsOf(source, rows), transfer),
        target: target && rowsOf(target, rows),
      };
      const { value } = await job.run('filterRows', given, { transfer });
      if (value !== undefined) rowsOf(result, rows).data.set(value);
    }),
  );
  job.deliver(target, result);
  return true;
}

/** The whole chain on one thread: what is small, or needs the reference. */
async function runWhole(job: Job, { source, result, settings, held }: Chain): Promise<void> {
  const target = job.target(result);
  const transfer: ArrayBuffer[] = [];
  const given = { settings, source: job.pack(source, transfer), held, target };
  const { value } = await job.run('wavelet', given, { transfer });
  if (value !== undefined) result.data.set(value);
  job.deliver(target, result);
}

async function runChain(job: Job, given: Omit<Chain, 'source'>): Promise<void> {
  const { input, settings } = given;
  const chain = { ...given, source: job.share(input) };
  const haar = settings.wavelet === 'db1';
  const cut = cutRows(input, 2 ** 18, 1, haar ? 2 ** settings.levels : 1);
  if (settings.kernels && cut.length > 1) {
    if (await (haar ? runHaarRows(job, chain, cut) : runFilterParts(job, chain))) return;
    // Values too great for single precision: the reference takes them.
    await runWhole(job, { ...chain, settings: { ...settings, kernels: false } });
  } else {
    await runWhole(job, chain);
  }
}

/**
 * {@link denoiseWavelet} on threads: `'db1'` rows by rows, other wavelets channel by channel, and with `backend: 'js'` as a
 * whole on one of them. The shifts of `cycleSpin` come one after the other.
 */
export async function denoiseWaveletAsync<T extends PixelData>(
  image: Image<T>,
  options: WaveletOptions & ThreadOptions = {},
): Promise<FullImage<T>> {
  const input = checkImage(image, 'image', 2);
  const { settings, cycleSpin, held } = resolveWavelet(input, withoutThreads(options), 'denoiseWaveletAsync');
  const result = prepareOut(input, options.out);
  return runJob(options, async (job) => {
    if (cycleSpin === 0) {
      await runChain(job, { input, result, settings, held: held?.shifts[0] });
      return result;
    }
    const floats = { ...input, data: Float32Array.from(input.data) };
    const mean = new SpinMean(input);
    for (const [i, shift] of shiftsOf(cycleSpin).entries()) {
      const each = { ...input, data: new Float32Array(input.data.length) };
      // oxlint-disable-next-line no-await-in-loop -- all threads work on each shift
      await runChain(job, { input: roll(floats, ...shift), result: each, settings, held: held?.shifts[i] });
      job.reuseMemory();
      mean.add(each, shift);
    }
    mean.store(result);
    copyAlpha(input, result);
    return result;
  });
}
