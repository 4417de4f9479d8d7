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

function aims({ kind, norms, needs, targeted }: AttackAbout): string {
  const by = norms.map((norm) => (norm === 'linf' ? 'L∞' : 'L2')).join(' or ');
  const what = kind === 'budget' ? `within ε in ${by}` : `smallest ${by}`;
  const sees = { gradients: 'gradients', logits: 'logits alone', class: 'the class alone' }[needs];
  return `${what}, by ${sees}${targeted ? ', takes --target' : ''};`;
}

/**
 * What `--list` prints: a line for each attack with its paper, then what it does and which flags it has.
 * @param json for machines: an object on a line for each
 */
export function attackList(json: boolean): string[] {
  const all = [...methods.values()].map(({ about }) => about);
  if (json) {
    return all.map((about) => {
      return jsonLine({ ...about, flags: specialOptions(about).map((option) => `--${flagOf(option)}`) });
    });
  }
  const indent = Math.max(...all.map(({ name }) => name.length)) + 1;
  return all.flatMap((about) => {
    const flags = specialOptions(about).map((option) => {
      return option === 'preset' ? `--preset ${about.presets.join('|')}` : `--${flagOf(option)}`;
    });
    return [
      ...wrapped(about.name.padEnd(indent), indent, [`${about.title} · ${shortly(about.paper)}`]),
      ...wrapped(' '.repeat(indent), indent, [aims(about), ...flags]),
    ];
  });
}
