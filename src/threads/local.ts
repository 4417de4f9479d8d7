import { checkImage, type FullImage, type Image, type PixelData, prepareOut } from '../core/image.js';
import { type BilateralOptions, bilateralStatistics, resolveBilateral } from '../defenses/bilateral.js';
import { type MedianFilterOptions, resolveMedian } from '../defenses/median-filter.js';
import { type NonLocalMeansOptions, nonLocalMargin, resolveNonLocalMeans } from '../defenses/non-local-means.js';
import { type Job, runJob, type ThreadOptions, withoutThreads } from './job.js';
import type { LocalTransform } from './parts/tile.js';
import { cutRows, type Rows, rowsOf } from './rows.js';

/** How a picture is cut: about so many pixels in a tile, and how many rows around a row its result depends on. */
interface Tiling {
  readonly pixels: number;
  readonly margin: number;
}

async function runTile(
  job: Job,
  local: LocalTransform,
  images: { readonly source: FullImage; readonly target?: FullImage; readonly result: FullImage },
  { from, to }: Rows,
  margin: number,
): Promise<void> {
  const { source, target, result } = images;
  const around = { from: Math.max(0, from - margin), to: Math.min(source.height, to + margin) };
  const transfer: ArrayBuffer[] = [];
  const { value } = await job.run(
    'tile',
    {
      local,
      source: job.pack(rowsOf(source, around), transfer),
      above: from - around.from,
      rows: to - from,
      target: target && rowsOf(target, { from, to }),
    },
    { transfer },
  );
  if (value !== undefined) rowsOf(result, { from, to }).data.set(value);
}

/** Runs a transform whose results depend on some rows around them, tile by tile. */
function runTiles<T extends PixelData>(
  options: ThreadOptions,
  input: FullImage<T>,
  result: FullImage<T>,
  local: LocalTransform,
  { pixels, margin }: Tiling,
): Promise<FullImage<T>> {
  return runJob(options, async (job) => {
    const source = job.share(input);
    const target = job.target(result, source);
    // Rows around a tile are computed once more: eight times as many rows keep that small.
    const tiles = cutRows(input, pixels, 8 * margin);
    await Promise.all(tiles.map((rows) => runTile(job, local, { source, target, result }, rows, margin)));
    job.deliver(target, result);
    return result;
  });
}

/** {@link denoiseBilateral} on threads. A picture with the border `'wrap'` is one tile. */
export async function denoiseBilateralAsync<T extends PixelData>(
  image: Image<T>,
  options: BilateralOptions & ThreadOptions = {},
): Promise<FullImage<T>> {
  const input = checkImage(image);
  const settings = resolveBilateral(withoutThreads(options));
  const result = prepareOut(input, options.out);
  const local = { transform: 'bilateral', settings, statistics: bilateralStatistics(input) } as const;
  const pixels = settings.mode === 'wrap' ? Infinity : 2 ** 16;
  return runTiles(options, input, result, local, { pixels, margin: (settings.windowSize - 1) / 2 });
}

/** {@link denoiseNonLocalMeans} on threads. */
export async function denoiseNonLocalMeansAsync<T extends PixelData>(
  image: Image<T>,
  options: NonLocalMeansOptions & ThreadOptions = {},
): Promise<FullImage<T>> {
  const input = checkImage(image);
  const settings = resolveNonLocalMeans(withoutThreads(options));
  const result = prepareOut(input, options.out);
  const local = { transform: 'non-local means', settings } as const;
  return runTiles(options, input, result, local, { pixels: 2 ** 15, margin: nonLocalMargin(settings) });
}

/** {@link medianFilter} on threads. */
export async function medianFilterAsync<T extends PixelData>(
  image: Image<T>,
  options: MedianFilterOptions & ThreadOptions = {},
): Promise<FullImage<T>> {
  const input = checkImage(image);
  const settings = resolveMedian(withoutThreads(options));
  const result = prepareOut(input, options.out);
  const local = { transform: 'median', settings } as const;
  return runTiles(options, input, result, local, { pixels: 2 ** 18, margin: settings.size });
}
