import { type AxisTaps, axisTaps } from '../core/axis-taps.js';
import { integer, knownOptions } from '../core/checks.js';
import { checkImage, type FullImage, type Image, type PixelData, prepareOut } from '../core/image.js';
import { type KernelOptions, usesKernels } from '../core/kernels/backend.js';
import { resize } from '../core/resize.js';
import { runJob, type ThreadOptions, withoutThreads } from './job.js';
import { cutRows, type Rows, rowsOf } from './rows.js';

/** The weights of some rows of the result, and the rows of the input that they are of. */
function tapsOf({ reach, starts, counts, weights }: AxisTaps, { from, to }: Rows): { needed: Rows; down: AxisTaps } {
  const first = starts[from];
  return {
    needed: { from: first, to: starts[to - 1] + counts[to - 1] },
    down: {
      reach,
      starts: starts.slice(from, to).map((start) => start - first),
      counts: counts.slice(from, to),
      weights: weights.slice(from * reach, to * reach),
    },
  };
}

/** {@link resize} on threads. */
export async function resizeAsync<T extends PixelData>(
  image: Image<T>,
  width: number,
  height: number,
  options: KernelOptions & ThreadOptions = {},
): Promise<FullImage<T>> {
  const input = checkImage(image);
  integer(width, 'width', 1);
  integer(height, 'height', 1);
  const rest = withoutThreads(options);
  knownOptions(rest, 'resize', ['backend', 'out']);
  if (width === input.width && height === input.height) {
    return runJob(options, async () => resize(image, width, height, rest));
  }
  const kernels = usesKernels(options.backend);
  const result = prepareOut(input, options.out, width, height);
  const taps = axisTaps(input.height, height);
  return runJob(options, async (job) => {
    const source = job.share(input);
    const target = job.target(result);
    await Promise.all(
      // As many pixels of the input as of the result count where it shrinks.
      cutRows(result, 2 ** 18 * Math.min(1, (width * height) / (input.width * input.height)), 1).map(async (rows) => {
        const { needed, down } = tapsOf(taps, rows);
        const transfer: ArrayBuffer[] = [];
        const packed = job.pack(rowsOf(source, needed), transfer);
        const given = { source: packed, width, down, kernels, target: target && rowsOf(target, rows) };
        const { value } = await job.run('resizeRows', given, { transfer });
        if (value !== undefined) rowsOf(result, rows).data.set(value);
      }),
    );
    job.deliver(target, result);
    return result;
  });
}
