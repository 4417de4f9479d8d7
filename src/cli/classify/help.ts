import { classifierHelp, countsHelp, denoisingHelp, exitCodesHelp, seedHelp, waveletsHelp } from '../help-parts.js';

export const classifyHelp = `Usage: pixel-deflection classify <file|folder|glob...> [options]

Names the likeliest classes. Where names of files or folders tell the true class
(n02447366_badger.jpg, badger/1.jpg), it also counts Top-1 and Top-5 accuracy.
Classifier:
${classifierHelp}
Output:
  --top <n>               classes of each picture (default 5)
  --json                  a line of JSON for each picture, and one for Top-1 and Top-5
  --workers <n>           pictures at the same time (default: as many as cores)
Defense:
  --defend                classify each picture behind the defense as well; the rest needs it
  --map <name>            r-cam (default), cam, grad-cam, center, none
  --ensemble <n>          draws for each picture (default 1, Ens-10 of the paper: 10)
  --vote <name>           of the draws: majority (default), mean
${countsHelp}
  --algorithm <name>      notebook, repository, joint
  --bias <b>              -1 to 1, added to the map (default 0)
${seedHelp}
${denoisingHelp}

${waveletsHelp}
${exitCodesHelp}
`;
