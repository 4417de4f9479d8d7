import { sep } from 'node:path';
import { listImages, type ListedImage } from '../io/image-files.js';
import { showPath } from '../io/show-path.js';
import type { DefendFlags } from './defend-options.js';
import { UsageError, WorkError } from './errors.js';
import type { Task } from './task.js';
import { chooseMaps } from './maps.js';
import { checkResults, type Place, placeResults } from './outputs.js';
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

/**
 * Finds the pictures that inputs mean, without results of earlier runs.
 * @param outputs where results go
 * @returns whether there are several, so that results go into folders
 */
export async function listInputs(
  inputs: readonly string[],
  outputs: readonly string[],
): Promise<{ images: ListedImage[]; several: boolean }> {
  const images = withoutResults(await listImages(inputs), outputs);
  if (images.length === 0) {
    throw new WorkError(`${showPath(outputs[0])}: holds all pictures of the input, expected another output folder`);
  }
  return { images, several: !isSingle(inputs, images) };
}

/** The name of a picture's random numbers, and what labels are looked for in. */
export function placeBelow({ relative }: ListedImage): string {
  return relative.replaceAll(sep, '/');
}

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

/** Drawn pictures are PNG, unless a single one is named otherwise. */
export function placeDrawings(images: readonly ListedImage[], several: boolean, path: string, flag: string): Place[] {
  const named = !several && !found(path)?.isDirectory() && !/[\\/]$/.test(path);
  return placeResults(images, several, path, flag, named ? undefined : 'png');
}
