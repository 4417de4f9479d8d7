import { planHelp } from './help-plan.js';
import { queueHelp } from './queue-flags.js';

export const evaluateHelp = `Usage: pixel-deflection evaluate [plan.yaml] -o <folder> [options]

Runs attacks x defenses x models over a data set, to the end whatever happens, into a run
folder: records.jsonl has a line for each decision. Everything is looked at before anything
runs; the size and an estimate of the time are shown.

${planHelp}
The run:
  -o, --output <folder>   a new or empty folder, or with --resume that of the run to go on with;
                          alone it needs no plan: the folder has its own
  --resume                go on where it stopped, whatever stopped it
  --dry-run               look at everything, show size and time, run nothing
  --workers <n>           processes, each with one thread (default: as many as cores);
                          0: none but this one
  --batch <n>             pictures of a piece of work (default 16): no record depends on it
  --adversaries           keep them as PNG, in the run folder
  --models-dir <folder>   instead of the user's caches (or set PIXEL_DEFLECTION_MODELS)
  --json                  a line of JSON with plan and size, and one at the end
Many machines:
${queueHelp}

Exit code: 0 all done (pictures that could not be used are listed), 1 some work failed (the
rest is kept, --resume goes on), 2 wrong usage or another run's folder, 130 Ctrl-C.
Examples:
  pixel-deflection evaluate -o run/ --data photos/ --attack igsm:epsilon=4 --defense deflect+wavelet
  pixel-deflection evaluate -o run/ --resume
`;
