import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Names of files that are written beside their place. */
const temporary = /^\.pixel-deflection-[0-9a-f]+\.tmp$/;

/**
 * Removes what a crash left of files that were being written.
 * @param below also in the folders within
 */
export async function removeTemporary(folder: string, below = false): Promise<void> {
  const paths = await readdir(folder, { recursive: below });
  const left = paths.filter((path) => temporary.test(basename(path)));
  await Promise.all(left.map((path) => rm(join(folder, path), { force: true })));
}
