import sharp from 'sharp';
import { createRandom } from '../../core/random.js';
import { createPatchDatabase, encodePatches, type PatchDatabase } from '../../defenses/patches.js';
import { blockOtherLoaders } from '../../io/decode.js';
import { listImages, type ListedImage } from '../../io/image-files.js';
import { readImage } from '../../io/read-image.js';
import { showPath } from '../../io/show-path.js';
import { writeFileSafely } from '../../io/write-file.js';
import { WorkError } from '../errors.js';
import { checkFile, checkResults, ResultFolders } from '../run/outputs.js';
import { paint, Progress } from '../run/progress.js';
import { onStop } from '../run/stop.js';
import type { PatchesFlags } from './options.js';

/**
 * Patches of one picture after the other, so that one picture at a time is in memory; the same as those of
 * `createPatchDatabase` on all pictures at once.
 */
async function collect(images: readonly ListedImage[], flags: PatchesFlags, progress: Progress) {
  const { count, patchSize } = flags;
  const random = createRandom(flags.seed);
  const parts: PatchDatabase[] = [];
  for (const [i, { path }] of images.entries()) {
    const share = Math.floor(((i + 1) * count) / images.length) - Math.floor((i * count) / images.length);
    // oxlint-disable-next-line no-await-in-loop -- one picture at a time: memory stays bounded
    const { image } = await readImage(path);
    if (Math.min(image.width, image.height) < patchSize) {
      const size = `${image.width} × ${image.height} pixels`;
      throw new WorkError(`${showPath(path)}: ${size}, expected at least ${patchSize} × ${patchSize}`);
    }
    if (share > 0) parts.push(createPatchDatabase([image], { patchSize, count: share, random }));
    progress.step(false);
  }
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const data = new Uint8Array(total * patchSize ** 2 * 3);
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { patchSize, channels: 3, count: total, data } as const;
}

/**
 * `pixel-deflection patches`: builds the patch database of `quiltImage` from photos. A photo that cannot be read ends
 * it: a database that lacks some would be another one.
 * @returns the exit code
 */
export async function patchesCommand(inputs: readonly string[], flags: PatchesFlags): Promise<number> {
  checkFile(flags.output, '--output');
  const images = await listImages(inputs);
  checkResults(
    [{ result: flags.output, input: flags.output }],
    images.map(({ path }) => path),
  );
  new ResultFolders().make([flags.output]);
  blockOtherLoaders();
  sharp.cache(false);
  const progress = new Progress(images.length);
  let writing = Promise.resolve();
  const forget = onStop(async () => {
    await writing;
    progress.line('pixel-deflection: stopped');
  });
  try {
    const patches = await collect(images, flags, progress);
    writing = writeFileSafely(flags.output, encodePatches(patches));
    await writing;
    progress.end();
    const { count, patchSize } = patches;
    const mark = paint(process.stderr, 'green', '✓');
    const facts = [
      `${count} patches of ${patchSize} × ${patchSize} from ${images.length} photos → ${showPath(flags.output)}`,
      `${((12 + patches.data.length) / 1e6).toFixed(1)} MB`,
      `seed ${flags.seed}`,
    ];
    process.stderr.write(`${mark} ${facts.join(' · ')}\n`);
    return 0;
  } finally {
    progress.clear();
    forget();
  }
}
