// Control characters, line ends, lone surrogates, and format characters (bidirectional controls, zero width, tags):
// all that can hide a part of a name, reorder it, start a new line or command a terminal.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escape(character: string): string {
  const code = character.codePointAt(0) as number;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Text on one line that is safe to print: what could command a terminal or mislead a reader is written as an escape. */
export function oneLine(text: string): string {
  return text.replace(unsafe, escape);
}
