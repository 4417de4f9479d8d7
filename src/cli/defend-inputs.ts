import { sep } from 'node:path';
import { listImages, type ListedImage } from '../io/image-files.js';
import { showPath } from '../io/show-path.js';
import type { DefendFlags } from './defend-options.js';
import { UsageError, WorkError } from './errors.js';
import type { Task } from './task.js';
import { chooseMaps } from './maps.js';
import { checkResults, placeResults } from './outputs.js';
import { found, liesBelow } from './paths.js';

/** The folder that led to a picture: what stands in front of its relative path. */
function frontOf({ path, relative }: ListedImage): string {
  return path.slice(0, path.length - relative.length) || '.';
}

/** Without the results of earlier runs, where the output folder lies below an input folder. */
function withoutResults(images: readonly ListedImage[], folders: readonly string[]): ListedImage[] {
  const existing = folders.filter((folder) => found(folder)?.isDirectory());
  if (existing.length === 0) return [...images];
  return images.filter(
    (image) => !existing.some((folder) => liesBelow(image.path, folder) && liesBelow(folder, frontOf(image))),
  );
}

/** Whether the inputs mean a single picture, whose result can be named. */
function isSingle(inputs: readonly string[], images: readonly ListedImage[]): boolean {
  return images.length === 1 && !inputs.some((input) => found(input)?.isDirectory());
}

/** Finds the pictures and decides what becomes of each; reads none of them. */
export async function planTasks(inputs: readonly string[], flags: DefendFlags): Promise<Task[]> {
  const { output, show, settings } = flags;
  const images = withoutResults(await listImages(inputs), show === undefined ? [output] : [output, show]);
  if (images.length === 0) {
    throw new WorkError(`${showPath(output)}: holds all pictures of the input, expected another output folder`);
  }
  const several = !isSingle(inputs, images);
  const results = placeResults(images, several, output, '--output', settings.format);
  if (settings.quality !== undefined && results.some(({ format }) => format === 'png')) {
    throw new UsageError('Expected results in JPEG, WebP or AVIF (see --format) for --quality but received PNG');
  }
  const shows = show === undefined ? undefined : placeShows(images, several, show);
  const maps = chooseMaps(flags.map, images);
  const mapFiles = maps.flatMap((map) => (map.kind === 'file' ? [map.path] : []));
  const written = [results, shows ?? []].flatMap((places) =>
    places.map(({ path }, i) => ({ result: path, input: images[i].path })),
  );
  checkResults(written, [...images.map(({ path }) => path), ...new Set(mapFiles)]);
  return images.map(({ path, relative }, i) => ({
    input: path,
    stream: relative.replaceAll(sep, '/'),
    result: results[i],
    show: shows?.[i],
    map: maps[i],
  }));
}

/** Shown pictures are PNG, unless a single one is named otherwise. */
function placeShows(images: readonly ListedImage[], several: boolean, show: string) {
  const named = !several && !found(show)?.isDirectory() && !/[\\/]$/.test(show);
  return placeResults(images, several, show, '--show', named ? undefined : 'png');
}
