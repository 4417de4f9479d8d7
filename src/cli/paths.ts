import { realpathSync, statSync, type BigIntStats } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

/** What stands at a path, behind symbolic links; undefined where nothing does, or where it cannot be reached. */
export function found(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** Whether a path means a folder, by what is there or by a slash at its end. */
export function meansFolder(path: string): boolean {
  return found(path)?.isDirectory() ?? (path.endsWith('/') || path.endsWith(sep));
}

/** One key for all names of a file on this machine: two names of one file (links of both kinds) have the same. */
export function fileKey(path: string): string | undefined {
  const stats = found(path);
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}

/** The path without symbolic links, also of a file that does not exist yet. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}

/** Whether a file or folder lies below a folder. */
export function liesBelow(path: string, folder: string): boolean {
  const real = realPath(folder);
  return realPath(path).startsWith(real.endsWith(sep) ? real : real + sep);
}
