import { exitCodesHelp } from '../help-parts.js';

export const tuneHelp = `Usage: pixel-deflection tune --data <data> --attack <attack> -o <folder> [options]

Searches chains of transforms (deflections, window, map, wavelet, sigma, cycle spinning, JPEG
quality, total variation, resizing and padding, order, ensembles) by successive halving on one half
of the pictures, and judges the best on the other half, beside the transforms of related work with
their own parameters swept. Attackers ignore the defense: a tuned chain is no answer to those who
know it.

  --model <name|file>     the classifier (default: built in, 100 classes)
  --attack <attack>       as in "evaluate": igsm:epsilon=2, deepfool:relativeL2=0.02; again for each
  --data <data>           folder, list or packed records, as in "evaluate"
  --keep-clean <share>    of the right clean pictures that must stay right, 0 to 1 (default 0.95)
  --candidates <n>        chains that are tried, at least 4 (default 72)
  --against <names>       transforms to judge beside, by commas (default: all; TVM, NLM, crop+TVM
                          and quilting take most of the time)
  --limit <n>             pictures, half for the search, half for the judgement (default: all)
  --repeats <n>           draws of each chain for each picture (default 1)
  --seed <n>              any integer (default: a fresh one, printed; --resume knows it)
  --workers <n>           processes (default: one for each core; 0: none but this one)
  --models-dir <folder>   instead of the user's caches (or set PIXEL_DEFLECTION_MODELS)
  --resume                go on with what the folder holds
  --json                  print tuning.json instead of tables
  -o, --output <folder>   preset.json (a preset for defend, classify and evaluate),
                          tuning.json (everything that was measured), and the runs behind them

${exitCodesHelp}
`;
