import { showPath } from '../../io/show-path.js';
import { modelWords } from '../classifier/flags.js';
import { outcomeJson } from '../run/results.js';
import { runPictures } from '../run/run-pictures.js';
import { planTasks } from './inputs.js';
import type { DefendFlags } from './options.js';
import type { PictureReport } from './report.js';
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
    options.denoiser === 'none' ? 'not denoised' : String(options.denoiser ?? options.chain),
  ];
}

/**
 * `pixel-deflection defend`: makes sure that the results have a place, then defends the pictures.
 * @returns the exit code
 */
export async function defendCommand(inputs: readonly string[], flags: DefendFlags): Promise<number> {
  const { settings, output, show } = flags;
  const tasks = await planTasks(inputs, flags);
  const summary = await runPictures<Task, PictureReport, DefendFlags['model']>({
    tasks,
    flags,
    command: (model) => ({ name: 'defend', settings, model }),
    files: tasks.flatMap((task) => (task.show === undefined ? [task.result.path] : [task.result.path, task.show.path])),
    print: (outcome, task) => (settings.json ? [outcomeJson(outcome, task)] : []),
  });
  if (!settings.json) {
    summary.tell(pictureFacts, ` → ${showPath(output)}${shown(show)}`, [
      ...modelWords(summary.report?.activation?.model, flags.model),
      `seed ${settings.seed}`,
    ]);
  }
  return summary.exitCode;
}
