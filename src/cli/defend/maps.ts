import { readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { ListedImage } from '../../io/image-files.js';
import { showPath } from '../../io/show-path.js';
import type { ActivationKind } from '../../models/index.js';
import { isActivationKind } from '../classifier/flags.js';
import { UsageError } from '../errors.js';
import { found } from '../paths.js';
import { baseName } from '../run/outputs.js';

/**
 * The map of one picture: of a file, made for its size, of a classifier, or none; or why there is none where one is
 * expected.
 */
export type MapChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'center' }
  | { readonly kind: ActivationKind }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'missing'; readonly problem: string };

const extensions = new Set(['.png', '.jpg', '.jpeg', '.jpe', '.jfif', '.webp', '.avif', '.gif']);

/** The pictures of a folder by their names without extension; a folder that does not exist has none. */
function byBaseName(folder: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  if (!found(folder)?.isDirectory()) return names;
  for (const name of readdirSync(folder).toSorted()) {
    if (name.startsWith('.') || !extensions.has(extname(name).toLowerCase())) continue;
    const base = baseName(name);
    names.set(base, [...(names.get(base) ?? []), join(folder, name)]);
  }
  return names;
}

/**
 * The maps of pictures for the value of `--map`: `none`, `center`, `r-cam`, `cam`, `grad-cam`, a file (the same for all),
 * or a folder, in which the map of `a/b.jpg` is `a/b` or else `b` with any extension of a picture.
 */
export function chooseMaps(value: string, images: readonly ListedImage[]): MapChoice[] {
  if (value === 'none' || value === 'center' || isActivationKind(value)) {
    return images.map((): MapChoice => ({ kind: value }));
  }
  const there = found(value);
  if (there === undefined) {
    throw new UsageError(
      `${showPath(value)}: does not exist, expected none, center, r-cam, cam, grad-cam, a file or a folder for --map`,
    );
  }
  if (!there.isDirectory()) return images.map(() => ({ kind: 'file', path: value }));
  const folders = new Map<string, Map<string, string[]>>();
  return images.map(({ path, relative }) => {
    for (const folder of new Set([join(value, dirname(relative)), value])) {
      const names = folders.get(folder) ?? byBaseName(folder);
      folders.set(folder, names);
      const maps = names.get(baseName(relative));
      if (maps?.length === 1) return { kind: 'file', path: maps[0] };
      if (maps !== undefined) {
        const both = maps.map(showPath).join(' and ');
        return { kind: 'missing', problem: `${showPath(path)}: maps ${both} found, expected one` };
      }
    }
    const problem = `no map of this name in ${showPath(value)}, expected ${showPath(baseName(relative))}.png there`;
    return { kind: 'missing', problem: `${showPath(path)}: ${problem}` };
  });
}
