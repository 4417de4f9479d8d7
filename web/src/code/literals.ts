/** A value as JavaScript, in the style of this project. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([key, member]) => `${key}: ${literal(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** An object, a line for each member. */
export function object(value: Readonly<Record<string, unknown>>, further: readonly string[] = []): string {
  const members = [...Object.entries(value).map(([key, member]) => `${key}: ${literal(member)}`), ...further];
  return `{\n${members.map((member) => `  ${member},\n`).join('')}}`;
}

/** A word of a command line for POSIX shells; plain ones stay as they are. */
export function shellWord(word: string): string {
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command over several lines where it is long: the continuation is indented. */
export function commandOf(words: readonly (string | readonly string[])[]): string {
  const parts = words.map((word) => (typeof word === 'string' ? [word] : word).map(shellWord).join(' '));
  const lines = [parts[0]];
  for (const part of parts.slice(1)) {
    const last = lines.length - 1;
    if (lines[last].length + part.length > 100) lines.push(`  ${part}`);
    else lines[last] += ` ${part}`;
  }
  return lines.join(' \\\n');
}
