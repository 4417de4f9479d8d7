import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { showPath } from '../../io/show-path.js';
import { generator } from '../../report/story-page.js';
import { UsageError } from '../errors.js';
import { found } from '../paths.js';
import { checkFile } from '../run/outputs.js';

/** The files of a report. */
export interface DemoFiles {
  readonly page: string;
  readonly record: string;
}

/** What `story.json` begins with. */
export const format = 'pixel-deflection story';

/** How much of a file is looked at for its mark. */
const front = 512;

/** Whether a file was written by this command. */
function isOurs(path: string, mark: string): boolean {
  const bytes = Buffer.alloc(front);
  const file = openSync(path, 'r');
  try {
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, front, 0)).includes(mark);
  } finally {
    closeSync(file);
  }
}

/**
 * The files of a report. What else is in its folder stays; of the report's two files only those that this command wrote are
 * replaced.
 * @throws UsageError where one of them is something else
 */
export function reportFiles(folder: string): DemoFiles {
  const there = found(folder);
  if (there !== undefined && !there.isDirectory()) {
    throw new UsageError(`${showPath(folder)}: the name of a file, expected a folder for --out`);
  }
  const files = { page: join(folder, 'index.html'), record: join(folder, 'story.json') };
  const marks = { page: `content="${generator}"`, record: `"format": "${format}"` };
  for (const name of ['page', 'record'] as const) {
    if (found(files[name]) === undefined) continue;
    checkFile(files[name], '--out');
    if (!isOurs(files[name], marks[name])) {
      throw new UsageError(
        `${showPath(files[name])}: not written by this command, expected a folder without it, or another one, for --out`,
      );
    }
  }
  return files;
}
