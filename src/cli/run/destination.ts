import { extname } from 'node:path';
import { outOfRange } from '../../core/checks.js';
import { oneLine } from '../../core/one-line.js';
import { UsageError } from '../errors.js';

/** The format that the end of a result's name asks for, one of some. */
export function formatOf<const T extends string>(path: string, formats: readonly T[], flag: string): T {
  const end = extname(path).slice(1).toLowerCase();
  const found = formats.find((format) => format === end);
  if (found !== undefined) return found;
  const names = formats.map((format) => `.${format}`);
  const known = `a name ending in ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  throw new UsageError(oneLine(outOfRange(known, flag, path).message));
}
