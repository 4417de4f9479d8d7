import { UsageError } from '../errors.js';
import { listInputs, placeBelow } from '../run/inputs.js';
import { checkResults, placeDrawings, placeResults } from '../run/outputs.js';
import { chooseMaps } from './maps.js';
import type { DefendFlags } from './options.js';
import type { Task } from './task.js';

/** Finds the pictures and decides what becomes of each; reads none of them. */
export async function planTasks(inputs: readonly string[], flags: DefendFlags): Promise<Task[]> {
  const { output, show, settings } = flags;
  const { images, several } = await listInputs(inputs, show === undefined ? [output] : [output, show]);
  const results = placeResults(images, several, output, '--output', settings.format);
  if (settings.quality !== undefined && results.some(({ format }) => format === 'png')) {
    throw new UsageError('Expected results in JPEG, WebP or AVIF (see --format) for --quality but received PNG');
  }
  const shows = show === undefined ? undefined : placeDrawings(images, several, show, '--show');
  const maps = chooseMaps(flags.map, images);
  const mapFiles = maps.flatMap((map) => (map.kind === 'file' ? [map.path] : []));
  const written = [results, shows ?? []].flatMap((places) =>
    places.map(({ path }, i) => ({ result: path, input: images[i].path })),
  );
  checkResults(written, [...images.map(({ path }) => path), ...new Set(mapFiles)]);
  return images.map((image, i) => ({
    input: image.path,
    stream: placeBelow(image),
    result: results[i],
    show: shows?.[i],
    map: maps[i],
  }));
}
