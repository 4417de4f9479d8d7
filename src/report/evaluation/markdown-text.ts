import { oneLine } from '../../core/one-line.js';

/**
 * A name as Markdown shows it: what would be markup, HTML, a link, a mention or the end of a cell is escaped, and what would
 * begin a list or a heading.
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_{}[\]<>#|~&$!^@]/g, String.raw`\$&`)
    .replaceAll('://', String.raw`\://`)
    .replaceAll(/\b(www)\./gi, String.raw`$1\.`)
    .replace(/^([-+=])/, String.raw`\$1`)
    .replace(/^(\d+)([.)])(?=\s|$)/, String.raw`$1\$2`);
}

/** A row of a table. */
function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => markdownText(cell) || ' ').join(' | ')} |`;
}

/** A table of text as Markdown; its first columns are of words, the others of numbers. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], words = 1): string[] {
  return [line(head), `| ${head.map((_, i) => (i < words ? '---' : '--:')).join(' | ')} |`, ...rows.map(line)];
}

/** Text on lines of its own, as it is: fences are longer than any in it. */
export function markdownCode(text: string): string[] {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, text, fence];
}
