import { classifierHelp, countsHelp, denoisingHelp, exitCodesHelp, seedHelp, waveletsHelp } from '../help-parts.js';

export const defendHelp = `Usage: pixel-deflection defend <file|folder|glob...> -o <file|folder> [options]

Output (existing pictures are replaced):
  -o, --output <path>     a file for one picture; a folder for many, made where it is missing
  --format <name>         png, jpeg, webp, avif (default: by the name; JPEG and GIF in folders: png)
  --quality <n>           1 to 100, of jpeg (default 95), webp and avif (default: without loss)
  --show <path>           also draw before, after, difference and deflected pixels: file or folder
  --json                  a line of JSON for each picture on standard output
  --workers <n>           threads (default: as many as cores); results do not depend on it
Deflection:
${countsHelp}
  --size <n|WxH>          resize first; 224 is what the published code does
  --algorithm <name>      notebook, repository, joint
  --map <value>           none (default), center, r-cam, cam, grad-cam, a file, a folder of maps
  --bias <b>              -1 to 1, added to the map (default 0)
${seedHelp}
  --random <name>         fast (default), or python: CPython's, for published results bit by bit
Classifier (of --map r-cam, cam, grad-cam):
${classifierHelp}
Denoising:
${denoisingHelp}

${waveletsHelp}
${exitCodesHelp}
`;
