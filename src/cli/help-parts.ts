import { denoiserNames } from '../defenses/denoisers.js';
import { type DenoiserFlag, flagName, flagsOf, isSwitch } from './flags.js';

// What the help of several commands says in the same words.

/** One flag as the help of a denoiser shows it: name, default, other words. */
function shortFlag(flag: DenoiserFlag): string {
  const name = flagName(flag);
  if (isSwitch(flag)) return flag.default === true ? `--no-${name}` : `--${name}`;
  return `--${name} ${[flag.default ?? 'auto', ...(flag.others ?? [])].join('|')}`;
}

/** Words in lines of at most `width` characters, the first behind `head`, the others indented. */
function wrapped(head: string, words: readonly string[], width: number): string[] {
  const indent = ' '.repeat(head.length);
  const lines: string[] = [];
  let line = head;
  for (const word of words) {
    if (line.length + word.length + 2 > width && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word}  `;
  }
  return [...lines, line.trimEnd()];
}

function denoiserHelp(): string {
  return denoiserNames
    .filter((name) => flagsOf(name).length > 0)
    .flatMap((name) => wrapped(`  ${name.padEnd(11)}`, flagsOf(name).map(shortFlag), 100))
    .join('\n');
}

/** How much is deflected, in every command with a defense. */
export const countsHelp = `  --preset <name|file>    notebook (default), repository, paper, or a preset file (.json): settings
  --deflections <n>       for a picture of 224 x 224, scaled by area (notebook 200, with a map 1500)
  --window <n>            for a picture of 224 x 224, scaled by side (default 10)
  --no-scale              take both literally`;

/** The denoisers with their options. */
export const denoisingHelp = `  --denoiser <name>       ${denoiserNames.join(', ')} (default wavelet)
${denoiserHelp()}`;

/** The seed of a command. */
export const seedHelp = '  --seed <n>              any integer (default: a fresh one, printed at the end)';

/** The names for `--wavelet`. */
export const waveletsHelp = 'Wavelets: db1 to db10, sym2 to sym10, coif1 to coif5, bior1.3, bior2.2, bior4.4.';

/** Which classifier, and how it is run. */
export const classifierHelp = `  --model <name|file>     a name of "models list", an ONNX file (default: built in, 100 classes)
  --card <file>           the card of --model; or --model-preset torchvision, tf, caffe
  --models-dir <folder>   instead of the user's caches (or set PIXEL_DEFLECTION_MODELS)
  --threads <n>           of each worker; --execution-provider cpu (default), cuda, webgpu`;

/** Of commands over many pictures. */
export const exitCodesHelp =
  'Exit code: 0 all done, 1 some pictures failed (the others are done), 2 wrong usage, 130 Ctrl-C.';
