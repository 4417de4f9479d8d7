import { classifierHelp, exitCodesHelp, seedHelp } from '../help-parts.js';

export const demoHelp = `Usage: pixel-deflection demo [image] [options]

Tells the story of the published notebook as a page: the picture, an adversary
(IGSM), pixel deflection, wavelets, activation maps, and the table of them all.
Without a picture: all that come with the package.

Output:
  --out <folder>          default story: index.html and story.json; only a report is replaced
  --json                  the same numbers as one line of JSON on standard output
Story:
  --label <class>         the true one: key, name or index (default: by the file, else by the model)
  --epsilon <e>           largest change of a sample, of 255 levels (default 2, built in 4)
  --steps <n>             of the attack (default 10)
  --step-size <s>         of 255 levels (default a quarter of epsilon)
  --draws <n>             of the defense, that rates are over (default 20)
  --sigma <s>             of the wavelets (default 0.04, built in 0.06)
${seedHelp}
  --workers <n>           pictures at the same time (default: as many as cores)
Classifier:
${classifierHelp}

${exitCodesHelp}

Example:
  pixel-deflection demo photo.jpg --model model.onnx --out story
`;
