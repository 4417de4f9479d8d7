import { sep } from 'node:path';
import { listImages, type ListedImage } from '../../io/image-files.js';
import { showPath } from '../../io/show-path.js';
import { WorkError } from '../errors.js';
import { found, liesBelow } from '../paths.js';

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
