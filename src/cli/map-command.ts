import { availableParallelism } from 'node:os';
import { oneLine } from '../core/one-line.js';
import { showPath } from '../io/show-path.js';
import { listInputs, placeDrawings } from './defend-inputs.js';
import type { MapReport, MapTask } from './map-job.js';
import type { MapFlags } from './map-options.js';
import { requestModel, shareCores } from './model-request.js';
import { checkResults, placeResults, ResultFolders } from './outputs.js';
import { outcomeJson } from './results.js';
import { runPictures } from './run-pictures.js';
import { Summary } from './summary.js';

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
  const cores = availableParallelism();
  const { workers, threads } = shareCores(cores, tasks.length, { ...flags.model, workers: flags.workers });
  const model = await requestModel(flags.model, threads);
  const folders = new ResultFolders();
  folders.make(tasks.map(({ result }) => result.path));
  const summary = new Summary<MapReport>(tasks.length, workers);
  await runPictures<MapTask, MapReport>({
    command: { name: 'map', settings, model },
    tasks,
    workers,
    cores,
    folders,
    summary,
    print: (outcome, task) => (settings.json ? [outcomeJson(outcome, task)] : []),
  });
  if (!settings.json && !(tasks.length === 1 && summary.done === 0)) {
    for (const line of summary.lines(pictureFacts, ` → ${showPath(output)}`, [])) process.stderr.write(`${line}\n`);
  }
  return summary.exitCode;
}
