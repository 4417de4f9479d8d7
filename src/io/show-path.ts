import { oneLine } from '../core/one-line.js';

/**
 * A file name as it is shown in messages: control characters (so also ANSI escapes), line ends, bidirectional and
 * zero-width characters are written as `\n`, `\x1b`, `\u202e`; all else, backslashes and spaces too, stays as it is.
 * An empty name shows as `''`.
 */
export function showPath(path: string): string {
  return path === '' ? "''" : oneLine(path);
}
