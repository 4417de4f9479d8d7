import { outOfRange, wrongType } from '../../core/checks.js';
import type { Chain } from './chain.js';
import { type ChainFacts, checkChain } from './check.js';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The text of an empty chain. */
const nothing = 'none';

function valueOf(text: string): number | boolean | string {
  if (text === 'true' || text === 'false') return text === 'true';
  return decimal.test(text) ? Number(text) : text;
}

/** `deflections=200,window=10` as options; which ones there are is checked later. */
function optionsOf(text: string, place: string): Record<string, unknown> {
  const entries = text.split(',').map((part) => {
    const at = part.indexOf('=');
    const [key, value] = at < 0 ? ['', ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (key === '' || value === '')
      throw outOfRange('name=value, several with commas,', `the options of ${place}`, part);
    return [key, valueOf(value)] as const;
  });
  const twice = entries.find(([key], i) => entries.findIndex(([other]) => other === key) < i);
  if (twice !== undefined) throw outOfRange('each option once', `the options of ${place}`, twice[0]);
  return Object.fromEntries(entries);
}

/**
 * A chain from its text: transforms with `+` between them, each with its options behind a colon, as in
 * `deflect:deflections=200,window=10+wavelet:sigma=0.04+jpeg:quality=30`. Values are numbers in decimal notation, `true`,
 * `false`, or words; spaces around names and values do not count. `none` is the empty chain.
 * @param name what errors call it
 * @throws TypeError or RangeError that names the step, for unknown names with the nearest known one
 */
export function parseChain(text: string, name = 'the chain', facts: ChainFacts = {}): Chain {
  if (typeof text !== 'string') throw wrongType('the text of a chain', name, text);
  if (text.trim() === nothing) return [];
  // A plus before a digit belongs to a number: 1e+3.
  const steps = text.split(/\+(?!\d)/).map((part, index) => {
    const at = part.indexOf(':');
    const transform = (at < 0 ? part : part.slice(0, at)).trim();
    return { transform, options: at < 0 ? {} : optionsOf(part.slice(at + 1), `step ${index + 1} of ${name}`) };
  });
  return checkChain(steps, name, facts);
}

/** A chain as files and users give it: as text, or as steps. See {@link parseChain} and `checkChain`. */
export function readChain(given: unknown, name = 'the chain', facts: ChainFacts = {}): Chain {
  return typeof given === 'string' ? parseChain(given, name, facts) : checkChain(given, name, facts);
}

/** The text of a chain, from which {@link parseChain} makes it again. */
export function formatChain(chain: Chain): string {
  const steps = chain.map(({ transform, options }) => {
    const parts = Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${String(value).replace('e+', 'e')}`);
    return parts.length === 0 ? transform : `${transform}:${parts.join(',')}`;
  });
  return steps.length === 0 ? nothing : steps.join('+');
}
