import { oneLine } from '../../core/one-line.js';
import { showPath } from '../../io/show-path.js';
import { modelWords } from '../classifier/flags.js';
import { listInputs } from '../run/inputs.js';
import { checkResults, placeDrawings, placeResults } from '../run/outputs.js';
import { outcomeJson } from '../run/results.js';
import { runPictures } from '../run/run-pictures.js';
import type { MapReport, MapTask } from './job.js';
import type { MapFlags } from './options.js';

/** Finds the pictures and decides where their maps go; reads none of them. */
async function planMaps(inputs: readonly string[], { output, settings }: MapFlags): Promise<MapTask[]> {
  const { images, several } = await listInputs(inputs, [output]);
  // Only PNG holds 16 bits; what is for eyes can be any picture.
  const places = settings.overlay
    ? placeDrawings(images, several, output, '--output')
    : placeResults(images, several, output, '--output', 'png');
  checkResults(
    places.map(({ path }, i) => ({ result: path, input: images[i].path })),
    images.map(({ path }) => path),
  );
  return images.map(({ path }, i) => ({ input: path, result: places[i] }));
}

function pictureFacts({ input, output, inputSize, kind, classes }: MapReport): string[] {
  return [
    `${showPath(input)} → ${showPath(output)}`,
    `${inputSize.width} × ${inputSize.height}`,
    `${kind} of ${classes.map(({ name }) => oneLine(name)).join(', ')}`,
  ];
}

/**
 * `pixel-deflection map`: writes activation maps of a classifier as pictures.
 * @returns the exit code
 */
export async function mapCommand(inputs: readonly string[], flags: MapFlags): Promise<number> {
  const { settings, output } = flags;
  const tasks = await planMaps(inputs, flags);
  const summary = await runPictures<MapTask, MapReport>({
    tasks,
    flags,
    command: (model) => ({ name: 'map', settings, model }),
    files: tasks.map(({ result }) => result.path),
    print: (outcome, task) => (settings.json ? [outcomeJson(outcome, task)] : []),
  });
  if (!settings.json) {
    summary.tell(pictureFacts, ` → ${showPath(output)}`, modelWords(summary.report?.model, flags.model));
  }
  return summary.exitCode;
}
