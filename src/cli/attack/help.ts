import { classifierHelp, exitCodesHelp, seedHelp } from '../help-parts.js';
import { defenseFlag, renamedFlags } from './adaptive-flags.js';
import { allOwnFlags } from './method-flags.js';

function listed(names: readonly string[]): string {
  return names.map((name) => `--${name}`).join(', ');
}

/** Flags in lines of at most 100 characters, indented. */
function flagLines(names: readonly string[]): string {
  const indent = ' '.repeat(4);
  const lines = [indent];
  for (const name of names) {
    if (lines.at(-1)!.length + name.length + 3 > 100) lines.push(indent);
    lines[lines.length - 1] += `${lines.at(-1) === indent ? '' : ' '}--${name}`;
  }
  return lines.join('\n');
}

export const attackHelp = `Usage: pixel-deflection attack <file|folder|glob...> --method <name> -o <file|folder> [options]
       pixel-deflection attack --list [--method <name>] [--json]

Looks for adversaries: pictures a little different that the classifier takes for something else.
They are PNG at the classifier's size. Where none is found that works as a PNG, none is written.

  --list                  the attacks with their papers, or with --method one and its options
  --method <name>         one of them; their own options, of numbers, true or false, or words:
${flagLines(allOwnFlags)}
  --preset <name>         published settings of the attack
  --epsilon <e,...>       how far it may go; several with commas: a file name-eps<e>.png for each
  --norm <name>           what ε is measured in, where there is a choice: linf, l2
  --unit <n>              of ε and other lengths: 255 (default, levels of 0 to 255), or 1 for [0,1]
  --relative-l2 <r>       of a smallest adversary: its size, by --scaling rescale, kappa, overshoot
  --label <class>         key, name or index (default: what is named); others are skipped
  --target <class>        the class to reach (default: any but the label)
  --survive-rounding      look for one that works as a PNG; --early-stop: end at the first one
${seedHelp}
Output:
  -o, --output <path>     a PNG file for one picture; a folder for many, made where it is missing
  --json                  a line of JSON for each picture, and one for all
  --workers <n>           pictures at the same time (default: as many as cores)
Classifier (--threads 1 unless it is given: more change last bits, and so adversaries):
${classifierHelp}
Defense, attacked as a whole and judged with five seeds that the attack does not know:
  --defended              the rest needs it: the options of "classify --defend", but for
                          ${listed(renamedFlags.map(defenseFlag))} in place of ${listed(renamedFlags)}
  --eot <n>               draws behind each gradient (default 20)
  --bpda <name>           through the wavelets by their derivative (default), or identity
  --hold-map              the map is that of the clean picture

${exitCodesHelp}
An attack that finds no adversary has not failed: it says so.
`;
