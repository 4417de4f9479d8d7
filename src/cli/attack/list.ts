import type { AttackAbout } from '../../attacks/index.js';
import { jsonLine } from '../run/results.js';
import { flagOf, specialOptions } from './method-flags.js';
import { methods } from './methods.js';

const width = 100;

/** Words in lines of at most `width` characters, the first behind `head`, the others indented. */
function wrapped(head: string, indent: number, words: readonly string[]): string[] {
  const lines = [head];
  for (const word of words) {
    const line = `${lines.at(-1)!}${lines.at(-1)!.endsWith(' ') ? '' : ' '}${word}`;
    if (line.length <= width) lines[lines.length - 1] = line;
    else lines.push(' '.repeat(indent) + word);
  }
  return lines;
}

/** `A, B and C, 2017, arXiv …` as `A et al., 2017, arXiv …`. */
function shortly(paper: string): string {
  return paper.replace(/^([^,]+), .* and [^,]+(?=, \d{4}\b)/, '$1 et al.');
}

function aims({ kind, norms, needs }: AttackAbout): string {
  const by = norms.map((norm) => (norm === 'linf' ? 'L∞' : 'L2')).join(' or ');
  const sees = { gradients: '', logits: ', by logits alone', class: ', by the class alone' }[needs];
  return `${kind === 'budget' ? `within ε in ${by}` : `smallest ${by}`}${sees}`;
}

/**
 * What `--list` prints: a line for each attack, with what it does and its paper; of one attack also the flags it has.
 * @param json for machines: an object on a line for each
 * @param name of the only attack to list
 */
export function attackList(json: boolean, name?: string): string[] {
  const all = [...methods.values()].map(({ about }) => about);
  const chosen = name === undefined ? all : all.filter((about) => about.name === name);
  if (json) {
    return chosen.map((about) => {
      return jsonLine({ ...about, flags: specialOptions(about).map((option) => `--${flagOf(option)}`) });
    });
  }
  const indent = Math.max(...all.map((about) => about.name.length)) + 1;
  const lines = chosen.map((about) => {
    return `${about.name.padEnd(indent)}${about.title}, ${aims(about)} · ${shortly(about.paper)}`;
  });
  if (name === undefined) return lines;
  const [about] = chosen;
  const flags = specialOptions(about).map((option) => {
    return option === 'preset' ? `--preset ${about.presets.join('|')}` : `--${flagOf(option)}`;
  });
  if (about.targeted) flags.push('--target');
  return [...lines, ...wrapped(' '.repeat(indent), indent, flags)];
}
