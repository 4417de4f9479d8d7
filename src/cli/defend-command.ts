import { availableParallelism } from 'node:os';
import { showPath } from '../io/show-path.js';
import { planTasks } from './defend-inputs.js';
import type { DefendFlags } from './defend-options.js';
import { requestModel, shareCores } from './model-request.js';
import { ResultFolders } from './outputs.js';
import type { PictureReport } from './picture-report.js';
import { outcomeJson } from './results.js';
import { runPictures } from './run-pictures.js';
import { Summary } from './summary.js';
import type { Task } from './task.js';

function shown(show: string | undefined): string {
  return show === undefined ? '' : `, shown in ${showPath(show)}`;
}

/** What was done to a single picture. */
function pictureFacts({ input, output, show, outputSize, copies, options }: PictureReport): string[] {
  return [
    `${showPath(input)} → ${showPath(output)}${shown(show)}`,
    `${outputSize.width} × ${outputSize.height}`,
    `${copies} samples moved`,
    `${options.denoiser === 'none' ? 'not denoised' : String(options.denoiser)}`,
  ];
}

/**
 * `pixel-deflection defend`: makes sure that the results have a place, then defends the pictures.
 * @returns the exit code
 */
export async function defendCommand(inputs: readonly string[], flags: DefendFlags): Promise<number> {
  const { settings, output, show } = flags;
  const tasks = await planTasks(inputs, flags);
  const cores = availableParallelism();
  const asked = { workers: flags.workers, threads: flags.model?.threads };
  const { workers, threads } = shareCores(cores, tasks.length, asked);
  const model = flags.model && (await requestModel(flags.model, threads));
  const folders = new ResultFolders();
  folders.make(
    tasks.flatMap((task) => (task.show === undefined ? [task.result.path] : [task.result.path, task.show.path])),
  );
  const summary = new Summary<PictureReport>(tasks.length, workers);
  await runPictures<Task, PictureReport>({
    command: { name: 'defend', settings, model },
    tasks,
    workers,
    cores,
    folders,
    summary,
    print: (outcome, task) => (settings.json ? [outcomeJson(outcome, task)] : []),
  });
  if (!settings.json && !(tasks.length === 1 && summary.done === 0)) {
    const where = ` → ${showPath(output)}${shown(show)}`;
    const lines = summary.lines(pictureFacts, where, [`seed ${settings.seed}`]);
    for (const line of lines) process.stderr.write(`${line}\n`);
  }
  return summary.exitCode;
}
