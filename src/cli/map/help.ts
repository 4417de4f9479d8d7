import { classifierHelp, exitCodesHelp } from '../help-parts.js';

export const mapHelp = `Usage: pixel-deflection map <file|folder|glob...> -o <file|folder> [options]

Writes where a classifier looks, for --map of defend: 16-bit gray PNG of the picture's size.

Classifier:
${classifierHelp}
Map:
  -o, --output <path>     a file for one picture; a folder for many, made where it is missing
  --kind <name>           r-cam (default), cam, grad-cam
  --top <n>               classes that an r-cam is over (default 5)
  --aggregate <name>      of an r-cam: geometric-mean (default), exponential
  --overlay               in colours over the picture, for eyes: PNG, JPEG, WebP or AVIF
  --json                  a line of JSON for each picture on standard output
  --workers <n>           pictures at the same time (default: as many as cores)

${exitCodesHelp}

Example:
  pixel-deflection map photo.jpg -o map.png --model squeezenet
`;
