import { outOfRange, wrongType } from '../core/checks.js';
import { onlyNames } from '../defenses/chain/check.js';
import { formatChain } from '../defenses/chain/text.js';
import { type ChainDefense, chainDefenseFields, checkChainDefense } from './chain-defense.js';

const format = 'pixel-deflection preset';
const schema = 1;

/** What a preset file holds: a defense, and free facts about where it came from. */
export interface DefensePreset extends ChainDefense {
  readonly format: typeof format;
  readonly schema: typeof schema;
  /** For people: on what it was tuned, and how it did. Nothing reads it. */
  readonly about?: Readonly<Record<string, unknown>>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Checks what a preset file holds.
 * @throws TypeError or RangeError that names the field, or the step of the chain; unknown names come with the nearest
 */
export function checkPreset(value: unknown): DefensePreset {
  if (!isObject(value)) throw wrongType('an object', 'the preset', value);
  const { format: given, schema: version, about, ...defense } = value;
  if (given !== format) throw outOfRange(`"${format}"`, 'the format of the preset', given);
  if (version !== schema)
    throw outOfRange(`${schema}, the one that this version reads,`, 'the schema of the preset', version);
  onlyNames(value, 'the fields of the preset', ['format', 'schema', ...chainDefenseFields, 'about']);
  if (about !== undefined && !isObject(about)) throw wrongType('an object', 'about of the preset', about);
  return { format, schema, ...checkChainDefense(defense, 'the preset'), ...(about !== undefined && { about }) };
}

function complaint(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * The line where a text stops being JSON, counted from 1, from what V8 says. Of an unexpected token it does not say the place:
 * that is the first line without which there is none, searched by halves.
 */
function brokenLine(text: string): number {
  const message = complaint(text);
  const lines = text.split('\n');
  if (message.startsWith('Unexpected token')) {
    let [good, bad] = [0, lines.length];
    while (bad - good > 1) {
      const middle = Math.floor((good + bad) / 2);
      if (complaint(lines.slice(0, middle).join('\n')).startsWith('Unexpected token')) bad = middle;
      else good = middle;
    }
    return bad;
  }
  // What ends too early is wrong in its last line, whatever blank ones follow.
  const end = text.trimEnd().length;
  const [, position = end] = /position (\d+)/.exec(message) ?? [];
  return text.slice(0, Math.min(Number(position), end)).split('\n').length;
}

/**
 * A preset from the text of its file.
 * @throws SyntaxError that names the line where it is not JSON; TypeError or RangeError as `checkPreset`
 */
export function parsePreset(text: string): DefensePreset {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`line ${brokenLine(text)}: Expected JSON for the preset but received something else`, {
      cause,
    });
  }
  return checkPreset(value);
}

/**
 * The text of a preset file.
 * @param about free facts, which JSON can hold
 */
export function formatPreset(defense: ChainDefense, about?: Readonly<Record<string, unknown>>): string {
  const { name, chain, map, ensemble, vote, topK } = defense;
  const file = { format, schema, name, chain: formatChain(chain), map, ensemble, vote, topK, about };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}
