import { oneLine } from '../../core/one-line.js';

/** Words that a shell takes as they are. */
const plain = /^[\w@%+=:,./-]+$/;

/** A word of a command line as it is typed into a POSIX shell; control characters stand as `$'…'` knows them. */
function shellWord(word: string): string {
  if (plain.test(word)) return word;
  const safe = oneLine(word);
  if (safe === word) return `'${word.replaceAll("'", `'\\''`)}'`;
  const escaped = word.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`);
  return `$'${oneLine(escaped).replaceAll(/\\u\{([0-9a-f]+)\}/g, (_, code: string) => `\\U${code.padStart(8, '0')}`)}'`;
}

/** A command line that can be typed again, on one line, safe to print. */
export function shellText(command: readonly string[]): string {
  return command.map(shellWord).join(' ');
}
