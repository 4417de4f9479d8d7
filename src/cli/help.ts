import { denoiserNames } from '../defenses/denoisers.js';
import { type DenoiserFlag, flagName, flagsOf, isSwitch } from './flags.js';

export const mainHelp = `Usage: pixel-deflection <command> [options]

Defends image classifiers at test time against adversarial pictures: moves a few
pixels, fewer of them where the classifier looks (--map), and denoises
(Prakash et al., CVPR 2018). Adaptive attacks break this defense: measure.

Commands:
  defend <file|folder|glob...> -o <file|folder>   defend pictures
  patches <file|folder|glob...> -o <file>         build a patch database
  help <command>                                  all options of a command

Options:
  -V, --version    print the version
  -h, --help       print this

Examples:
  pixel-deflection defend photo.jpg -o safe.png
  pixel-deflection defend photo.jpg -o safe.png --map center --show what.png
  pixel-deflection defend photos/ -o safe/ --seed 7 --json > report.jsonl
`;

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

export const defendHelp = `Usage: pixel-deflection defend <file|folder|glob...> -o <file|folder> [options]

Output (existing pictures are replaced):
  -o, --output <path>     a file for one picture; a folder for many, made where it is missing
  --format <name>         png, jpeg, webp, avif (default: by the name; JPEG and GIF in folders: png)
  --quality <n>           1 to 100, of jpeg (default 95), webp and avif (default: without loss)
  --show <path>           also draw before, after, difference and deflected pixels: file or folder
  --json                  a line of JSON for each picture on standard output
  --workers <n>           threads (default: as many as cores); results do not depend on it
Deflection:
  --preset <name>         notebook (default), repository, paper: where the settings below come from
  --deflections <n>       for a picture of 224 x 224, scaled by area (notebook 200, with a map 1500)
  --window <n>            for a picture of 224 x 224, scaled by side (default 10)
  --no-scale              take both literally
  --size <n|WxH>          resize first; 224 is what the published code does
  --algorithm <name>      notebook, repository, joint
  --map <value>           none (default), center, a file, or a folder with maps of the same names
  --bias <b>              -1 to 1, added to the map (default 0)
  --seed <n>              any integer (default: a fresh one, printed at the end)
  --random <name>         fast (default), or python: CPython's, for published results bit by bit
Denoising:
  --denoiser <name>       ${denoiserNames.join(', ')} (default wavelet)
${denoiserHelp()}

Wavelets: db1 to db10, sym2 to sym10, coif1 to coif5, bior1.3, bior2.2, bior4.4.
Exit code: 0 all done, 1 some pictures failed (the others are done), 2 wrong usage, 130 Ctrl-C.
`;

export const patchesHelp = `Usage: pixel-deflection patches <file|folder|glob...> -o <file> [options]

Cuts patches at random out of photos, for quiltImage of the library.

Options:
  -o, --output <file>     the database; an existing file is replaced
  --count <n>             patches in all, shared evenly among the photos (default 100000)
  --patch-size <n>        side of a patch in pixels, 1 to 64 (default 5)
  --seed <n>              any integer (default: a fresh one, printed at the end)

Example:
  pixel-deflection patches photos/ -o patches.bin --seed 1
`;
