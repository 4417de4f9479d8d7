import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it that are missing. `mkdir` with `recursive` does so too, but never ends in folders that
 * take nothing and call it missing, such as /proc.
 * @returns whether it was missing
 * @throws the error of the system
 */
export async function makeFolder(path: string): Promise<boolean> {
  const above = dirname(path);
  if (above !== path && !existsSync(above)) await makeFolder(above);
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return false;
    throw error;
  }
}
