import { denoiserNames } from '../defenses/denoisers.js';
import { type DenoiserFlag, flagName, flagsOf, isSwitch } from './flags.js';

export const mainHelp = `Usage: pixel-deflection <command> [options]

Defends image classifiers at test time against adversarial pictures: moves a few
pixels, fewer of them where the classifier looks (--map), and denoises
(Prakash et al., CVPR 2018). Adaptive attacks break this defense: measure.

Commands:
  demo [image]                                   attack, defend, show pictures
  defend <file|folder|glob...> -o <file|folder>  defend pictures
  classify <file|folder|glob...> --model <m>     name classes, before and after
  map <file|folder|glob...> -o <f> --model <m>   draw where a classifier looks
  patches <file|folder|glob...> -o <file>        build a patch database
  models list|info|pull|add|verify|path          get and keep classifiers
  help <command>                                 all options of a command
-V, --version prints the version, -h, --help this.

Examples:
  pixel-deflection demo
  pixel-deflection defend photo.jpg -o safe.png
  pixel-deflection defend photo.jpg -o safe.png --map center --show what.png
  pixel-deflection defend photos/ -o safe/ --seed 7 --json > report.jsonl
  pixel-deflection classify photos/ --model resnet50 --defend
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

/** Flags of the defense that mean the same in every command. */
const counts = `  --preset <name>         notebook (default), repository, paper: where the settings below come from
  --deflections <n>       for a picture of 224 x 224, scaled by area (notebook 200, with a map 1500)
  --window <n>            for a picture of 224 x 224, scaled by side (default 10)
  --no-scale              take both literally`;

const denoising = `  --denoiser <name>       ${denoiserNames.join(', ')} (default wavelet)
${denoiserHelp()}`;

const seed = '  --seed <n>              any integer (default: a fresh one, printed at the end)';

const wavelets = 'Wavelets: db1 to db10, sym2 to sym10, coif1 to coif5, bior1.3, bior2.2, bior4.4.';

const classifier = `  --model <name|file>     a name that "pixel-deflection models list" shows, or an ONNX file
  --card <file>           its model card; or --model-preset torchvision, tf, caffe
  --models-dir <folder>   instead of the user's caches (or set PIXEL_DEFLECTION_MODELS)
  --threads <n>           of each worker; --execution-provider cpu (default), cuda, webgpu`;

const exitCodes = 'Exit code: 0 all done, 1 some pictures failed (the others are done), 2 wrong usage, 130 Ctrl-C.';

export const defendHelp = `Usage: pixel-deflection defend <file|folder|glob...> -o <file|folder> [options]

Output (existing pictures are replaced):
  -o, --output <path>     a file for one picture; a folder for many, made where it is missing
  --format <name>         png, jpeg, webp, avif (default: by the name; JPEG and GIF in folders: png)
  --quality <n>           1 to 100, of jpeg (default 95), webp and avif (default: without loss)
  --show <path>           also draw before, after, difference and deflected pixels: file or folder
  --json                  a line of JSON for each picture on standard output
  --workers <n>           threads (default: as many as cores); results do not depend on it
Deflection:
${counts}
  --size <n|WxH>          resize first; 224 is what the published code does
  --algorithm <name>      notebook, repository, joint
  --map <value>           none (default), center, r-cam, cam, grad-cam, a file, a folder of maps
  --bias <b>              -1 to 1, added to the map (default 0)
${seed}
  --random <name>         fast (default), or python: CPython's, for published results bit by bit
Classifier (of --map r-cam, cam, grad-cam):
${classifier}
Denoising:
${denoising}

${wavelets}
${exitCodes}
`;

export const classifyHelp = `Usage: pixel-deflection classify <file|folder|glob...> --model <name|file> [options]

Names the likeliest classes. Where names of files or folders tell the true class
(n02447366_badger.jpg, badger/1.jpg), it also counts Top-1 and Top-5 accuracy.
Classifier:
${classifier}
Output:
  --top <n>               classes of each picture (default 5)
  --json                  a line of JSON for each picture, and one for Top-1 and Top-5
  --workers <n>           pictures at the same time (default: as many as cores)
Defense:
  --defend                classify each picture behind the defense as well; the rest needs it
  --map <name>            r-cam (default), cam, grad-cam, center, none
  --ensemble <n>          draws for each picture (default 1, Ens-10 of the paper: 10)
  --vote <name>           of the draws: majority (default), mean
${counts}
  --algorithm <name>      notebook, repository, joint
  --bias <b>              -1 to 1, added to the map (default 0)
${seed}
${denoising}

${wavelets}
${exitCodes}
`;

export const mapHelp = `Usage: pixel-deflection map <file|folder|glob...> -o <file|folder> --model <name|file> [options]

Writes where a classifier looks, for --map of defend: 16-bit gray PNG of the picture's size.

Classifier:
${classifier}
Map:
  -o, --output <path>     a file for one picture; a folder for many, made where it is missing
  --kind <name>           r-cam (default), cam, grad-cam
  --top <n>               classes that an r-cam is over (default 5)
  --aggregate <name>      of an r-cam: geometric-mean (default), exponential
  --overlay               in colours over the picture, for eyes: PNG, JPEG, WebP or AVIF
  --json                  a line of JSON for each picture on standard output
  --workers <n>           pictures at the same time (default: as many as cores)

${exitCodes}

Example:
  pixel-deflection map photo.jpg -o map.png --model squeezenet
`;

export const demoHelp = `Usage: pixel-deflection demo [image] [options]

Tells the story of the published notebook as a page: the picture, an adversary
(IGSM), pixel deflection, wavelets, activation maps, and the table of them all.
Without a picture: all that come with the package.

Output:
  --out <folder>          default story: index.html and story.json; only a report is replaced
  --json                  the same numbers as one line of JSON on standard output
Story:
  --label <key|name>      the true class (default: by the file's name, else what the model says)
  --epsilon <e>           largest change of a sample, of 255 levels (default 2, built in 4)
  --steps <n>             of the attack (default 10)
  --step-size <s>         of 255 levels (default a quarter of epsilon)
  --draws <n>             of the defense, that rates are over (default 20)
  --sigma <s>             of the wavelets (default 0.04, built in 0.06)
${seed}
  --workers <n>           pictures at the same time (default: as many as cores)
Classifier (default: the one that comes with the package):
${classifier}

${exitCodes}

Example:
  pixel-deflection demo photo.jpg --model model.onnx --out story
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
